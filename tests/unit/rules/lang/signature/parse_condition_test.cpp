// SPDX-License-Identifier: Apache-2.0
// What conditions mean: each is resolved for security_file_open, simplified and dumped.
#include "rules/lang/signature/parse_condition.h"

#include <catch2/catch.hpp>

#include "common/predicate/program.h"
#include "common/predicate/simplify.h"

namespace trace {
namespace {

const SourceFile kFile{"my.yaml", {}};

SourceText unplaced(std::string text) {
  SourceText source{std::move(text), {}};
  source.at.resize(source.text.size() + 1);
  return source;
}

std::string dump_of(const std::string& condition) {
  Vocabulary vocabulary(parse_condition_within);
  vocabulary.begin_layer();
  REQUIRE(vocabulary.add_list("shells", {Literal("bash"), Literal("sh")}, {}, kFile));
  REQUIRE(vocabulary.add_macro("writes", unplaced("flags has O_WRONLY"), {}, kFile));
  const Result<Expr> expr = parse_condition(unplaced(condition), kFile, vocabulary);
  if (!expr) return expr.error().message;
  const EventSpec& event = *find_event("security_file_open");
  const Result<Formula, Fault> formula = resolve(*expr, event);
  return formula ? Program(simplify(*formula), event).dump() : formula.error().message;
}

TEST_CASE("and binds tighter than or, not tighter than both") {
  CHECK(dump_of("inode = 1 or inode = 2 and dev = 3") ==
        "0  args.inode = 1  -> yes | 1\n"
        "1  args.inode = 2  -> 2 | no\n"
        "2  args.dev = 3  -> yes | no\n");
  CHECK(dump_of("(inode = 1 or inode = 2) and not dev = 3") ==
        "0  args.inode = [1, 2]  -> 1 | no\n"
        "1  args.dev = 3  -> no | yes\n");
}

TEST_CASE("lists and macros") {
  CHECK(dump_of("comm in $shells") == "0  context.processName = [\"bash\", \"sh\"]  -> yes | no\n");
  CHECK(dump_of("comm in [$shells, zsh]") == "0  context.processName = [\"bash\", \"sh\", \"zsh\"]  -> yes | no\n");
  CHECK(dump_of("writes and comm = kube-proxy") ==
        "0  args.flags has 1  -> 1 | no\n"
        "1  context.processName = \"kube-proxy\"  -> yes | no\n");
}

TEST_CASE("operators that deny want the field to be there") {
  CHECK(dump_of("inode != 1") ==
        "0  args.inode exists  -> 1 | no\n"
        "1  args.inode = 1  -> no | yes\n");
  CHECK(dump_of("inode not in [1, 2]") ==
        "0  args.inode exists  -> 1 | no\n"
        "1  args.inode = [1, 2]  -> no | yes\n");
}

TEST_CASE("has wants all, has_any one") {
  CHECK(dump_of("flags has [O_WRONLY, O_RDWR]") ==
        "0  args.flags has 1  -> 1 | no\n"
        "1  args.flags has 2  -> yes | no\n");
  CHECK(dump_of("flags has_any [O_WRONLY, O_RDWR]") == "0  args.flags has_any [1, 2]  -> yes | no\n");
}

TEST_CASE("a number is compared with a text as it is written") {
  CHECK(dump_of("syscall_pathname = 007") == "0  args.syscall_pathname = \"007\"  -> yes | no\n");
  CHECK(dump_of("inode = 007") == "\"007\": a leading 0 is for file modes only (write 7, or 0o7 if it is octal)");
  CHECK(dump_of("inode = 0o17") == "0  args.inode = 15  -> yes | no\n");
}

TEST_CASE("an i ignores case") {
  CHECK(dump_of("pathname endswithi .EXE") == "my.yaml: \".\" is not expected here (write texts in quotes)");
  CHECK(dump_of("pathname endswithi '.EXE'") == "0  lower(args.pathname) endswith \".exe\"  -> yes | no\n");
  CHECK(dump_of("syscall_pathname =i X") == "0  lower(args.syscall_pathname) = \"x\"  -> yes | no\n");
  CHECK(dump_of("syscall_pathname =id") == "0  args.syscall_pathname = \"id\"  -> yes | no\n");
}

TEST_CASE("a field on the right is written so that it cannot be taken for a constant") {
  CHECK(dump_of("inode = args.dev") == "0  args.inode = args.dev  -> yes | no\n");
  CHECK(dump_of("comm = parent.comm") == "0  context.processName = parent.comm  -> yes | no\n");
  CHECK(dump_of("comm = basename(args.pathname)") == "0  context.processName = basename(args.pathname)  -> yes | no\n");
  CHECK(dump_of("comm =i basename(args.pathname)") ==
        "0  lower(context.processName) = lower(basename(args.pathname))  -> yes | no\n");
  CHECK(dump_of("pathname = args.dev") == "\"pathname\" and \"args.dev\" differ in type");
  CHECK(dump_of("isCompat = context.pid") == "\"isCompat\" and \"context.pid\" differ in type");
  CHECK(dump_of("pid = context.pid") == "\"pid\" is compared with itself");
  CHECK(dump_of("pathname = syscall_pathname") ==
        "\"syscall_pathname\" is a field; write args.syscall_pathname to compare with it, or put the text in quotes");
}

TEST_CASE("a comparison with a field that may be absent is false then, also if it denies") {
  CHECK(dump_of("inode != args.dev") ==
        "0  args.inode exists  -> 1 | no\n"
        "1  args.dev exists  -> 2 | no\n"
        "2  args.inode = args.dev  -> no | yes\n");
}

TEST_CASE("not before an operator denies it, and wants the field to be there") {
  CHECK(dump_of("pathname not contains x1") ==
        "0  args.pathname exists  -> 1 | no\n"
        "1  args.pathname contains \"x1\"  -> no | yes\n");
  CHECK(dump_of("pathname not ~i x1") ==
        "0  args.pathname exists  -> 1 | no\n"
        "1  args.pathname ~i \"x1\"  -> no | yes\n");
  CHECK(dump_of("pathname not exists") == "0  args.pathname exists  -> no | yes\n");
  CHECK(dump_of("pathname not != x").starts_with("my.yaml: expected an operator after \"pathname\""));
}

TEST_CASE("contains all wants every literal, in one word or two") {
  const std::string both =
      "0  args.pathname contains \"ab\"  -> 1 | no\n"
      "1  args.pathname contains \"cd\"  -> yes | no\n";
  CHECK(dump_of("pathname contains_all [ab, cd]") == both);
  CHECK(dump_of("pathname contains all [ab, cd]") == both);
  CHECK(dump_of("pathname not contains all [ab, cd]") ==
        "0  args.pathname exists  -> 1 | no\n"
        "1  args.pathname contains \"ab\"  -> 2 | yes\n"
        "2  args.pathname contains \"cd\"  -> no | yes\n");
}

TEST_CASE("ranges have both their bounds") {
  CHECK(dump_of("retval in [-5..-1, 7]") ==
        "0  context.returnValue = 7  -> yes | 1\n"
        "1  context.returnValue >= -5  -> 2 | no\n"
        "2  context.returnValue <= -1  -> yes | no\n");
  CHECK(dump_of("inode = 5..4") == "\"5..4\": nothing is in this range (write the lower bound first)");
  CHECK(dump_of("inode < 1..4") == "\"1..4\": a range stands after =, !=, in or not in");
  CHECK(dump_of("syscall_pathname = 1..4") == "0  args.syscall_pathname = \"1..4\"  -> yes | no\n");
}

TEST_CASE("len is a number: of a text its bytes, of a list its elements") {
  CHECK(dump_of("len(pathname) > 4095") == "0  len(args.pathname) > 4095  -> yes | no\n");
  CHECK(dump_of("len(basename(pathname)) = 1") == "\"len\" of another function is not supported");
  CHECK(dump_of("len(inode) = 1") == "len() needs a text or a list, and \"inode\" is neither");
  CHECK(dump_of("len(pathname) contains x") == "\"len(pathname)\" is a number, and \"contains\" is for texts");
}

TEST_CASE("flags are joined without blanks; texts are not alternatives") {
  CHECK(dump_of("flags has O_WRONLY|O_CREAT") == "0  args.flags has 65  -> yes | no\n");
  CHECK(dump_of("comm = bash|sh") == "\"bash|sh\": alternatives of a text are a list: [a, b]");
  CHECK(dump_of("comm = a | b") ==
        "my.yaml: \"|\" is not expected here (write \"or\"; flags are joined without blanks, A|B)");
}

TEST_CASE("what can never be, or always is, is refused") {
  CHECK(dump_of("comm = systemd-resolved") ==
        "\"systemd-resolved\" has 16 bytes, and the kernel keeps 15 of \"comm\" (write \"systemd-resolve\")");
  CHECK(dump_of("comm startswith 'systemd-resolved'").starts_with("\"systemd-resolved\" has 16 bytes"));
  CHECK(dump_of("syscall = opennat") == "\"opennat\" is no system call (did you mean \"openat\"?)");
  CHECK(dump_of("uid = -1") == "\"-1\" is not a value of \"uid\", which holds 0 to 4294967294");
  CHECK(dump_of("isCompat = 2") == "\"2\" is neither true nor false, and \"isCompat\" is");
  CHECK(dump_of("flags has O_WRNLY") ==
        "\"O_WRNLY\" is not a number or a known name for one, and \"flags\" is (did you mean \"O_WRONLY\"?)");
  CHECK(dump_of("basename(pathname) = '/etc/shadow'") ==
        "\"/etc/shadow\" is no basename: \"basename(pathname)\" has no \"/\"");
  CHECK(dump_of("pathname contains ''") == "\"\" is in every text, so every event passes: \"pathname\"");
  CHECK(dump_of("pathname ~ '.*'") == "regular expression \".*\": it is found in every text");
  CHECK(dump_of("pathname !~ 'x?'") == "regular expression \"x?\": it is found in every text");
  CHECK(dump_of("pathname in []") == "my.yaml: the list is empty, and nothing is in it");
  CHECK(dump_of("inode == 1") == "my.yaml: expected a value (equality is \"=\"), not \"=\"");
  CHECK(dump_of("comm =~ x") == "my.yaml: expected a value (a regular expression stands after \"~\"), not \"~\"");
  CHECK(dump_of("inode <> 1") == "my.yaml: expected a value (inequality is \"!=\"), not \">\"");
  CHECK(dump_of("comm in (a, b)") == "my.yaml: expected a value (a list is [a, b]), not \"(\"");
  CHECK(dump_of("pathname = ''") == "0  args.pathname = \"\"  -> yes | no\n");
  CHECK(dump_of("pathname ~ '^$'") == "0  args.pathname ~ \"^$\"  -> yes | no\n");
}

TEST_CASE("an operator that ignores case leaves the pattern as it is") {
  CHECK(dump_of("lower(pathname) ~ '^/tmp/\\S+$'") == "0  lower(args.pathname) ~i \"^/tmp/\\S+$\"  -> yes | no\n");
  CHECK(dump_of("pathname globi '[A-Z]*'") == "0  args.pathname globi \"[A-Z]*\"  -> yes | no\n");
}

TEST_CASE("strings keep the backslashes of regular expressions") {
  CHECK(dump_of(R"(pathname ~ "\.so$")") == "0  args.pathname ~ \"\\.so$\"  -> yes | no\n");
  CHECK(dump_of(R"(syscall_pathname = "a\"b\\c")") == "0  args.syscall_pathname = \"a\"b\\c\"  -> yes | no\n");
  CHECK(dump_of(R"(syscall_pathname = 'a\b')") == "0  args.syscall_pathname = \"a\\b\"  -> yes | no\n");
}

}  // namespace
}  // namespace trace
