// SPDX-License-Identifier: Apache-2.0
#include "rules/cut/whole_parts.h"

#include "common/base/bytes.h"
#include "common/seal/seal.h"
#include "tests/support/whole_extract.h"

namespace trace {
namespace {

// Its recording has 10 parts, the events of part n are at n * kApart after the beginning, less that of the first.
const SealedRecording& recording() {
  static const SealedRecording made = sealed_recording(10, 12);
  return made;
}

TEST_CASE("an extract of whole parts has those of the window, the first one and the last seal, as they were") {
  const auto extract = extract_of(recording().bytes, of_window(4 * kApart, 6 * kApart));
  REQUIRE(extract);
  std::string due = extract->substr(0, sizeof(wire_extract)) + recording().bytes_of(recording().seals[0]);
  for (const std::size_t part : {1, 5, 6}) {
    due += recording().bytes_of(recording().parts[part - 1]) + recording().bytes_of(recording().seals[part]);
  }
  due += recording().bytes_of(recording().seals[10]);
  CHECK((*extract == due));
}

// Its file was opened a second before that.
TEST_CASE("a window of whole parts is relative to the first thing in the stream, as of all other extracts") {
  const auto extract = extract_of(recording().bytes, of_window(2 * kApart, 2 * kApart + 1));
  REQUIRE(extract);
  CHECK(verified(*extract).extract ==
        "an extract: parts 1, 3 of 10, each intact as sealed; what is between is left out");
}

TEST_CASE("parts that cannot have the event are passed over") {
  CutOptions options;
  options.events.emplace();
  options.events->set(find_event("ptrace")->slot);
  const auto without = extract_of(recording().bytes, options);
  REQUIRE(without);
  CHECK(verified(*without).extract == "an extract: part 1 of 10, each intact as sealed; what is between is left out");
  options.events->set(find_event("sched_process_exec")->slot);
  CHECK(verified(*extract_of(recording().bytes, options)).extract ==
        "an extract: parts 1-10 of 10, each intact as sealed; what is between is left out");
}

TEST_CASE("whole parts of a recording that was altered, or joined, are not taken for sound") {
  std::string removed = recording().bytes;
  removed.erase(recording().seals[5].begin, sizeof(wire_seal));
  const auto cut = extract_of(removed, of_window(3 * kApart, 8 * kApart));
  REQUIRE_FALSE(cut);
  CHECK(cut.error().code == Code::corrupt);
  CHECK_FALSE(extract_of(recording().bytes + sealed_recording(2, 3, 'n').bytes, CutOptions()));
  CHECK_FALSE(extract_of(recording().bytes + recording().bytes, of_window(kApart, 2 * kApart)));
}

TEST_CASE("parts that are not as their seals say are in the extract, and told") {
  std::string flipped = recording().bytes;
  for (const std::size_t part : {4, 8}) flipped.at(recording().parts[part].begin + 5) ^= 1;
  CHECK(extract_of(flipped, of_window(kApart, 3 * kApart)));
  const auto cut = extract_of(flipped, of_window(kApart, 60 * kApart));
  REQUIRE_FALSE(cut);
  CHECK(cut.error().code == Code::corrupt);
  CHECK(cut.error().message == "of the parts in the extract 2 are not as their seals say (trace-rules verify)");
}

TEST_CASE("a last seal whose number is higher than a file of that size can have is told, and takes no room") {
  std::string forged = recording().bytes;
  const auto change = [&](const Span& at, auto&& how) {
    auto seal = load<wire_seal>(forged, at.begin);
    how(seal);
    close_seal(seal);
    forged.replace(at.begin, sizeof(seal), bytes_of(seal));
  };
  change(recording().seals.front(), [](wire_seal& seal) { seal.flags |= WIRE_SEAL_SIGNED; });
  for (const std::uint64_t number : {UINT64_MAX, UINT64_MAX / 8, std::uint64_t{1} << 40}) {
    change(recording().seals.back(), [&](wire_seal& seal) { seal.number = number; });
    const auto cut = extract_of(forged, CutOptions());
    REQUIRE_FALSE(cut);
    CHECK(cut.error().code == Code::corrupt);
  }
}

TEST_CASE("of a recording without its end the parts up to its last seal are there") {
  const std::string cut = recording().bytes.substr(0, recording().parts[7].end - 3);
  const auto extract = extract_of(cut, of_window(6 * kApart, 60 * kApart));
  REQUIRE(extract);
  CHECK(verified(*extract).extract ==
        "an extract: parts 1, 7 of 7, each intact as sealed; what is between is left out");
}

}  // namespace
}  // namespace trace
