// SPDX-License-Identifier: Apache-2.0
#include "rules/report/model/density.h"

#include <vector>

#include <catch2/catch.hpp>

namespace trace {
namespace {

constexpr std::uint64_t kMs = 1'000'000;

struct Bucket {
  std::uint64_t begin_ns;
  std::uint64_t count;
  bool operator==(const Bucket&) const = default;
};

std::vector<Bucket> buckets_of(const Density& density) {
  std::vector<Bucket> out;
  density.for_each([&](std::uint64_t begin_ns, std::uint64_t count) { out.push_back({begin_ns, count}); });
  return out;
}

TEST_CASE("what is near in time falls into one bucket") {
  Density density;
  CHECK(density.empty());
  density.add(1000 * kMs);
  density.add(1000 * kMs + 999'999);
  density.add(1001 * kMs, 3);
  CHECK(buckets_of(density) == std::vector<Bucket>{{1000 * kMs, 2}, {1001 * kMs, 3}});
}

TEST_CASE("times may go back") {
  Density density;
  density.add(1000 * kMs);
  density.add(990 * kMs);
  CHECK(buckets_of(density) == std::vector<Bucket>{{990 * kMs, 1}, {1000 * kMs, 1}});
}

TEST_CASE("buckets become wider when the times do not fit, and nothing is forgotten") {
  Density density;
  std::uint64_t sum = 0;
  for (std::uint64_t i = 0; i < 10'000; ++i) density.add(1'732'402'800'000 * kMs + i * 7 * kMs);
  for (const Bucket& bucket : buckets_of(density)) sum += bucket.count;
  CHECK(sum == 10'000);
  CHECK(density.width_ns() == 512 * kMs);
  CHECK(buckets_of(density).size() <= Density::kBucketsMax);
}

TEST_CASE("the first and the last time there is fit in") {
  Density density;
  density.add(0);
  density.add(UINT64_MAX);
  density.add(UINT64_MAX / 2);
  CHECK(buckets_of(density).size() == 3);
}

}  // namespace
}  // namespace trace
