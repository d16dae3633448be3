// SPDX-License-Identifier: Apache-2.0
#include "common/base/seeded_hash.h"

#include <algorithm>
#include <unordered_set>

#include <catch2/catch.hpp>

namespace trace {

TEST_CASE("numbers that a table would put together by what they are do not fall together") {
  std::unordered_set<std::uint64_t, SeededHash> table;
  table.reserve(10'000);
  const std::uint64_t buckets = table.bucket_count();
  for (std::uint64_t i = 0; i < 10'000; ++i) table.insert(i * buckets);
  REQUIRE(table.bucket_count() == buckets);
  std::size_t largest = 0;
  for (std::size_t bucket = 0; bucket < buckets; ++bucket) largest = std::max(largest, table.bucket_size(bucket));
  CHECK(largest < 20);
}

TEST_CASE("equal numbers have equal hashes, and different ones different ones") {
  const SeededHash hash;
  CHECK(hash(7) == hash(7));
  CHECK(hash(0) != hash(1));
}

}  // namespace trace
