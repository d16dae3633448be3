// SPDX-License-Identifier: Apache-2.0
#include "rules/cli/cut_options.h"

#include <catch2/catch.hpp>

#include "common/catalog/catalog.h"
#include "rules/cli/options.h"

namespace trace {
namespace {

Result<EngineOptions> parse(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), {"trace-rules", "cut"});
  return parse_engine_options(static_cast<int>(arguments.size()), arguments.data());
}

std::string error_of(std::vector<const char*> arguments) {
  const auto options = parse(std::move(arguments));
  return options ? "no error" : options.error().message;
}

TEST_CASE("what an extract is to hold, and where it goes") {
  const auto options = parse({"--from", "+5m", "--tree", "7", "--tree", "4711@+1s", "--container", "3f4b", "--output",
                              "x.trace.zst", "a.trace", "b.trace"});
  REQUIRE(options);
  const CutOptions& cut = options->cut;
  CHECK(cut.from == Moment{300'000'000'000, true});
  CHECK_FALSE(cut.to);
  REQUIRE(cut.trees.size() == 2);
  CHECK(cut.trees[0].pid == 7);
  CHECK_FALSE(cut.trees[0].at);
  CHECK(cut.trees[1].at == Moment{1'000'000'000, true});
  CHECK_FALSE(cut.events);
  CHECK(cut.containers == std::vector<std::string>{"3f4b"});
  CHECK(cut.path == "x.trace.zst");
  CHECK(options->files == std::vector<std::string>{"a.trace", "b.trace"});
  CHECK(cut.words == "--from +5m --tree 7 --tree 4711@+1s --container 3f4b");
}

TEST_CASE("events are chosen by name, or by how their names begin") {
  const auto options = parse({"--event", "ptrace,security_socket_*", "a"});
  REQUIRE(options);
  const auto& events = *options->cut.events;
  CHECK(events.test(find_event("ptrace")->slot));
  CHECK(events.test(find_event("security_socket_bind")->slot));
  CHECK_FALSE(events.test(find_event("security_file_open")->slot));
  CHECK(error_of({"--event", "ptrac", "a"}) == "--event: no event \"ptrac\" (did you mean \"ptrace\"?)");
  CHECK(error_of({"--event", "nothing_*", "a"}).starts_with("--event: no event \"nothing_*\""));
}

TEST_CASE("what chooses nothing, or is not understood, is refused") {
  CHECK(error_of({"--tree", "x"}) == "--tree \"x\": it is PID or PID@TIME");
  CHECK(error_of({"--tree", "0"}) == "--tree \"0\": it is PID or PID@TIME");
  CHECK(error_of({"--tree", "4711@soon"}).starts_with("--tree: \"soon\" is no time"));
  CHECK(error_of({"--from", "soon"}).starts_with("--from: \"soon\" is no time"));
  CHECK(error_of({"--from", "+2m", "--to", "+1m"}) == "--to is not after --from: nothing is between them");
  CHECK(error_of({"--container", ""}) == "--container: an id, or its beginning, is missing");
  CHECK(error_of({"--output", "a", "--output", "b"}) == "--output: an extract is written to one file");
}

TEST_CASE("flags of cut are for cut") {
  const std::vector<const char*> words{"trace-rules", "report", "--tree", "7"};
  const auto options = parse_engine_options(static_cast<int>(words.size()), words.data());
  REQUIRE_FALSE(options);
  CHECK(options.error().message == "--tree: it is for cut");
}

}  // namespace
}  // namespace trace
