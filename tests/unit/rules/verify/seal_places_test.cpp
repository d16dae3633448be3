// SPDX-License-Identifier: Apache-2.0
#include "rules/verify/seal_places.h"

#include <vector>

#include <catch2/catch.hpp>

namespace trace {
namespace {

const std::string kBegin(signature_of_all_seals());

std::vector<std::size_t> all(const SealPlaces& places) {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < places.count(); ++i) out.push_back(places.at(i));
  return out;
}

TEST_CASE(
    "places of seals are found wherever what is read of them ends, and counted from the data of the last search") {
  const std::string bytes = "ab" + kBegin + "c" + kBegin + kBegin;
  for (std::size_t step = 1; step <= bytes.size(); ++step) {
    SealPlaces places;
    for (std::size_t size = step; size < bytes.size(); size += step) places.search(bytes.substr(0, size), 100);
    places.search(bytes, 100);
    CHECK(all(places) == std::vector<std::size_t>{2, 3 + kBegin.size(), 3 + 2 * kBegin.size()});
    places.search(bytes.substr(3), 103);
    CHECK(all(places) == std::vector<std::size_t>{kBegin.size(), 2 * kBegin.size()});
  }
}

TEST_CASE("what was passed over without a search is not searched") {
  SealPlaces places;
  places.search(kBegin, 0);
  places.search("x" + kBegin, 1000);
  CHECK(all(places) == std::vector<std::size_t>{1});
}

}  // namespace
}  // namespace trace
