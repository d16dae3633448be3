// SPDX-License-Identifier: Apache-2.0
#include "rules/verify/key_check.h"

#include <catch2/catch.hpp>

#include "common/base/bytes.h"
#include "common/seal/seal.h"
#include "common/seal/sealing_encoder.h"
#include "rules/verify/seal_check.h"
#include "tests/support/sealed_recording.h"

namespace trace {
namespace {

struct Signed {
  SealedRecording recording;
  PublicKey key{};
};

// Parts are 20 s apart: nine of them are of three epochs.
Signed signed_recording() {
  Signed made;
  const auto encoder = make_sealing_encoder(make_frame_encoder(),
                                            {[&](std::uint32_t, const PublicKey& key) { made.key = key; }, {}, {}});
  made.recording = record_sealed(*encoder, 9, 2, 's');
  return made;
}

SealedStream check(std::string bytes, std::vector<PublicKey> given) {
  KeptElsewhere kept{KeyCheck(std::move(given)), {}};
  auto found = check_seals(Input(bytes_of(std::move(bytes))), kept);
  REQUIRE(found);
  return *std::move(found);
}

// The seals one after the other, as they are if nothing was done to what they sealed. Returns what is wrong first.
std::string wrong_with(const std::vector<wire_seal>& seals, const PublicKey& key) {
  KeyCheck keys({key});
  for (const wire_seal& seal : seals) {
    if (std::string wrong = keys.wrong_with(seal); !wrong.empty()) return wrong;
  }
  return "";
}

std::vector<wire_seal> seals_of(const SealedRecording& recording) {
  std::vector<wire_seal> seals;
  for (std::size_t n = 0; n < recording.seals.size(); ++n) seals.push_back(recording.seal(n));
  return seals;
}

TEST_CASE("a signed recording is verified by its first key, through all epochs, and by no other key") {
  const Signed made = signed_recording();
  CHECK(made.recording.seal(9).epoch == 2);
  CHECK(check(made.recording.bytes, {made.key}).integrity == Integrity::whole);
  CHECK(check(made.recording.bytes, {}).integrity == Integrity::whole);
  const SealedStream by_other = check(made.recording.bytes, {Signer().key()});
  CHECK(by_other.integrity == Integrity::altered);
  CHECK(by_other.begin_ns == 0);
  CHECK(by_other.end_ns == 0);
}

TEST_CASE("by a key a recording that is not signed, or has no seals, fails") {
  const SealedRecording sealed = sealed_recording(2, 3);
  CHECK(check(sealed.bytes, {Signer().key()}).integrity == Integrity::altered);
  Recording plain;
  plain.record(8, 3);
  CHECK(check(plain.bytes, {Signer().key()}).integrity == Integrity::altered);
  CHECK(check(plain.bytes, {}).integrity == Integrity::unsealed);
}

TEST_CASE("signed recordings that were joined are verified by the keys of both") {
  const Signed first = signed_recording();
  const Signed second = signed_recording();
  const std::string both = first.recording.bytes + second.recording.bytes;
  CHECK(check(both, {first.key, second.key}).integrity == Integrity::whole);
  CHECK(check(both, {first.key}).integrity == Integrity::altered);
}

TEST_CASE("a series that is signed is verified through all its files by its first key") {
  PublicKey key{};
  const auto encoder =
      make_sealing_encoder(make_frame_encoder(), {[&](std::uint32_t, const PublicKey& first) { key = first; }, {}, {}});
  std::vector<wire_seal> seals;
  for (unsigned file = 0; file < 3; ++file) {
    const std::vector<wire_seal> more = seals_of(record_sealed(*encoder, 2, 2, 's'));
    seals.insert(seals.end(), more.begin(), more.end());
  }
  CHECK(wrong_with(seals, key).empty());
}

TEST_CASE("what was sealed anew by whoever has the key of a later epoch is told") {
  const Signed made = signed_recording();
  std::vector<wire_seal> seals = seals_of(made.recording);
  REQUIRE(wrong_with(seals, made.key).empty());
  wire_seal forged = seals[2];
  ++forged.events;
  seals[2] = forged;
  CHECK(wrong_with(seals, made.key) == "its signature is wrong");

  seals = seals_of(made.recording);
  forged = seals[2];
  Signer thief;
  thief.sign(forged);  // of epoch 0 too, and the signature is right
  seals[2] = forged;
  CHECK(wrong_with(seals, made.key) == "it is signed by another key than its epoch has");
}

TEST_CASE("an epoch that is left out, or goes on when it should be over, is told") {
  const Signed made = signed_recording();
  std::vector<wire_seal> seals = seals_of(made.recording);
  // Without those of epoch 1.
  std::vector<wire_seal> gap;
  for (const wire_seal& seal : seals) {
    if (seal.epoch != 1) gap.push_back(seal);
  }
  CHECK(wrong_with(gap, made.key).starts_with("it is of epoch 2 after epoch 0"));

  Signer signer;
  std::vector<wire_seal> late;
  for (const std::uint64_t boot_ns : {std::uint64_t{1}, kEpochNs / 2}) {
    wire_seal seal = blank_seal({});
    seal.flags = late.empty() ? WIRE_SEAL_OPENS : 0;
    seal.sealed_boot_ns = boot_ns;
    signer.sign(seal);
    late.push_back(seal);
  }
  CHECK(wrong_with(late, Signer().key()) == "it is signed by another key than the one given");
}

TEST_CASE("events that are older than the epoch that they are sealed in are told") {
  Signer signer;
  const PublicKey key = signer.key();
  constexpr std::uint64_t kWall = 1'700'000'000'000'000'000;
  const auto seal_at = [&](std::uint64_t boot_ns, std::uint64_t first_ns) {
    wire_seal seal = blank_seal({});
    seal.flags = boot_ns == 1 ? WIRE_SEAL_OPENS : 0;
    seal.sealed_boot_ns = boot_ns;
    seal.sealed_ns = kWall + boot_ns;
    seal.events = 1;
    seal.first_time_ns = kWall + first_ns;
    signer.sign(seal);
    return seal;
  };
  const std::uint64_t second = 1'000'000'000;
  const std::vector<wire_seal> honest = {seal_at(1, 1), seal_at(61 * second, 2), seal_at(130 * second, 65 * second)};
  CHECK(wrong_with(honest, key).empty());
  std::vector<wire_seal> backdated = honest;
  backdated.push_back(seal_at(192 * second, 10 * second));
  CHECK(wrong_with(backdated, key) == "it has events that are older than its epoch");
}

}  // namespace
}  // namespace trace
