// SPDX-License-Identifier: Apache-2.0
#include "common/cli/parse.h"

#include <catch2/catch.hpp>

#include "common/cli/help.h"

namespace trace {
namespace {

constexpr Flag kFlags[] = {
    {.group = "Group",
     .letter = 'o',
     .name = "output",
     .value = "SPEC",
     .repeats = true,
     .help = "where",
     .topic = [] { return std::string("topic of output"); }},
    {.group = "Group", .letter = 'l', .name = "list", .value = "[FORMAT]", .help = "all"},
    {.group = "Other", .name = "version", .help = "which"},
};
constexpr ProgramFlags kWithOperands{
    .name = "p", .flags = kFlags, .help_head = "Head\n", .help_tail = "\nTail\n", .operand = "FILE"};
constexpr ProgramFlags kWithout{.name = "p", .flags = kFlags, .no_operand_hint = "hint"};

using Words = std::vector<std::string>;

Result<ParsedFlags> parse(const ProgramFlags& program, std::vector<const char*> words) {
  words.insert(words.begin(), "p");
  return parse_flags(program, static_cast<int>(words.size()), words.data());
}

ParsedFlags parsed(std::vector<const char*> words) {
  auto flags = parse(kWithOperands, std::move(words));
  if (!flags) FAIL(flags.error().message);
  return *std::move(flags);
}

std::string error_of(const ProgramFlags& program, std::vector<const char*> words) {
  const auto flags = parse(program, std::move(words));
  return flags ? "no error" : flags.error().message;
}

}  // namespace

TEST_CASE("values are kept in order, with their commas, in every spelling") {
  const ParsedFlags flags = parsed({"-o", "a,b", "--output=c", "--output", "d", "-oe", "-o", ""});
  CHECK(flags.all("output") == Words{"a,b", "c", "d", "e", ""});
  CHECK(flags.last("output")->empty());
  CHECK_FALSE(flags.has("version"));
  CHECK(flags.all("version").empty());
  CHECK(flags.last("version") == nullptr);
}

TEST_CASE("a value that looks like a flag is a value") {
  CHECK(parsed({"-o", "-version"}).all("output") == Words{"-version"});
  CHECK_FALSE(parsed({"-o", "--list"}).has("list"));
}

TEST_CASE("a value that may be left out is the next word, unless that is a flag") {
  CHECK(*parsed({"--list", "json"}).last("list") == "json");
  CHECK(*parsed({"-l", "json"}).last("list") == "json");
  CHECK(*parsed({"--list=json"}).last("list") == "json");
  CHECK(parsed({"--list"}).last("list")->empty());
  const ParsedFlags flags = parsed({"--list", "--version"});
  CHECK(flags.last("list")->empty());
  CHECK(flags.has("version"));
}

TEST_CASE("words without a flag are operands, and what stands after two dashes is left alone") {
  const ParsedFlags flags = parsed({"a", "-", "--version", "b", "--", "--list", "--"});
  CHECK(flags.operands == Words{"a", "-", "b"});
  REQUIRE(flags.after_dashes);
  CHECK(*flags.after_dashes == Words{"--list", "--"});
  CHECK_FALSE(flags.has("list"));
  CHECK_FALSE(parsed({}).after_dashes);
}

TEST_CASE("the value help asks for the topic of a flag") {
  CHECK(parsed({"-o", "help"}).topic == "topic of output");
  CHECK_FALSE(parsed({"--list", "help"}).topic);
}

TEST_CASE("errors name the flag, and a near one") {
  CHECK(error_of(kWithOperands, {"--ouput", "x"}) ==
        "unknown option \"--ouput\" (did you mean \"--output\"?), use --help for more info");
  CHECK(error_of(kWithOperands, {"--zzzz=1"}) == "unknown option \"--zzzz\", use --help for more info");
  CHECK(error_of(kWithOperands, {"--output"}) == "option \"output\" is missing an argument");
  CHECK(error_of(kWithOperands, {"--version=1"}) == "option \"--version\" takes no value");
  CHECK(error_of(kWithout, {"x"}) == "unexpected argument \"x\" (hint)");
}

TEST_CASE("help has a line for each flag, under its group") {
  CHECK(help_text(kWithOperands) ==
        "Head\n\nGroup:\n  -o, --output SPEC    where\n  -l, --list [FORMAT]  all\n\nOther:\n      --version        "
        "which\n"
        "\nTail\n");
}

}  // namespace trace
