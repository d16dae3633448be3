// SPDX-License-Identifier: Apache-2.0
#include "common/artifact/sha256.h"

#include <catch2/catch.hpp>

namespace trace {
namespace {

// The first two of the examples that NIST publishes with FIPS 180-4.
TEST_CASE("SHA-256 is that of the standard") {
  CHECK(sha256_of("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256_of("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("bytes may be added piece by piece, and a hash begins anew") {
  Sha256 hash;
  hash.add("a");
  hash.add("");
  hash.add("bc");
  CHECK(hash.take() == sha256_of("abc"));
  hash.add("abc");
  CHECK(hash.take() == sha256_of("abc"));
}

}  // namespace
}  // namespace trace
