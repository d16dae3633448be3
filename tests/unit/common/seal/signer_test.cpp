// SPDX-License-Identifier: Apache-2.0
#include "common/seal/signer.h"

#include <algorithm>
#include <iterator>

#include <catch2/catch.hpp>

#include "common/base/bytes.h"
#include "common/seal/seal.h"

namespace trace {
namespace {

wire_seal signed_at(Signer& signer, std::uint64_t boot_ns) {
  wire_seal seal = blank_seal({});
  seal.sealed_boot_ns = boot_ns;
  signer.sign(seal);
  return seal;
}

bool is(const wire_u8 (&key)[WIRE_KEY_SIZE], const PublicKey& other) {
  return std::equal(std::begin(key), std::end(key), other.begin());
}

TEST_CASE("a seal that is signed and then changed in any byte has no signature") {
  Signer signer;
  const wire_seal seal = signed_at(signer, 7);
  CHECK(has_signature(seal));
  const std::size_t end = signed_part(seal).size() + sizeof(seal.signature);
  for (std::size_t at = 0; at < end; at += 3) {
    std::string bytes(bytes_of(seal));
    bytes[at] ^= 1;
    CHECK_FALSE(has_signature(load<wire_seal>(bytes)));
  }
  CHECK_FALSE(has_signature(blank_seal({})));
}

TEST_CASE("a key lives for an epoch, and the seals of an epoch name the next one's") {
  Signer signer;
  const PublicKey first = signer.key();
  const wire_seal begin = signed_at(signer, 1000);
  const wire_seal last = signed_at(signer, 1000 + kEpochNs);
  CHECK((is(begin.key, first) && is(last.key, first)));
  CHECK(std::equal(std::begin(begin.next_key), std::end(begin.next_key), std::begin(last.next_key)));
  const wire_seal next = signed_at(signer, 1000 + kEpochNs + 1);
  CHECK(std::equal(std::begin(next.key), std::end(next.key), std::begin(last.next_key)));
  CHECK(next.epoch == 1);
  CHECK(next.epoch_begin_ns == 1000 + kEpochNs);
  CHECK(has_signature(next));
  CHECK_FALSE(is(next.next_key, first));
}

TEST_CASE("a key is read as it is written, and nothing else is") {
  const PublicKey key = Signer().key();
  CHECK(key_of(text_of(key)) == key);
  CHECK_FALSE(key_of(text_of(key).substr(1)));
  CHECK_FALSE(key_of(std::string(64, 'g')));
}

TEST_CASE("no two signers have the same key") {
  CHECK(Signer().key() != Signer().key());
}

}  // namespace
}  // namespace trace
