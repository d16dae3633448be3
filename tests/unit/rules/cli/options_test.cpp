// SPDX-License-Identifier: Apache-2.0
#include "rules/cli/options.h"

#include <catch2/catch.hpp>

namespace trace {
namespace {

Result<EngineOptions> parse(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "trace-rules");
  return parse_engine_options(static_cast<int>(arguments.size()), arguments.data());
}

std::string error_of(std::vector<const char*> arguments) {
  const auto options = parse(std::move(arguments));
  return options ? "no error" : options.error().message;
}

TEST_CASE("inputs add up, and may hold commas") {
  const auto options = parse({"--input", "a,b", "-i", "c", "d"});
  REQUIRE(options);
  CHECK(options->files == std::vector<std::string>{"a,b", "c", "d"});
}

TEST_CASE("after two dashes every word is a file") {
  const auto options = parse({"a", "--", "-b", "--list"});
  REQUIRE(options);
  CHECK(options->files == std::vector<std::string>{"a", "-b", "--list"});
}

TEST_CASE("Tracee's spelling of the input") {
  const auto options = parse({"--input-tracee", "file:x:y", "--input-tracee", "format:json"});
  REQUIRE(options);
  CHECK(options->files == std::vector<std::string>{"x:y"});
  CHECK(error_of({"--input-tracee", "x"}) == "invalid input-tracee option: x");
  CHECK(error_of({"--input-tracee", "file:"}) == "empty key or value passed: key: >file< value: ><");
  CHECK(error_of({"--input-tracee", "x:y"}) == "invalid input-tracee option key: x");
  CHECK(error_of({"--input-tracee", "format:xml"}) == "invalid tracee input format specified: xml");
  CHECK(error_of({"--input-tracee", "format:gob"}).find("not supported") != std::string::npos);
}

TEST_CASE("help of Tracee's spelling is its usage, not an error") {
  const auto options = parse({"--input-tracee", "help"});
  REQUIRE(options);
  CHECK(options->command == EngineOptions::Command::help);
  CHECK(options->help_text.find("file:FILE") != std::string::npos);
}

TEST_CASE("a report is written to one file, and what was captured is for it only") {
  const auto options = parse({"report", "a.trace", "--output", "a.html", "--artifacts", "dir"});
  REQUIRE(options);
  CHECK(options->command == EngineOptions::Command::report);
  CHECK(options->report_path == "a.html");
  CHECK(options->artifacts == "dir");
  CHECK(parse({"report"})->report_path.empty());
  CHECK(error_of({"report", "-o", "a", "-o", "b"}) == "--output: a report is written to one file");
  CHECK(error_of({"--artifacts", "dir"}) == "--artifacts: it is for report");
}

TEST_CASE("rules are split at commas") {
  const auto options = parse({"--rules", "TRC-1,TRC-2", "-r", "x"});
  REQUIRE(options);
  CHECK(options->rules == std::vector<std::string>{"TRC-1", "TRC-2", "x"});
  CHECK(error_of({"--rules", ","}) == "--rules: no id given");
}

TEST_CASE("outputs") {
  const auto options = parse({"-o", "json:/tmp/a:b", "-o", "text"});
  REQUIRE(options);
  REQUIRE(options->outputs.size() == 2);
  CHECK(options->outputs[0].format == EngineFormat::json);
  CHECK(options->outputs[0].path == "/tmp/a:b");
  CHECK(options->outputs[1].path.empty());
  CHECK(error_of({"-o", "jsn"}) == "--output \"jsn\": unknown format \"jsn\" (did you mean \"json\"?)");
  CHECK(error_of({"-o", "json:"}) == "--output \"json:\": a file name is missing");
}

TEST_CASE("commands") {
  CHECK(parse({})->command == EngineOptions::Command::run);
  CHECK(parse({"test", "a.yaml"})->command == EngineOptions::Command::test);
  CHECK(parse({"lint", "a.yaml"})->command == EngineOptions::Command::lint);
  CHECK(parse({"verify", "a.zst"})->command == EngineOptions::Command::verify);
  CHECK(parse({"verify", "--key", "ab", "--key", "cd", "a"})->keys == std::vector<std::string>{"ab", "cd"});
  CHECK(error_of({"--key", "ab"}) == "--key: it is for verify");
  CHECK(parse({"test", "a.yaml"})->files == std::vector<std::string>{"a.yaml"});
  CHECK(parse({"--list"})->command == EngineOptions::Command::list);
  CHECK(parse({"--list", "completion"})->command == EngineOptions::Command::list_completion);
  CHECK(parse({"--list-events"})->command == EngineOptions::Command::list_events);
}

TEST_CASE("folders of signatures add up, and the shipped ones can be left out") {
  const auto options = parse({"--rules-dir", "a", "--rules-dir", "b"});
  REQUIRE(options);
  CHECK(options->rules_dirs == std::vector<std::string>{"a", "b"});
  CHECK(options->builtin);
  CHECK_FALSE(parse({"--rules-dir", "a", "--no-builtin"})->builtin);
  CHECK(error_of({"--no-builtin"}).find("no signatures are left") != std::string::npos);
}

TEST_CASE("a signature is printed by its id") {
  const auto options = parse({"--print-rule", "TRC-101"});
  REQUIRE(options);
  CHECK(options->command == EngineOptions::Command::print_rule);
  CHECK(options->rule == "TRC-101");
}

TEST_CASE("what is not known is said so") {
  CHECK(error_of({"--nope"}) == "unknown option \"--nope\", use --help for more info");
  CHECK(error_of({"--ouput", "json"}) ==
        "unknown option \"--ouput\" (did you mean \"--output\"?), use --help for more info");
  CHECK(error_of({"--log", "debgu"}) == "--log: unknown level \"debgu\" (did you mean \"debug\"?)");
  CHECK(error_of({"--list", "yaml"}) == "--list: unknown format \"yaml\" (one of table, completion)");
}

}  // namespace
}  // namespace trace
