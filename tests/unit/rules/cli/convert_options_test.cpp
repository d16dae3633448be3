// SPDX-License-Identifier: Apache-2.0
#include "rules/cli/convert_options.h"

#include <catch2/catch.hpp>

#include "rules/cli/options.h"

namespace trace {
namespace {

Result<EngineOptions> parse(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), {"trace-rules", "convert"});
  return parse_engine_options(static_cast<int>(arguments.size()), arguments.data());
}

std::string error_of(std::vector<const char*> arguments) {
  const auto options = parse(std::move(arguments));
  return options ? "no error" : options.error().message;
}

TEST_CASE("a format, and where it goes") {
  const auto options = parse({"--format", "ecs", "--detections", "--output", "x.jsonl", "a.trace"});
  REQUIRE(options);
  CHECK(options->convert.format == ExportFormat::ecs);
  CHECK(options->convert.detections);
  CHECK(options->convert.path == "x.jsonl");
  CHECK(options->files == std::vector<std::string>{"a.trace"});
}

TEST_CASE("formats that there are not are refused, and packets are said to be elsewhere") {
  CHECK(error_of({}) == "convert: to what? (--format json, csv, timesketch, ecs, ocsf)");
  CHECK(error_of({"--format", "ecz"}) == "--format: unknown format \"ecz\" (did you mean \"ecs\"?)");
  CHECK(error_of({"--format", "pcapng"}).find("are pcapng files already") != std::string::npos);
  CHECK(
      error_of({"--format", "csv", "--detections"}) ==
      "--detections: csv has no place for them; these have: timesketch, ecs, ocsf (or trace-rules --output json FILE)");
  CHECK(error_of({"--format", "csv", "--output", "a", "--output", "b"}) ==
        "--output: what is converted is written to one file");
  CHECK(error_of({"--format", "csv", "--tree", "7"}) == "--tree: it is for cut");
}

}  // namespace
}  // namespace trace
