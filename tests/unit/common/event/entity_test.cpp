// SPDX-License-Identifier: Apache-2.0
#include "common/event/entity.h"

#include <catch2/catch.hpp>

namespace trace {
namespace {

// The numbers come from another implementation of MurmurHash3, which agrees with its published vectors.
TEST_CASE("an entity id is the murmur3 hash of pid and start") {
  CHECK(entity_id(4242, 1732402799000000000) == 868864701);
  CHECK(entity_id(1, 0) == 2147644621);
}

TEST_CASE("starts within the same clock tick are the same entity") {
  CHECK(entity_id(4242, 12'340'000'000) == 1337873574);
  CHECK(entity_id(4242, 12'349'999'999) == 1337873574);
  CHECK(entity_id(4242, 12'350'000'000) != 1337873574);
}

}  // namespace
}  // namespace trace
