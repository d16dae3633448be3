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
  CHECK(error_of(rule_where("'hostName = \"it''s\" or pathnam = x'")) ==
        "my.yaml:7:31: unknown field \"pathnam\" of event security_file_open (did you mean "
        "\"pathname\"?)\n"
        "  where: 'hostName = \"it''s\" or pathnam = x'\n"
        "                                ^");
}

TEST_CASE("what is wrong in a condition is pointed at") {
  const auto first_line = [](const std::string& message) { return message.substr(0, message.find('\n')); };
  const auto wrong = [&](const std::string& where) { return first_line(error_of(rule_where(where))); };
  CHECK(wrong("pathname") == "my.yaml:7:8: \"pathname\" is no macro, and a test needs an operator");
  CHECK(wrong("pathname startwith x") ==
        "my.yaml:7:17: expected an operator after \"pathname\" (did you mean \"startswith\"?)");
  CHECK(wrong("pathname = ") == "my.yaml:7:18: expected a value, not the end");
  CHECK(wrong("hostName = x y") == "my.yaml:7:21: expected \"and\", \"or\" or the end, not \"y\"");
  CHECK(wrong("(hostName = x") == "my.yaml:7:21: expected \")\", not the end");
  CHECK(wrong("hostName in [x") == "my.yaml:7:22: expected \",\" or \"]\", not the end");
  CHECK(wrong("hostName = 'x") == "my.yaml:7:19: this string is not closed");
  CHECK(wrong("pathname in $shells") == "my.yaml:7:20: unknown list \"$shells\"");
  CHECK(wrong("hostName = x & y") == "my.yaml:7:21: \"&\" is not expected here (write \"and\")");
  CHECK(wrong("pathname = /etc/shadow") == "my.yaml:7:19: \"/\" is not expected here (write texts in quotes)");
  CHECK(wrong("pathname = “x”") == "my.yaml:7:19: \"“\" is not expected here (write texts in quotes)");
  CHECK(wrong("''") == "my.yaml:7:8: the condition is empty");
  CHECK(wrong("flags contains x") == "my.yaml:7:8: \"flags\" is a number, and \"contains\" is for texts");
  CHECK(wrong("pathname ~ '('") == "my.yaml:7:8: regular expression \"(\": missing ): (");
  CHECK(wrong(std::string(200, '(') + "hostName = x") == "my.yaml:7:108: the condition is nested too deeply");
}

TEST_CASE("what is wrong in a file is pointed at") {
  CHECK(error_of("kind: rul\n") ==
        "my.yaml:1:7: unknown kind \"rul\" (did you mean \"rule\"?)\n  kind: rul\n        ^");
  CHECK(error_of(rule_where("hostName = x") + "serverity: 2\n") ==
        "my.yaml:9:1: unknown key \"serverity\" (did you mean \"severity\"?)\n  serverity: 2\n  ^");
  CHECK(error_of("kind: rule\nid: X-1\n").starts_with("my.yaml:1:1: key \"name\" is missing\n"));
  CHECK(error_of("kind: rule\nid: [\n").starts_with("my.yaml:3:1: "));
  CHECK(error_of(rule_where("hostName = x") + "title: y\n").starts_with("my.yaml:9:1: key \"title\" stands twice\n"));
  CHECK(error_of(rule_where("hostName = x") + "---\n" + rule_where("hostName = y"))
            .starts_with("my.yaml:11:5: id \"X-1\" is taken: see my.yaml:2\n"));
}

TEST_CASE("an unknown event has a near name") {
  std::string text = rule_where("hostName = x");
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
  std::string text = rule_where("hostName = x and opened");
  text += "---\nkind: macro\nname: opened\nwhere: nothing exists\n";
  CHECK(error_of(text).starts_with("my.yaml:7:25: unknown field \"nothing\" of event security_file_open\n"));
}

TEST_CASE("data of a field that the event lacks is an error") {
  CHECK(error_of(rule_where("hostName = x") + "data: {path: pathnam}\n")
            .starts_with("my.yaml:9:14: unknown field \"pathnam\" of event security_file_open"));
}

TEST_CASE("every document that is wrong is told, each once") {
  const std::string good = "kind: rule\nid: A\nname: a\nversion: 1\ntitle: t\nseverity: 1\non: ptrace\n";
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
  CHECK(set.error().message.find("b.yaml:1:7: unknown kind \"ruel\" (did you mean \"rule\"?)") != std::string::npos);
}

TEST_CASE("a quote that is not closed is an error, also where the file ends") {
  for (const char* quoted : {"'x", "\"x", "'x''", "\"x\\\""}) {
    const std::string text = "kind: rule\nid: X-1\nname: x\nversion: 1\nseverity: 1\non: ptrace\ntitle: ";
    INFO(quoted);
    CHECK(error_of(text + quoted + "\n").starts_with("my.yaml:7:8: "));
  }
}

