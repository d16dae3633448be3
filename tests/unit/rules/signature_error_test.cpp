// SPDX-License-Identifier: Apache-2.0
// What a wrong signature file gets told.
#include <catch2/catch.hpp>

#include "rules/lang/signature/loader.h"

namespace trace {
namespace {

std::string error_of(const std::string& text) {
  const auto set = load_signatures({{"my.yaml", text}}, {});
  return set ? "no error" : set.error().message;
}

// A rule with this condition, in line 7 from column 8 on.
std::string rule_where(const std::string& where) {
  return "kind: rule\nid: X-1\nname: x\nversion: 1\ntitle: x\nseverity: 1\nwhere: " + where +
         "\non: security_file_open\n";
}

TEST_CASE("an unknown field is shown in its line, with a near name") {
  CHECK(error_of(rule_where("flags has O_WRONLY and pathnam = x")) ==
        "my.yaml:7:31: unknown field \"pathnam\" of event security_file_open (did you mean "
        "\"pathname\"?)\n"
        "  where: flags has O_WRONLY and pathnam = x\n"
        "                                ^");
}

TEST_CASE("positions are right in folded and quoted conditions") {
  CHECK(error_of(rule_where(">\n  flags has O_WRONLY\n    and pathnam = x")) ==
        "my.yaml:9:9: unknown field \"pathnam\" of event security_file_open (did you mean "
        "\"pathname\"?)\n"
        "      and pathnam = x\n"
        "          ^");
  CHECK(error_of(rule_where("'pathname = \"it''s\" or pathnam = x'")) ==
        "my.yaml:7:31: unknown field \"pathnam\" of event security_file_open (did you mean "
        "\"pathname\"?)\n"
        "  where: 'pathname = \"it''s\" or pathnam = x'\n"
        "                                ^");
}

TEST_CASE("what is wrong in a condition is pointed at") {
  const auto first_line = [](const std::string& message) {
    return message.substr(0, message.find('\n'));
  };
  const auto wrong = [&](const std::string& where) {
    return first_line(error_of(rule_where(where)));
  };
  CHECK(wrong("pathname") == "my.yaml:7:8: \"pathname\" is no macro, and a test needs an operator");
  CHECK(wrong("pathname startwith x") ==
        "my.yaml:7:17: expected an operator behind \"pathname\" (did you mean \"startswith\"?)");
  CHECK(wrong("pathname = ") == "my.yaml:7:18: expected a value, not the end");
  CHECK(wrong("pathname = x y") == "my.yaml:7:21: expected \"and\", \"or\" or the end, not \"y\"");
  CHECK(wrong("(pathname = x") == "my.yaml:7:21: expected \")\", not the end");
  CHECK(wrong("pathname in [x") == "my.yaml:7:22: expected \",\" or \"]\", not the end");
  CHECK(wrong("pathname = 'x") == "my.yaml:7:19: this string is not closed");
  CHECK(wrong("pathname in $shells") == "my.yaml:7:20: unknown list \"$shells\"");
  CHECK(wrong("pathname = x & y") == "my.yaml:7:21: \"&\" is not expected here");
  CHECK(wrong("''") == "my.yaml:7:8: the condition is empty");
  CHECK(wrong("flags contains x") ==
        "my.yaml:7:8: \"flags\" is a number, and \"contains\" is for texts");
  CHECK(wrong("pathname ~ '('") == "my.yaml:7:8: regular expression \"(\": missing ): (");
  CHECK(wrong(std::string(200, '(') + "pathname = x") ==
        "my.yaml:7:108: the condition is nested too deeply");
}

TEST_CASE("what is wrong in a file is pointed at") {
  CHECK(error_of("kind: rul\n") ==
        "my.yaml:1:7: unknown kind \"rul\" (did you mean \"rule\"?)\n  kind: rul\n        ^");
  CHECK(error_of(rule_where("pathname = x") + "serverity: 2\n") ==
        "my.yaml:9:1: unknown key \"serverity\" (did you mean \"severity\"?)\n  serverity: 2\n  ^");
  CHECK(error_of("kind: rule\nid: X-1\n").starts_with("my.yaml:1:1: key \"name\" is missing\n"));
  CHECK(error_of("kind: rule\nid: [\n").starts_with("my.yaml:3:1: "));
  CHECK(error_of(rule_where("pathname = x") + "title: y\n")
            .starts_with("my.yaml:9:1: key \"title\" stands twice\n"));
  CHECK(error_of(rule_where("pathname = x") + "---\n" + rule_where("pathname = y"))
            .starts_with("my.yaml:11:5: id \"X-1\" is taken: see my.yaml:2\n"));
}

TEST_CASE("an unknown event has a near name") {
  std::string text = rule_where("pathname = x");
  text.replace(text.find("security_file_open"), 18, "security_file_opem");
  CHECK(
      error_of(text).starts_with("my.yaml:8:5: unknown event \"security_file_opem\" (did you mean "
                                 "\"security_file_open\"?)\n"));
}

TEST_CASE("a macro that uses itself is an error") {
  CHECK(error_of(rule_where("loop") + "---\nkind: macro\nname: loop\nwhere: not loop\n")
            .starts_with("my.yaml:11:7: macro \"loop\" uses itself\n"));
}

TEST_CASE("a field that a macro's event lacks is shown where the macro is used") {
  std::string text = rule_where("pathname = x and opened");
  text += "---\nkind: macro\nname: opened\nwhere: nothing exists\n";
  CHECK(error_of(text).starts_with(
      "my.yaml:7:25: unknown field \"nothing\" of event security_file_open\n"));
}

TEST_CASE("data of a field that the event lacks is an error") {
  CHECK(error_of(rule_where("pathname = x") + "data: {path: pathnam}\n")
            .starts_with("my.yaml:9:14: unknown field \"pathnam\" of event security_file_open"));
}

TEST_CASE("every document that is wrong is told, each once") {
  const std::string good =
      "kind: rule\nid: A\nname: a\nversion: 1\ntitle: t\nseverity: 1\non: ptrace\n";
  const std::string message = error_of(good + "serverity: 2\n---\n" + good + "---\n" +
                                       "kind: rule\nid: B\nname: b\nversion: 1\ntitle: t\n"
                                       "severity: hihg\non: ptrace\n");
  CHECK(message ==
        "my.yaml:8:1: unknown key \"serverity\" (did you mean \"severity\"?)\n"
        "  serverity: 2\n"
        "  ^\n"
        "my.yaml:11:5: id \"A\" is taken: see my.yaml:2\n"
        "  id: A\n"
        "      ^\n"
        "my.yaml:23:11: unknown severity \"hihg\" (did you mean \"high\"?)\n"
        "  severity: hihg\n"
        "            ^");
}

TEST_CASE("a file that is not YAML does not hide what is wrong in the next one") {
  const auto set = load_signatures({{"a.yaml", "x: ["}, {"b.yaml", "kind: ruel\n"}}, {});
  REQUIRE_FALSE(set);
  CHECK(set.error().message.find("a.yaml:") == 0);
  CHECK(set.error().message.find("b.yaml:1:7: unknown kind \"ruel\" (did you mean \"rule\"?)") !=
        std::string::npos);
}

}  // namespace
}  // namespace trace
