// SPDX-License-Identifier: Apache-2.0
#include "rules/verify/unsealed.h"

#include <catch2/catch.hpp>

#include "common/seal/compressor.h"
#include "common/seal/seal.h"
#include "tests/support/sealed_recording.h"

namespace trace {
namespace {

Unsealed look(std::string bytes) {
  Input input(bytes_of(std::move(bytes)));
  REQUIRE(input.more());
  const auto found = look_without_seal(input);
  REQUIRE(found);
  return *found;
}

std::string compressed(const std::string& plain) {
  Compressor compressor;
  std::string out;
  compressor.add(plain, out);
  compressor.end(out);
  return out;
}

TEST_CASE("recordings that have no seals are told from what is no recording") {
  const std::string plain = [] {
    Recording recording;
    recording.record(8, 3);
    return recording.bytes;
  }();
  CHECK(look(plain).wrong.empty());
  for (std::size_t size = 1; size < 40; ++size) {
    CHECK(look(plain.substr(0, size)).wrong.empty());
    CHECK(look(compressed(plain).substr(0, size)).wrong.empty());
  }
  CHECK(look("{\"totals\":{}}\n").wrong.empty());
  CHECK(look(compressed(plain)).wrong.empty());
  CHECK(look(compressed(plain) + compressed(plain)).wrong.empty());
  CHECK_FALSE(look("something else that is long enough").wrong.empty());
  CHECK_FALSE(look(compressed(plain) + "x and more").wrong.empty());
}

TEST_CASE("a recording that had a seal at its beginning is none without seals") {
  const SealedRecording sealed = sealed_recording(2, 3);
  CHECK(look(sealed.bytes.substr(sizeof(wire_seal))).wrong.starts_with("the seal that opens"));
  // What is within a frame may have been written by anybody.
  CHECK(look(compressed(sealed.bytes)).wrong.empty());
}

TEST_CASE("after the last seal there may be the beginning of a part, and of its seal") {
  const SealedRecording sealed = sealed_recording(1, 3);
  const std::string part = sealed.bytes_of(sealed.parts[0]);
  const wire_seal seal = sealed.seal(1);
  const std::string_view signature = signature_of(seal);
  CHECK(wrong_in_tail("", signature).empty());
  CHECK(wrong_in_tail(part.substr(0, part.size() / 2), signature).empty());
  CHECK(wrong_in_tail(part, signature).empty());
  CHECK(wrong_in_tail(part + std::string(signature), signature).empty());
  CHECK_FALSE(wrong_in_tail(part + "x", signature).empty());
  CHECK_FALSE(wrong_in_tail(part + std::string(2000, 'x'), signature).empty());
  CHECK_FALSE(wrong_in_tail("x" + part, signature).empty());
}

}  // namespace
}  // namespace trace