TEST_CASE("what would never be detected is an error") {
  const std::string rule = "kind: rule\nid: X-1\nname: x\nversion: 1\ntitle: x\nseverity: 1\n";
  CHECK(error_of(rule + "on: []\n").starts_with("my.yaml:7:5: \"events\" is empty\n"));
  CHECK(error_of(rule + "on:\n").find("\"event\" is empty\n") != std::string::npos);
  CHECK(error_of(rule + "any: []\n").starts_with("my.yaml:7:6: \"any\" must be a list of clauses\n"));
  CHECK(error_of("") == "my.yaml: there is nothing in it");
  CHECK(error_of("# nothing\n") == "my.yaml: there is nothing in it");
}

TEST_CASE("a macro that nothing uses is looked at, and one that is wrong is told of once") {
  const std::string macro = "---\nkind: macro\nname: mine\nwhere: x =\n";
  const std::string good = rule_where("hostName = x") + macro;
  CHECK(error_of(good).starts_with("my.yaml:12:11: expected a value, not the end\n"));
  CHECK(error_of(rule_where("mine") + macro).find("expected") ==
        error_of(rule_where("mine") + macro).rfind("expected"));
}

TEST_CASE("a name that no condition could use is an error") {
  for (const char* name : {"and", "not", "a b", "x[0]", "/x"}) {
    INFO(name);
    CHECK(error_of("kind: list\nitems: [a]\nname: " + std::string(name) + "\n") ==
          "my.yaml:3:7: \"" + std::string(name) + "\" cannot be a name: conditions could not use it\n  name: " + name +
              "\n        ^");
  }
  CHECK(error_of("kind: list\nitems: [a]\nname: my-list\n") == "no error");
}

TEST_CASE("macros cannot exhaust the stack or the memory") {
  std::string chain = rule_where("m0");
  std::string tree = chain;
  for (int i = 0; i < 200; ++i) {
    const std::string head = "---\nkind: macro\nname: m" + std::to_string(i) + "\nwhere: ";
    const std::string next = "m" + std::to_string(i + 1);
    chain += head + next + "\n";
    if (i < 30) tree += head + next + " or " + next + "\n";
  }
  chain += "---\nkind: macro\nname: m200\nwhere: hostName = x\n";
  tree += "---\nkind: macro\nname: m30\nwhere: hostName = x\n";
  CHECK(error_of(chain).find(": the condition is nested too deeply\n") != std::string::npos);
  CHECK(error_of(tree).find(": the condition has too many tests\n") != std::string::npos);
}

TEST_CASE("a name stands once in the data of a finding") {
  CHECK(error_of(rule_where("hostName = x") + "data: {a: pathname, a: flags}\n")
            .starts_with("my.yaml:9:21: \"a\" stands twice in \"data\"\n"));
}

TEST_CASE("what is no text does not get to the terminal") {
  CHECK(error_of(std::string("\x7f"
                             "ELF\0x",
                             6)) == "my.yaml: not a text: byte 4 is 0");
  CHECK(error_of("kind: \"\x1b[31m\"\n").find('\x1b') == std::string::npos);
}

TEST_CASE("of a long line what is around the caret is shown") {
  const std::string message =
      error_of(rule_where(std::string(5000, ' ') + "pathnam = x" + std::string(5000, ' ') + "or a = b"));
  const std::size_t line = message.find("\n  ...") + 3;
  const std::string shown = message.substr(line, message.find('\n', line) - line);
  CHECK(shown.size() < 200);
  const std::string caret = message.substr(message.rfind('\n') + 3);
  CHECK(shown.substr(caret.size() - 1, 7) == "pathnam");
  CHECK(error_of("kind: " + std::string(60'000, 'x') + "\n").size() < 1000);
  CHECK(error_of("kind: rule\nname: " + std::string(10'000'000, 'x') + "\n")
            .starts_with("my.yaml:2:7: this value is longer than 1048576 bytes\n"));
}

TEST_CASE("the caret stands under its character, also behind some of several bytes") {
  CHECK(error_of(rule_where("pathname = '/ü' or pathnam = x"))
            .ends_with("\n  where: pathname = '/ü' or pathnam = x\n                            ^"));
  CHECK(error_of("kind: rul\r\n").ends_with("\n  kind: rul\n        ^"));
}

TEST_CASE("a misspelt event or field of a test has a near name, where it stands") {
  const auto of_test = [](const std::string& event) {
    return error_of(rule_where("hostName = x") + "tests: [{name: a, expect: 1, events: [{" + event + "}]}]\n");
  };
  CHECK(of_test("on: ptrac").starts_with("my.yaml:9:44: unknown event \"ptrac\" (did you mean \"ptrace\"?)\n"));
  CHECK(of_test("on: ptrace, requst: 1")
            .starts_with("my.yaml:9:52: unknown field \"requst\" of event ptrace (did you mean "
                         "\"request\"?)\n"));
  CHECK(of_test("on: ptrace, context.procesName: a")
            .starts_with("my.yaml:9:52: a test event has no \"context.procesName\" (did you mean "
                         "\"processName\"?)\n"));
  CHECK(of_test("on: ptrace, request: -9223372036854775809")
            .starts_with("my.yaml:9:61: \"-9223372036854775809\" is beyond 64 bits"));
}

}  // namespace
}  // namespace trace
