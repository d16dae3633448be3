// SPDX-License-Identifier: Apache-2.0
#include "rules/cli/keep_options.h"

#include <vector>

#include <catch2/catch.hpp>

#include "rules/cli/options.h"

namespace trace {
namespace {

Result<EngineOptions> parsed(std::vector<const char*> words) {
  words.insert(words.begin(), "trace-rules");
  return parse_engine_options(static_cast<int>(words.size()), words.data());
}

KeepOptions kept(const std::vector<const char*>& words) {
  auto options = parsed(words);
  if (!options) FAIL(options.error().message);
  return options->keep;
}

std::string error_of(const std::vector<const char*>& words) {
  const auto options = parsed(words);
  return options ? std::string() : options.error().message;
}

}  // namespace

TEST_CASE("what is kept around detections") {
  const KeepOptions usual = kept({"--ring", "r", "--keep", "i"});
  CHECK(usual.ring == "r");
  CHECK(usual.incidents == "i");
  CHECK(usual.limits.before_ns == 300'000'000'000);
  CHECK(usual.limits.after_ns == 60'000'000'000);
  const KeepOptions other = kept({"--ring", "r", "--keep", "i", "--around", "10s:500ms"});
  CHECK(other.limits.before_ns == 10'000'000'000);
  CHECK(other.limits.after_ns == 500'000'000);
  CHECK(kept({"a.trace"}).ring.empty());
  const KeepOptions bounded = kept({"--ring", "r", "--keep", "i/j,max-total=1G,max-incidents=7,min-free=512M"});
  CHECK(bounded.incidents == "i/j");
  CHECK(bounded.limits.bytes == std::uint64_t{1} << 30);
  CHECK(bounded.limits.incidents == 7);
  CHECK(bounded.limits.kept_free.bytes == std::uint64_t{512} << 20);
}

TEST_CASE("what is kept by hand") {
  const KeepOptions keep =
      kept({"keep", "--ring", "r", "--from", "2023-11-14T22:13:20Z", "--to", "2023-11-14T22:13:21Z", "--output", "o"});
  CHECK(keep.from_ns == 1'700'000'000'000'000'000);
  CHECK(keep.to_ns == keep.from_ns + 1'000'000'000);
  CHECK(keep.output == "o");
}

TEST_CASE("what does not go together is refused") {
  CHECK(error_of({"--ring", "r"}) == "--ring and --keep go together: from which folder, and into which");
  CHECK(error_of({"--around", "5m:1m"}) == "--around: of what? (--ring DIR --keep DIR)");
  CHECK(error_of({"--ring", "r", "--keep", "i", "--around", "5m"}) == "--around \"5m\": before and after, as 5m:1m");
  CHECK(error_of({"--ring", "r", "--keep", "i,max-total"}) == "--keep: \"max-total\" wants a value: max-total=SIZE");
  CHECK(error_of({"--ring", "r", "--keep", "i,max-tota=1G"}) ==
        "--keep: no limit of incidents \"max-tota\" (did you mean \"max-total\"?)");
  CHECK(error_of({"--ring", "r", "--keep", "i,min-free=x"}).starts_with("--keep: "));
  CHECK(error_of({"--from", "2023-11-14T22:13:20Z"}) == "--from: it is for cut");
  CHECK(error_of({"verify", "--ring", "r", "--keep", "i", "a"}) == "--ring: it is for detections, and for keep");
  CHECK(error_of({"keep", "--ring", "r"}) == "keep: --ring DIR --from TIME --to TIME --output DIR");
  CHECK(error_of({"keep", "--ring", "r", "--output", "o", "--from", "now", "--to", "now"}) ==
        "--from: \"now\" is no time (2026-11-26T14:03:11Z; +5m, after the beginning; or nanoseconds since the epoch)");
  CHECK(error_of({"keep", "--ring", "r", "--output", "o", "--from", "+1m", "--to", "+2m"}) ==
        "--from \"+1m\": keep takes no time after a beginning");
}

}  // namespace trace
