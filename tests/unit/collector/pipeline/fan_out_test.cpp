// SPDX-License-Identifier: Apache-2.0
#include "collector/pipeline/fan_out.h"

#include <unistd.h>

#include <catch2/catch.hpp>

#include "tests/support/memory_output.h"

namespace trace {
namespace {

// noted must outlive the outputs.
FanOut one_that_notes_and(const std::string& path, Noted& noted) {
  std::vector<Output> outputs = noting_output(noted);
  FilesInUse in_use;
  auto other = Output::open(make_json_encoder({}), path, in_use);
  REQUIRE(other);
  outputs.push_back(*std::move(other));
  return FanOut({}, std::move(outputs));
}

}  // namespace

TEST_CASE("every output gets what comes, also after another failed", "[outputs]") {
  Noted noted;
  FanOut outputs = one_that_notes_and("/dev/full", noted);
  outputs.loss({});
  outputs.flush();
  outputs.totals({}, false, 0);
  CHECK(noted.losses.size() == 1);
  CHECK(noted.checkpoints == 1);
  CHECK_FALSE(outputs.written());
}

TEST_CASE("a reader that has gone is a failure of one of several outputs, and the end of the only one", "[outputs]") {
  ignore_write_signals();
  Noted noted;
  std::vector<Output> outputs;
  const bool is_only = GENERATE(true, false);
  if (!is_only) outputs = noting_output(noted);
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  ::close(ends[0]);
  outputs.emplace_back(make_json_encoder({}), Sink(UniqueFd(ends[1]), "\"p\""));
  FanOut all({}, std::move(outputs));
  all.loss({});
  all.totals({}, false, 0);
  all.flush();
  CHECK(all.is_over() == is_only);
  const Status written = all.written();
  REQUIRE(static_cast<bool>(written) == is_only);
  if (!is_only) CHECK(written.error().message.starts_with("writing to \"p\": its reader has gone ("));
}

TEST_CASE("arguments are read if any output reads them", "[outputs]") {
  Noted noted;
  CHECK_FALSE(FanOut({}, noting_output(noted, false)).reads_arguments());
  CHECK(one_that_notes_and("/dev/null", noted).reads_arguments());
}

}  // namespace trace
