// SPDX-License-Identifier: Apache-2.0
// Sealed recordings that are flipped, cut, joined and torn at every byte. Of each it is demanded that what was altered is told and
// placed, and that nothing is told of what was not: a cut is no alteration.
#include "common/seal/seal.h"

#include <algorithm>
#include <cstring>
#include <random>

#include <catch2/catch.hpp>

#include "common/base/bytes.h"
#include "common/seal/compressor.h"
#include "common/seal/sealer.h"
#include "rules/verify/seal_check.h"
#include "tests/support/sealed_recording.h"

namespace trace {
namespace {

SealedStream check(std::string bytes, std::size_t chunk = SIZE_MAX) {
  KeptElsewhere kept;
  auto found = check_seals(Input(bytes_of(std::move(bytes), chunk)), kept);
  REQUIRE(found);
  return *std::move(found);
}

const SealedRecording& small() {
  static const SealedRecording recording = sealed_recording(4, 12);
  return recording;
}

// Whether an alteration is told in the unit, part or seal, that has the byte, or up to the end of the next seal.
bool is_told_at(const SealedStream& found, std::size_t at) {
  return std::any_of(found.alterations.first().begin(), found.alterations.first().end(), [&](const Alteration& one) {
    return one.first <= at && at < std::max(one.end, one.first + sizeof(wire_seal));
  });
}

TEST_CASE("a sealed recording is intact and complete, however it arrives") {
  REQUIRE(small().parts.size() == 4);
  for (const std::size_t chunk : {std::size_t{1}, std::size_t{977}, SIZE_MAX}) {
    const SealedStream found = check(small().bytes, chunk);
    CHECK(found.integrity == Integrity::whole);
    CHECK(found.alterations.empty());
    CHECK(found.seals == 5);
    CHECK(found.events == 48);
    CHECK(found.unsealed_bytes == 0);
    CHECK(found.end_ns == small().seal(4).sealed_ns);
  }
}

TEST_CASE("a byte of a sealed recording that is flipped anywhere is told and placed") {
  const std::size_t size = small().bytes.size();
  CHECK(size > 16'000);
  for (std::size_t at = 0; at < size; ++at) {
    for (const unsigned bits : {1U << at % 8, 0xffU}) {
      std::string bytes = small().bytes;
      bytes[at] = static_cast<char>(static_cast<unsigned char>(bytes[at]) ^ bits);
      const SealedStream found = check(std::move(bytes));
      if (found.integrity == Integrity::altered && is_told_at(found, at)) continue;
      FAIL_CHECK("byte " << at << " by " << bits << ": " << static_cast<int>(found.integrity));
    }
  }
}

TEST_CASE("a sealed recording that is cut anywhere is intact up to there, and not complete") {
  for (std::size_t size = 0; size < small().bytes.size(); ++size) {
    const SealedStream found = check(small().bytes.substr(0, size));
    const auto sealed = static_cast<std::size_t>(
        std::count_if(small().seals.begin(), small().seals.end(), [&](const Span& seal) { return seal.end <= size; }));
    const std::uint64_t end_ns = sealed == 0 ? 0 : small().seal(sealed - 1).sealed_ns;
    if (found.integrity == Integrity::cut && found.seals == sealed && found.end_ns == end_ns) continue;
    FAIL_CHECK("cut at " << size << ": " << static_cast<int>(found.integrity) << ", "
                         << (found.alterations.empty() ? "" : found.alterations.first()[0].what));
  }
}

TEST_CASE("a part or seal that is removed, doubled or moved is told and placed") {
  const SealedRecording& recording = small();
  std::vector<Span> units = recording.parts;
  units.insert(units.end(), recording.seals.begin(), recording.seals.end());
  for (std::size_t i = 0; i < recording.parts.size(); ++i) {
    units.push_back({recording.parts[i].begin, recording.seals[i + 1].end});
  }
  for (const Span& unit : units) {
    INFO("bytes " << unit.begin << " to " << unit.end);
    std::string removed = recording.bytes;
    removed.erase(unit.begin, unit.end - unit.begin);
    const bool is_end = unit.end == recording.bytes.size();
    const SealedStream without = check(removed);
    // What is left if the closing seal and its part are removed is what a cut leaves.
    CHECK(without.integrity == (is_end ? Integrity::cut : Integrity::altered));
    CHECK((is_end || is_told_at(without, unit.begin)));

    std::string doubled = recording.bytes;
    doubled.insert(unit.end, recording.bytes_of(unit));
    const SealedStream twice = check(doubled);
    CHECK(twice.integrity == Integrity::altered);
    CHECK((is_told_at(twice, unit.begin) || is_told_at(twice, unit.end)));

    for (const Span& other : units) {
      if (other.begin < unit.end) continue;
      const std::string swapped = recording.bytes.substr(0, unit.begin) + recording.bytes_of(other) +
                                  recording.bytes.substr(unit.end, other.begin - unit.end) + recording.bytes_of(unit) +
                                  recording.bytes.substr(other.end);
      const SealedStream moved = check(swapped);
      CHECK(moved.integrity == Integrity::altered);
      CHECK(is_told_at(moved, unit.begin));
    }
  }
}

TEST_CASE("one alteration is told as one, and what comes after it is still checked") {
  std::string bytes = small().bytes;
  bytes[small().parts[1].begin + 40] ^= 1;
  const SealedStream once = check(bytes);
  REQUIRE(once.alterations.count() == 1);
  CHECK(once.alterations.first()[0].seal == 2);
  CHECK(once.alterations.first()[0].begin_ns == small().seal(1).sealed_ns);
  CHECK(once.alterations.first()[0].end_ns == small().seal(2).sealed_ns);
  CHECK(once.end_ns == small().seal(1).sealed_ns);
  bytes[small().parts[3].begin + 40] ^= 1;
  CHECK(check(bytes).alterations.count() == 2);
}

TEST_CASE("a sealed recording that is damaged in one part is read in all others") {
  const SealedRecording recording = sealed_recording(6, 12);
  const Reading whole = read_frames(recording.bytes);
  REQUIRE(whole.events.size() == 72);
  constexpr std::size_t kHead = 6;  // of a frame of Zstandard, of which not every byte matters to a reader
  for (std::size_t at = recording.parts[2].begin + kHead; at < recording.parts[2].end; at += 5) {
    std::string bytes = recording.bytes;
    bytes[at] ^= 0x41;
    for (const std::size_t chunk : {std::size_t{100}, SIZE_MAX}) {
      const Reading reading = read_frames(bytes, chunk);
      INFO("byte " << at);
      CHECK_FALSE(reading.complete);
      // Parts 0, 1, 4 and 5; and 3, unless what is left of part 2 took its first block with it.
      CHECK(reading.events.size() >= 48);
      CHECK(std::equal(reading.events.rbegin(), reading.events.rbegin() + 24, whole.events.rbegin()));
      CHECK(std::equal(reading.events.begin(), reading.events.begin() + 24, whole.events.begin()));
    }
  }
}

TEST_CASE(
    "a thousand recordings without their ends may stand before another one, and one more is told with its place") {
  const auto openings = [](std::uint64_t count) {
    std::string bytes;
    for (std::uint64_t i = 0; i < count; ++i) {
      wire_u8 mark[WIRE_MARK_SIZE] = {};
      std::memcpy(mark, &i, sizeof(i));
      wire_seal seal = blank_seal(mark);
      seal.flags = WIRE_SEAL_OPENS;
      close_seal(seal);
      append_bytes(seal, bytes);
    }
    return bytes;
  };
  const SealedStream most =
      check(openings(1001) + small().bytes_of(small().seals[0]));  // which may be a part that is cut
  CHECK(most.integrity == Integrity::cut);
  CHECK(most.seals == 1001);
  const SealedStream more = check(openings(2000));
  CHECK(more.integrity == Integrity::altered);
  REQUIRE(more.alterations.count() == 1);
  CHECK(more.alterations.first()[0].what == "more than 1000 recordings in it have no end");
  CHECK(more.alterations.first()[0].first == 1001 * sizeof(wire_seal));
}

TEST_CASE("what is after the last seal is no part if it is too much decompressed") {
  const std::string opening = small().bytes_of(small().seals[0]);
  const auto part_of = [](std::size_t size) {
    std::string out;
    Compressor compressor;
    compressor.add(std::string(size, 'x'), out);
    compressor.end(out);
    return out;
  };
  CHECK(check(opening + part_of(8 << 20)).integrity == Integrity::cut);
  CHECK(check(opening + part_of((8 << 20) + 1)).alterations.first().at(0).what ==
        "what is after the last seal: decompressed it is more than a part can have");
}

TEST_CASE("sealed recordings that were joined are verified one after the other") {
  const SealedRecording other = sealed_recording(2, 3, 'n');
  const SealedStream both = check(small().bytes + other.bytes);
  CHECK(both.integrity == Integrity::whole);
  CHECK(both.seals == 8);
  CHECK(check(small().bytes + other.bytes + small().bytes).integrity == Integrity::altered);

  std::string changed = small().bytes + other.bytes;
  changed[changed.size() - 1] ^= 1;
  CHECK(check(changed).integrity == Integrity::altered);

  const std::string cut = small().bytes.substr(0, small().parts[2].begin + 100);
  const SealedStream after_cut = check(cut + other.bytes);
  CHECK(after_cut.integrity == Integrity::cut);
  CHECK(after_cut.seals == 3 + 3);
  CHECK(after_cut.unsealed_bytes == 100);
  CHECK(check(small().bytes + "x").integrity == Integrity::altered);
}

// What cannot be compressed stands in a part as a watched process wrote it.
TEST_CASE("a seal that a watched process wrote is taken for none") {
  std::mt19937 random(9);
  wire_seal decoy = blank_seal({});
  for (wire_u8& byte : decoy.processes) byte = static_cast<wire_u8>(random());
  for (const int flags : {0, int{WIRE_SEAL_OPENS}, int{WIRE_SEAL_CLOSES}}) {
    decoy.flags = static_cast<wire_u16>(flags);
    close_seal(decoy);
    std::string written;
    for (unsigned i = 0; i < 40'000; ++i) written += static_cast<char>(random());
    written.insert(20'000, bytes_of(decoy));
    std::string part;
    Compressor compressor;
    compressor.add(written, part);
    compressor.end(part);
    REQUIRE(part.find(bytes_of(decoy)) != std::string::npos);
    std::string bytes;
    Sealer sealer;
    sealer.open({7}, 0, {1, 1}, bytes);
    sealer.add(part);
    bytes += part;
    const std::string cut = bytes;
    sealer.seal(written.size(), {2, 2}, WIRE_SEAL_CLOSES, bytes);
    CHECK(check(bytes).integrity == Integrity::whole);
    CHECK(check(cut.substr(0, cut.size() - 1)).integrity == Integrity::cut);
  }
}

}  // namespace
}  // namespace trace
