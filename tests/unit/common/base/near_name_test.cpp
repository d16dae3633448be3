// SPDX-License-Identifier: Apache-2.0
#include "common/base/near_name.h"

#include <algorithm>
#include <array>
#include <random>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "common/catalog/catalog.h"

namespace trace {
namespace {

// By its definition, with all rows kept.
std::size_t obvious_distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> edits(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        edits[i][j] = i + j;
        continue;
      }
      const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
      edits[i][j] = std::min({edits[i - 1][j] + 1, edits[i][j - 1] + 1, edits[i - 1][j - 1] + change});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) edits[i][j] = std::min(edits[i][j], edits[i - 2][j - 2] + 1);
    }
  }
  return edits[a.size()][b.size()];
}

std::string_view obvious_near_name(std::string_view word, const std::vector<std::string_view>& known) {
  std::string_view nearest;
  std::size_t least = std::clamp<std::size_t>(word.size() / 3, 1, 3) + 1;
  for (const std::string_view name : known) {
    const std::size_t edits = obvious_distance(word, name);
    if (edits >= least) continue;
    least = edits;
    nearest = name;
  }
  return nearest;
}

std::vector<std::string_view> event_names() {
  std::vector<std::string_view> names;
  for (const EventSpec& event : events()) names.push_back(event.name);
  return names;
}

}  // namespace

TEST_CASE("a misspelt word has a near name if few edits make it that") {
  constexpr auto kKnown = std::to_array<std::string_view>({"openat", "close", "connect"});
  CHECK(near_name("openta", kKnown) == "openat");
  CHECK(near_name("opennat", kKnown) == "openat");
  CHECK(near_name("clos", kKnown) == "close");
  CHECK(near_name("konnekt", kKnown) == "connect");
  CHECK(near_name("listen", kKnown).empty());
  CHECK(near_name("", kKnown).empty());
  CHECK(did_you_mean("opemat", kKnown) == " (did you mean \"openat\"?)");
  CHECK(did_you_mean("listen", kKnown).empty());
}

TEST_CASE("of several near names the nearest is meant, and of equals the first") {
  constexpr auto kKnown = std::to_array<std::string_view>({"fstatat", "fstat", "lstat"});
  CHECK(near_name("fstta", kKnown) == "fstat");
  CHECK(near_name("xstat", kKnown) == "fstat");
}

TEST_CASE("what is passed over without a look is not near") {
  const std::vector<std::string_view> names = event_names();
  std::mt19937 random(1);
  for (int time = 0; time < 300; ++time) {
    std::string word(names[random() % names.size()]);
    for (int edits = static_cast<int>(random() % 5); edits > 0; --edits) {
      const std::size_t at = random() % (word.size() + 1);
      if (random() % 2 == 0 || at == word.size()) {
        word.insert(at, 1, static_cast<char>('_' + random() % 28));
      } else {
        word.erase(at, 1);
      }
    }
    CAPTURE(word);
    CHECK(near_name(word, names) == obvious_near_name(word, names));
  }
}

TEST_CASE("nothing is near to a word that nobody can have meant to write") {
  const std::string name(256, 'a');
  const std::string longer(1 << 20, 'a');
  const std::array<std::string_view, 2> names{name, longer};
  CHECK(near_name(name.substr(1) + "b", names) == name);
  CHECK(near_name(longer.substr(1) + "b", names).empty());
}

}  // namespace trace
