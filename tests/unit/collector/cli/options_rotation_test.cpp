// SPDX-License-Identifier: Apache-2.0
#include "collector/cli/options_rotation.h"

#include <catch2/catch.hpp>

#include "collector/cli/options_output.h"
#include "tests/support/folder.h"

namespace trace {
namespace {

constexpr std::uint64_t kMinute = 60'000'000'000;

std::vector<OutputSpec> outputs_of(const std::string& flag) {
  CommandLine options;
  const Status parsed = parse_outputs({flag}, false, options);
  if (!parsed) FAIL(parsed.error().message);
  return options.outputs;
}

std::string error_of(const std::string& flag) {
  CommandLine options;
  const Status parsed = parse_outputs({flag}, false, options);
  return parsed ? std::string() : parsed.error().message;
}

}  // namespace

TEST_CASE("a folder, or a time in a name, makes several files") {
  const Folder folder;
  const std::string path = folder.path();
  for (const std::string& name : {path, path + "/", path + "/%F-%H%M%S.trace.zst"}) {
    const auto outputs = outputs_of("binary:" + name);
    REQUIRE(outputs.size() == 1);
    REQUIRE(outputs[0].rotation);
    CHECK(outputs[0].rotation->folder == path);
    CHECK(outputs[0].rotation->names == "%F-%H%M%S.trace.zst");
    CHECK(outputs[0].rotation->bytes == 256 << 20);
    CHECK(outputs[0].rotation->time_ns == 60 * kMinute);
    CHECK(outputs[0].rotation->keep_bytes == 0);
    CHECK(is_sealed(outputs[0]));
  }
  CHECK(outputs_of("json:" + path)[0].rotation->names == "%F-%H%M%S.json.zst");
  CHECK_FALSE(outputs_of("binary:" + path + "/a.trace")[0].rotation);
}

TEST_CASE("limits go with the file before them, and other files may follow") {
  const Folder folder;
  const auto outputs = outputs_of("binary:" + folder.path() + ",rotate=64M,10m,keep=24h,10G,b.trace");
  REQUIRE(outputs.size() == 2);
  CHECK(outputs[0].rotation->bytes == 64 << 20);
  CHECK(outputs[0].rotation->time_ns == 10 * kMinute);
  CHECK(outputs[0].rotation->keep_ns == 24 * 60 * kMinute);
  CHECK(outputs[0].rotation->keep_bytes == std::uint64_t{10} << 30);
  CHECK(outputs[1].path == "b.trace");
}

TEST_CASE("files are small enough for what is kept of them") {
  const Folder folder;
  CHECK(outputs_of("binary:" + folder.path() + ",keep=80M")[0].rotation->bytes == 10 << 20);
  CHECK(outputs_of("binary:" + folder.path() + ",rotate=30s,keep=80M")[0].rotation->bytes == 10 << 20);
  CHECK(outputs_of("binary:" + folder.path() + ",rotate=30s")[0].rotation->bytes == 0);
  CHECK(error_of("binary:" + folder.path() + ",rotate=64M,keep=128M")
            .ends_with("keep: at least four times what a file may have (rotate=)"));
  CHECK(error_of("binary:" + folder.path() + ",rotate=1h,keep=10m")
            .ends_with("keep: a file lives as long as it is written (rotate=) at least"));
  CHECK(error_of("binary:" + folder.path() + ",rotate=1k").ends_with("rotate: 64k at least"));
}

TEST_CASE("what is wrong with a rotation is said") {
  const Folder folder;
  CHECK(error_of("binary:a.trace,rotate=1h").find("name a folder, or a time in \"a.trace\"") != std::string::npos);
  CHECK(
      error_of("binary:" + folder.path() + ",rotat=1h").find("unknown word \"rotat=1h\" (did you mean \"rotate=\"?)") !=
      std::string::npos);
  CHECK(error_of("binary:" + folder.path() + ",rotate=300").find("invalid limit: \"300\"") != std::string::npos);
  CHECK(error_of("binary:" + folder.path() + "/%Q.zst").find("times are %F") != std::string::npos);
  CHECK(error_of("table:" + folder.path()).find("cannot use a path of existing directory") != std::string::npos);
}

TEST_CASE("a flight recorder is a rotation in short files") {
  const auto output = parse_flight_recorder("10m,2G");
  REQUIRE(output);
  CHECK(output->rotation->folder == "/var/lib/trace/flight");
  CHECK(output->rotation->makes_folder);
  CHECK(output->rotation->time_ns == kMinute / 2);
  CHECK(output->rotation->bytes == 256 << 20);
  CHECK(output->rotation->keep_ns == 10 * kMinute);
  CHECK(output->rotation->keep_bytes == std::uint64_t{2} << 30);
  CHECK(parse_flight_recorder("10m,2G,/a,b")->rotation->folder == "/a,b");
  CHECK_FALSE(parse_flight_recorder("10m"));
  CHECK_FALSE(parse_flight_recorder("10m,"));
  CHECK_FALSE(parse_flight_recorder("2G,10m"));
  CHECK_FALSE(parse_flight_recorder("10m,2G,"));
}

}  // namespace trace
