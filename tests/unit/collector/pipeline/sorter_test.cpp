// SPDX-License-Identifier: Apache-2.0
#include "collector/pipeline/sorter.h"

#include <catch2/catch.hpp>

namespace trace {
namespace {

void hold(Sorter& sorter, std::uint64_t time_ns, std::string_view frame) {
  Context context;
  context.time_ns = time_ns;
  context.executable = "/bin/ls";
  sorter.hold(context, frame);
}

std::string frames_of(const std::vector<Sorter::Held>& held) {
  std::string frames;
  for (const Sorter::Held& one : held) frames += one.frame;
  return frames;
}

}  // namespace

TEST_CASE("events come out by time, those of one time in the order in which they came", "[sorter]") {
  Sorter sorter;
  hold(sorter, 3, "c");
  hold(sorter, 1, "a");
  hold(sorter, 3, "d");
  hold(sorter, 2, "b");
  CHECK(frames_of(sorter.release(true)) == "abcd");
  CHECK(sorter.release(true).empty());
}

TEST_CASE("events within the window of the newest are held back", "[sorter]") {
  Sorter sorter;
  hold(sorter, 1, "a");
  hold(sorter, Sorter::kWindowNs + 1, "b");
  CHECK(sorter.release(false).empty());
  hold(sorter, Sorter::kWindowNs + 2, "c");
  CHECK(frames_of(sorter.release(false)) == "a");
  CHECK(frames_of(sorter.release(true)) == "bc");
}

TEST_CASE("what stages filled in is kept", "[sorter]") {
  Sorter sorter;
  hold(sorter, 1, "a");
  CHECK(sorter.release(true).at(0).executable == "/bin/ls");
}

}  // namespace trace
