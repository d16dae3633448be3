// SPDX-License-Identifier: Apache-2.0
#include "common/catalog/meaning_text.h"

#include <charconv>
#include <span>

#include "common/catalog/constants.h"
#include "common/catalog/socket_constants.h"

namespace trace {
namespace {

using Constants = std::span<const Constant>;

// A number is one name for the bits of the field, and flags.
struct Style {
  std::uint64_t field = 0;
  bool or_number = true;   // what has no name is shown as the number
  bool is_secret = false;  // and is no number
};

namespace style {
constexpr Style number{};
constexpr Style text{};
constexpr Style secret{.is_secret = true};
constexpr Style one_of{.field = ~std::uint64_t{0}};
constexpr Style flags{};
constexpr Style flags_or_nothing{.or_number = false};
constexpr Style field(std::uint64_t mask) {
  return {.field = mask};
}
constexpr Style field_or_nothing(std::uint64_t mask) {
  return {.field = mask, .or_number = false};
}
}  // namespace style

struct Names {
  Style style;
  std::array<Constants, 2> tables;

  // A field's names stand first, before flags; but one_of has two tables of such names.
  bool is_whole() const { return style.field == ~std::uint64_t{0}; }
  Constants flags() const { return is_whole() ? Constants() : tables[style.field == 0 ? 0 : 1]; }
};

constexpr auto kNames = std::to_array<Names>({
#define MEANING(name, how, doc, ...) {style::how, {__VA_ARGS__}},
#define MEANING_BY(name, neighbour, value, other)
#include "common/catalog/meanings.def"
#undef MEANING
#undef MEANING_BY
});

const Names& names_of(Meaning meaning) {
  return kNames[static_cast<std::size_t>(meaning)];
}

const Constant* find_value(Constants constants, std::uint64_t value) {
  for (const Constant& constant : constants) {
    if (constant.value == value) return &constant;
  }
  return nullptr;
}

const Constant* find_field(const Names& names, std::uint64_t raw) {
  const std::uint64_t value = raw & names.style.field;
  const Constant* const found = find_value(names.tables[0], value);
  return found == nullptr && names.is_whole() ? find_value(names.tables[1], value) : found;
}

void join(std::string& text, std::string_view name) {
  if (!text.empty()) text += '|';
  text += name;
}

void join_flags(std::string& text, Constants constants, std::uint64_t raw) {
  std::uint64_t shown = 0;
  for (const Constant& constant : constants) {
    const bool is_new = (constant.value & ~shown) != 0 || raw == 0;
    if ((raw & constant.value) != constant.value || !is_new) continue;
    join(text, constant.name);
    shown |= constant.value;
  }
}

std::optional<std::uint64_t> decimal(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return number;
}

// Calls visit(constants) for each table of the meaning, and of those that a neighbour may give it.
template <class Visit>
void for_each_table(Meaning meaning, Visit&& visit) {
  for (const Constants constants : names_of(meaning).tables) visit(constants);
  for (const MeaningBy& row : kMeaningsBy) {
    if (row.meaning != meaning || row.other == meaning) continue;
    for (const Constants constants : names_of(row.other).tables) visit(constants);
  }
}

std::optional<std::uint64_t> value_of(Meaning meaning, std::string_view name) {
  std::optional<std::uint64_t> value;
  for_each_table(meaning, [&](Constants constants) {
    for (const Constant& constant : constants) {
      if (!value && constant.name == name) value = constant.value;
    }
  });
  return value ? value : decimal(name);
}

}  // namespace

bool is_secret(Meaning meaning) {
  return names_of(meaning).style.is_secret;
}

std::string meaning_text(Meaning meaning, std::uint64_t raw) {
  const Names& names = names_of(meaning);
  std::string text;
  if (names.style.field != 0) {
    if (const Constant* const found = find_field(names, raw)) {
      text = found->name;
    } else if (names.style.or_number) {
      text = std::to_string(raw);
    }
  }
  join_flags(text, names.flags(), raw);
  return text.empty() && names.style.or_number ? std::to_string(raw) : text;
}

std::vector<std::string_view> meaning_names(Meaning meaning) {
  std::vector<std::string_view> names;
  for_each_table(meaning, [&](Constants constants) {
    for (const Constant& constant : constants) names.push_back(constant.name);
  });
  return names;
}

std::optional<std::uint64_t> parse_meaning(Meaning meaning, std::string_view text) {
  if (text.empty()) return names_of(meaning).style.or_number ? std::nullopt : std::optional<std::uint64_t>(0);
  std::uint64_t value = 0;
  while (true) {
    const std::size_t bar = text.find('|');
    const auto part = value_of(meaning, text.substr(0, bar));
    if (!part) return std::nullopt;
    value |= *part;
    if (bar == std::string_view::npos) return value;
    text.remove_prefix(bar + 1);
  }
}

}  // namespace trace
