// SPDX-License-Identifier: Apache-2.0
#include "common/base/natural_order.h"

#include <algorithm>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

namespace trace {
namespace {

TEST_CASE("digits in a row are ordered as one number") {
  std::vector<std::string> ids{"TRC-1010", "X-2b", "TRC-102", "TRC-", "TRC-9", "X-02b", "X-2a", "99999999999999999999",
                               ""};
  std::sort(ids.begin(), ids.end(), comes_before);
  CHECK(ids == std::vector<std::string>{"", "99999999999999999999", "TRC-", "TRC-9", "TRC-102", "TRC-1010", "X-2a",
                                        "X-02b", "X-2b"});
}

TEST_CASE("nothing stands before itself") {
  for (const char* text : {"", "7", "TRC-102"}) CHECK_FALSE(comes_before(text, text));
}

}  // namespace
}  // namespace trace
