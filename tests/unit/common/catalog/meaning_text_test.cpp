// SPDX-License-Identifier: Apache-2.0
// The texts themselves are compared with Tracee's in tests/golden/meaning_test.cpp.
#include "common/catalog/meaning_text.h"

#include <algorithm>

#include <catch2/catch.hpp>

namespace trace {
namespace {

TEST_CASE("every name that a meaning has is read back as a number that shows it") {
  for (std::size_t i = 0; i < kMeanings.size(); ++i) {
    const Meaning meaning = static_cast<Meaning>(i);
    if (!neighbour_of(meaning).empty()) continue;
    for (const std::string_view name : meaning_names(meaning)) {
      INFO(kMeanings.at(i).name << " " << name);
      const auto value = parse_meaning(meaning, name);
      REQUIRE(value);
      const std::string text = meaning_text(meaning, *value);
      const auto again = parse_meaning(meaning, text);
      REQUIRE(again);
      CHECK(meaning_text(meaning, *again) == text);
    }
  }
}

TEST_CASE("a flag whose bits were shown by one before is not shown again") {
  CHECK(meaning_text(Meaning::file_type, 0140700) == "S_IFSOCK|S_IRWXU");
  CHECK(meaning_text(Meaning::file_type, 0140500) == "S_IFSOCK|S_IRUSR|S_IXUSR");
}

TEST_CASE("an environment is a secret, and nothing else is") {
  CHECK(is_secret(Meaning::environment));
  CHECK_FALSE(is_secret(Meaning::none));
  CHECK(meaning_names(Meaning::environment).empty());
}

}  // namespace
}  // namespace trace
