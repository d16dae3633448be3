// SPDX-License-Identifier: Apache-2.0
// The meanings of fields: meanings.def as a table, without the constants (meaning_text.cpp has them).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "common/catalog/architecture.h"

namespace trace {

enum class Meaning : std::uint8_t {
#define MEANING(name, style, doc, ...) name,
#define MEANING_BY(name, neighbour, value, other)
#define MEANING_ON(name, architecture, other)
#include "common/catalog/meanings.def"
#undef MEANING
#undef MEANING_BY
#undef MEANING_ON
};

struct MeaningSpec {
  std::string_view name;
  std::string_view doc;
};

inline constexpr auto kMeanings = std::to_array<MeaningSpec>({
#define MEANING(name, style, doc, ...) {#name, doc},
#define MEANING_BY(name, neighbour, value, other)
#define MEANING_ON(name, architecture, other)
#include "common/catalog/meanings.def"
#undef MEANING
#undef MEANING_BY
#undef MEANING_ON
});

constexpr const MeaningSpec& meaning_spec(Meaning meaning) {
  return kMeanings[static_cast<std::size_t>(meaning)];
}

// A meaning that depends on another argument of the same event.
struct MeaningBy {
  Meaning meaning;
  std::string_view neighbour;
  std::uint64_t value;
  Meaning other;
};

inline constexpr auto kMeaningsBy = std::to_array<MeaningBy>({
#define MEANING(name, style, doc, ...)
#define MEANING_BY(name, neighbour, value, other) {Meaning::name, #neighbour, value, Meaning::other},
#define MEANING_ON(name, architecture, other)
#include "common/catalog/meanings.def"
#undef MEANING
#undef MEANING_BY
#undef MEANING_ON
});

// The name of the argument that decides, empty if none does.
constexpr std::string_view neighbour_of(Meaning meaning) {
  for (const MeaningBy& row : kMeaningsBy) {
    if (row.meaning == meaning) return row.neighbour;
  }
  return {};
}
// What it is where the neighbour has this value. REQUIRES: neighbour_of(meaning) is not empty.
constexpr Meaning meaning_by(Meaning meaning, std::uint64_t value) {
  for (const MeaningBy& row : kMeaningsBy) {
    if (row.meaning == meaning && row.value == value) return row.other;
  }
  return Meaning::none;
}

// A meaning that is another one in events of an architecture.
struct MeaningOn {
  Meaning meaning;
  Architecture architecture;
  Meaning other;
};

inline constexpr auto kMeaningsOn = std::to_array<MeaningOn>({
#define MEANING(name, style, doc, ...)
#define MEANING_BY(name, neighbour, value, other)
#define MEANING_ON(name, architecture, other) {Meaning::name, Architecture::architecture, Meaning::other},
#include "common/catalog/meanings.def"
#undef MEANING
#undef MEANING_BY
#undef MEANING_ON
});

constexpr Meaning meaning_on(Architecture architecture, Meaning meaning) {
  if (architecture == Architecture::x86_64) return meaning;
  for (const MeaningOn& row : kMeaningsOn) {
    if (row.meaning == meaning && row.architecture == architecture) return row.other;
  }
  return meaning;
}

}  // namespace trace
