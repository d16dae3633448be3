// SPDX-License-Identifier: Apache-2.0
#include "rules/verify/extract_check.h"

#include "common/seal/sealing_encoder.h"
#include "tests/support/whole_extract.h"

namespace trace {
namespace {

// Its recording has 10 parts, the events of part n are at n * kApart after the beginning, less that of the first.
const SealedRecording& recording() {
  static const SealedRecording made = sealed_recording(10, 12);
  return made;
}

TEST_CASE("an extract of whole parts verifies as what it is") {
  const auto extract = extract_of(recording().bytes, of_window(4 * kApart, 6 * kApart));
  REQUIRE(extract);
  const SealedStream found = verified(*extract);
  CHECK(found.integrity == Integrity::cut);
  CHECK(found.alterations.empty());
  CHECK(found.extract == "an extract: parts 1, 5-6 of 10, each intact as sealed; what is between is left out");
  CHECK(found.events == 36);
}

TEST_CASE("an extract of whole parts with a changed byte anywhere is altered") {
  const auto extract = extract_of(recording().bytes, of_window(4 * kApart, 5 * kApart));
  REQUIRE(extract);
  for (std::size_t at = sizeof(wire_extract); at < extract->size(); ++at) {
    std::string bytes = *extract;
    bytes[at] ^= 1;
    if (verified(std::move(bytes)).integrity != Integrity::altered) FAIL_CHECK("byte " << at);
  }
  // What it says of itself is not sealed.
  std::string bytes = *extract;
  bytes[offsetof(wire_extract, mark)] ^= 1;
  CHECK(verified(bytes).integrity == Integrity::altered);
}

TEST_CASE("a part or seal of an extract that is removed, doubled or moved is told") {
  const auto extract = extract_of(recording().bytes, of_window(4 * kApart, 7 * kApart));
  REQUIRE(extract);
  const std::size_t part = extract->find(recording().bytes_of(recording().parts[5]));
  REQUIRE(part != std::string::npos);
  const std::size_t size = recording().parts[5].end - recording().parts[5].begin;
  std::string without_seal = *extract;
  without_seal.erase(part + size, sizeof(wire_seal));
  CHECK(verified(without_seal).integrity == Integrity::altered);
  std::string doubled = *extract;
  doubled.insert(part, extract->substr(part, size + sizeof(wire_seal)));
  CHECK(verified(doubled).integrity == Integrity::altered);
  // A part that is gone without its seal is another extract, and one that is gone with it says so by its number.
  std::string without_part = *extract;
  without_part.erase(part, size);
  CHECK(verified(without_part).extract ==
        "an extract: parts 1, 5, 7 of 10, each intact as sealed; what is between is left out");
}

TEST_CASE("of a signed recording all seals are kept, so that the key leads to each") {
  PublicKey key{};
  const auto encoder =
      make_sealing_encoder(make_frame_encoder(), {[&](std::uint32_t, const PublicKey& told) { key = told; }, {}, {}});
  const SealedRecording made = record_sealed(*encoder, 12, 5, 's');
  const auto extract = extract_of(made.bytes, of_window(8 * kApart, 9 * kApart));
  REQUIRE(extract);
  const SealedStream found = verified(*extract, {key});
  CHECK(found.alterations.empty());
  CHECK(found.integrity == Integrity::cut);
  CHECK(found.seals == 13);
  CHECK(found.extract == "an extract: parts 1, 9 of 12, each intact as sealed; what is between is left out");
  CHECK(verified(*extract, {PublicKey{}}).integrity == Integrity::altered);
  // Without a seal between them the key does not lead to the part.
  std::string gap = *extract;
  gap.erase(gap.find(made.bytes_of(made.seals[4])), 4 * sizeof(wire_seal));
  CHECK(verified(gap, {key}).integrity == Integrity::altered);
}

TEST_CASE("what is no extract is taken for none") {
  std::string head(sizeof(wire_extract), '\0');
  CHECK(verified(head).extract.empty());
  CHECK(verified("").extract.empty());
}

}  // namespace
}  // namespace trace
