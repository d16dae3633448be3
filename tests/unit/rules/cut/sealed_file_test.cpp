// SPDX-License-Identifier: Apache-2.0
#include "rules/cut/sealed_file.h"

#include <algorithm>

#include "tests/support/memory_file.h"
#include "tests/support/sealed_recording.h"

namespace trace {
namespace {

SealedFile opened(std::string_view bytes) {
  auto file = SealedFile::open(memory_file(bytes), "a.zst");
  REQUIRE(file);
  return *std::move(file);
}

TEST_CASE("the seals of a file are found from any byte on") {
  const SealedRecording recording = sealed_recording(5, 12);
  SealedFile file = opened(recording.bytes);
  CHECK(file.size() == recording.bytes.size());
  for (std::size_t at = 0; at < recording.bytes.size(); at += 7) {
    const auto found = file.seal_after(at, file.size());
    REQUIRE(found);
    const auto due = std::find_if(recording.seals.begin(), recording.seals.end(),
                                  [&](const Span& seal) { return seal.begin >= at; });
    REQUIRE(found->has_value() == (due != recording.seals.end()));
    if (*found) CHECK((*found)->position == due->begin);
  }
}

TEST_CASE("the last seal of a file is found, also if it was cut off after that") {
  const SealedRecording recording = sealed_recording(5, 12);
  CHECK(opened(recording.bytes).last_seal()->seal.number == 5);
  CHECK(opened(recording.bytes.substr(0, recording.seals[3].end)).last_seal()->seal.number == 3);
  for (std::size_t size = recording.seals[3].end; size < recording.seals[4].end; size += 13) {
    const auto last = opened(recording.bytes.substr(0, size)).last_seal();
    REQUIRE(last);
    CHECK(last->seal.number == 3);
  }
}

TEST_CASE("each seal leads to the one before") {
  const SealedRecording recording = sealed_recording(5, 12);
  SealedFile file = opened(recording.bytes);
  auto seal = file.last_seal();
  for (std::uint64_t number = 5; number-- > 0;) {
    seal = file.seal_before(*seal);
    REQUIRE(seal);
    CHECK(seal->seal.number == number);
  }
  CHECK_FALSE(file.seal_before(*seal));
}

TEST_CASE("the part of a time is found by halving the file") {
  const SealedRecording recording = sealed_recording(200, 40);
  REQUIRE(recording.bytes.size() > 1'000'000);
  SealedFile file = opened(recording.bytes);
  for (std::size_t n = 1; n <= 200; n += 9) {
    for (const std::uint64_t time_ns : {recording.seal(n).sealed_ns, recording.seal(n).sealed_ns - 1}) {
      const auto begin = file.part_at(time_ns);
      REQUIRE(begin);
      INFO("part " << n);
      // It may begin somewhat earlier, and never later.
      CHECK(*begin <= recording.parts[n - 1].begin);
      CHECK(*begin + 600'000 > recording.parts[n - 1].begin);
    }
  }
  CHECK(*file.part_at(0) == sizeof(wire_seal));
}

TEST_CASE("a file without seals is refused, and so is one that is no file") {
  CHECK_FALSE(SealedFile::open(memory_file("TRACEFRM"), "a"));
  CHECK_FALSE(SealedFile::open(memory_file(std::string(5'000, 'x')), "a"));
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  ::close(ends[1]);
  CHECK_FALSE(SealedFile::open(UniqueFd(ends[0]), "a"));
}

}  // namespace
}  // namespace trace
