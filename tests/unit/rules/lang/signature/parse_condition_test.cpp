// SPDX-License-Identifier: Apache-2.0
// What conditions mean: each is compiled for security_file_open and dumped.
#include "rules/lang/signature/parse_condition.h"

#include <catch2/catch.hpp>

#include "common/predicate/compile.h"

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
  const Result<Program, Fault> program = compile(*expr, *find_event("security_file_open"));
  return program ? program->dump() : program.error().message;
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
  CHECK(dump_of("pathname = 007") == "0  args.pathname = \"007\"  -> yes | no\n");
  CHECK(dump_of("inode = 007") == "0  args.inode = 7  -> yes | no\n");
}

TEST_CASE("an i ignores case") {
  CHECK(dump_of("pathname endswithi .EXE") == "my.yaml: \".\" is not expected here (write texts in quotes)");
  CHECK(dump_of("pathname endswithi '.EXE'") == "0  lower(args.pathname) endswith \".exe\"  -> yes | no\n");
  CHECK(dump_of("pathname =i X") == "0  lower(args.pathname) = \"x\"  -> yes | no\n");
  CHECK(dump_of("pathname =id") == "0  args.pathname = \"id\"  -> yes | no\n");
}

TEST_CASE("a field on the right is written with args. or context.") {
  CHECK(dump_of("inode = args.dev") == "0  args.inode = args.dev  -> yes | no\n");
  CHECK(dump_of("pathname = args.dev") == "\"pathname\" and \"args.dev\" differ in type");
}

TEST_CASE("strings keep the backslashes of regular expressions") {
  CHECK(dump_of(R"(pathname ~ "\.so$")") == "0  args.pathname ~ \"\\.so$\"  -> yes | no\n");
  CHECK(dump_of(R"(pathname = "a\"b\\c")") == "0  args.pathname = \"a\"b\\c\"  -> yes | no\n");
  CHECK(dump_of(R"(pathname = 'a\b')") == "0  args.pathname = \"a\\b\"  -> yes | no\n");
}

}  // namespace
}  // namespace trace
