// SPDX-License-Identifier: Apache-2.0
#include "common/catalog/meaning_text.h"

#include <bit>
#include <charconv>
#include <span>

#include "common/catalog/constants.h"
#include "common/catalog/descriptor_constants.h"
#include "common/catalog/flag_constants.h"
#include "common/catalog/memory_constants.h"
#include "common/catalog/mount_constants.h"
#include "common/catalog/process_constants.h"
#include "common/catalog/socket_constants.h"

namespace trace {
namespace {

using Constants = std::span<const Constant>;

// Which tables name what of a number.
enum class Shown : std::uint8_t { number, one_of, flags, field_then_flags, flags_then_field, mode };

struct Style {
  Shown shown = Shown::number;
  std::uint64_t field = 0;  // the bits that are one number
  bool is_signed = false;
  bool is_secret = false;  // and is no number
};

namespace style {
constexpr Style number{};
constexpr Style text{};
constexpr Style secret{.is_secret = true};
constexpr Style one_of{.shown = Shown::one_of, .field = ~std::uint64_t{0}};
constexpr Style signed_one_of{.shown = Shown::one_of, .field = ~std::uint64_t{0}, .is_signed = true};
constexpr Style flags{.shown = Shown::flags};
constexpr Style field(std::uint64_t mask) {
  return {.shown = Shown::field_then_flags, .field = mask};
}
constexpr Style flags_then(std::uint64_t mask) {
  return {.shown = Shown::flags_then_field, .field = mask};
}
constexpr Style mode{.shown = Shown::mode, .field = 0170000};
}  // namespace style

struct Names {
  Style style;
  std::array<Constants, 3> tables;
};

constexpr auto kNames = std::to_array<Names>({
#define MEANING(name, how, doc, ...) {style::how, {__VA_ARGS__}},
#define MEANING_BY(name, neighbour, value, other)
#define MEANING_ON(name, architecture, other)
#include "common/catalog/meanings.def"
#undef MEANING
#undef MEANING_BY
#undef MEANING_ON
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

std::string number_text(std::uint64_t raw, bool is_signed) {
  return is_signed ? std::to_string(static_cast<std::int64_t>(raw)) : std::to_string(raw);
}

std::string in_base(std::string_view prefix, std::uint64_t number, int base, std::size_t digits_least) {
  std::array<char, 24> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number, base).ptr;
  const auto count = static_cast<std::size_t>(end - digits.data());
  std::string text(prefix);
  if (count < digits_least) text.append(digits_least - count, '0');
  return text.append(digits.data(), count);
}

// A text that names the bits of a number one after the other; what was not named remains.
class BitsText {
 public:
  explicit BitsText(std::uint64_t raw) : raw_(raw), rest_(raw) {}

  // The constants whose bits are set, unless those before showed all of them; that of value 0 is the name of no bits.
  void add_flags(Constants constants) {
    for (const Constant& constant : constants) {
      const bool is_new = (constant.value & rest_) != 0 || (raw_ == 0 && constant.value == 0);
      if ((raw_ & constant.value) == constant.value && is_new) add(constant.name, constant.value);
    }
  }
  void add(std::string_view name, std::uint64_t bits) {
    if (!text_.empty()) text_ += '|';
    text_ += name;
    rest_ &= ~bits;
  }
  // The name of this part of the number. Returns false if it has none.
  bool add_field(Constants constants, std::uint64_t mask) {
    const Constant* const found = find_value(constants, raw_ & mask);
    if (found != nullptr) add(found->name, mask);
    return found != nullptr;
  }
  std::uint64_t rest() const { return rest_; }

  std::string text() && {
    if (rest_ != 0) add(in_base("0x", rest_, 16, 1), rest_);
    return text_.empty() ? "0" : std::move(text_);
  }

 private:
  std::uint64_t raw_, rest_;
  std::string text_;
};

std::string mode_text(const Names& names, std::uint64_t raw) {
  constexpr std::uint64_t kPermissionBits = 0777;
  BitsText text(raw);
  text.add_field(names.tables[0], names.style.field);
  text.add_flags(names.tables[1]);
  text.add(in_base("0", raw & kPermissionBits, 8, 3), kPermissionBits);
  return std::move(text).text();
}

// Tracee writes nothing for a number without names where these are.
bool may_be_empty(Meaning meaning) {
  return meaning == Meaning::mmap_prot || meaning == Meaning::file_type || meaning == Meaning::inode_mode;
}

template <class Number>
std::optional<Number> whole_number(std::string_view text, int base) {
  Number number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return number;
}

std::optional<std::uint64_t> parse_number_of(const Style& style, std::string_view text) {
  if (style.is_signed && text.starts_with('-')) {
    const auto number = whole_number<std::int64_t>(text, 10);
    return number ? std::optional(static_cast<std::uint64_t>(*number)) : std::nullopt;
  }
  if (text.starts_with("0x")) return whole_number<std::uint64_t>(text.substr(2), 16);
  const bool is_octal = style.shown == Shown::mode && text.starts_with('0');
  return whole_number<std::uint64_t>(text, is_octal ? 8 : 10);
}

// Calls visit(constants) for each table of the meaning, and of those that a neighbour may give it.
template <class Visit>
void for_each_table(Meaning meaning, Visit&& visit) {
  for (const Constants constants : names_of(meaning).tables) visit(constants);
  for (const MeaningBy& row : kMeaningsBy) {
    if (row.meaning != meaning || row.other == meaning) continue;
    for (const Constants constants : names_of(row.other).tables) visit(constants);
  }
  for (const MeaningOn& row : kMeaningsOn) {
    if (row.meaning != meaning) continue;
    for (const Constants constants : names_of(row.other).tables) visit(constants);
  }
}

// The constant of this name in the meaning's own tables.
const Constant* find_name(const Names& names, std::string_view name) {
  for (const Constants constants : names.tables) {
    for (const Constant& constant : constants) {
      if (constant.name == name) return &constant;
    }
  }
  return nullptr;
}

std::optional<std::uint64_t> value_of(Meaning meaning, std::string_view name) {
  std::optional<std::uint64_t> value;
  for_each_table(meaning, [&](Constants constants) {
    for (const Constant& constant : constants) {
      if (!value && constant.name == name) value = constant.value;
    }
  });
  return value ? value : parse_number_of(names_of(meaning).style, name);
}

}  // namespace

bool is_secret(Meaning meaning) {
  return names_of(meaning).style.is_secret;
}

bool is_octal(Meaning meaning) {
  return names_of(meaning).style.shown == Shown::mode || meaning == Meaning::file_type;
}

std::string meaning_text(Meaning meaning, std::uint64_t raw, wire_type type) {
  const Names& names = names_of(meaning);
  const Style& style = names.style;
  const TypeSpec& spec = type_spec(type);
  const bool is_signed = style.is_signed || spec.kind == NumberKind::is_signed;
  const std::uint64_t bits = raw & (~std::uint64_t{0} >> (64U - 8U * spec.least));
  BitsText text(bits);
  switch (style.shown) {
    case Shown::number:
      return number_text(raw, is_signed);
    case Shown::one_of:
      for (const Constants constants : names.tables) {
        const Constant* const found = find_value(constants, style.is_signed ? raw : bits);
        if (found != nullptr) return std::string(found->name);
      }
      return number_text(raw, is_signed);
    case Shown::flags:
      for (const Constants constants : names.tables) text.add_flags(constants);
      break;
    case Shown::field_then_flags:
      if (!text.add_field(names.tables[0], style.field)) text.add(std::to_string(bits & style.field), style.field);
      text.add_flags(names.tables[1]);
      break;
    case Shown::flags_then_field:
      text.add_flags(names.tables[0]);
      text.add_field(names.tables[1], style.field);
      break;
    case Shown::mode:
      return mode_text(names, bits);
  }
  return std::move(text).text();
}

std::uint64_t common_number(Meaning meaning, Architecture architecture, std::uint64_t raw) {
  const Meaning there = meaning_on(architecture, meaning);
  if (there == meaning) return raw;
  const Names& from = names_of(there);
  const Names& to = names_of(meaning);
  if (from.style.shown == Shown::one_of) {
    const Constant* const constant = find_value(from.tables[0], raw);
    const Constant* const same = constant == nullptr ? nullptr : find_name(to, constant->name);
    return same == nullptr ? raw : same->value;
  }
  std::uint64_t left = raw, moved = 0;
  for (const Constants constants : from.tables) {
    for (const Constant& constant : constants) {
      const Constant* const same = find_name(to, constant.name);
      const bool is_moved = same != nullptr && same->value != constant.value && std::popcount(constant.value) == 1;
      if (!is_moved || (raw & constant.value) == 0) continue;
      left &= ~constant.value;
      moved |= same->value;
    }
  }
  return left | moved;
}

std::string differing_names(Meaning meaning, std::uint64_t raw) {
  std::string names;
  bool differ = false;
  for (std::uint32_t i = 0; i < kArchitectures.size(); ++i) {
    const Meaning there = meaning_on(*architecture_of(i), meaning);
    const std::string text = meaning_text(there, raw);
    differ = differ || text != meaning_text(meaning, raw);
    names.append(names.empty() ? "" : ", ").append(text).append(" on ").append(kArchitectures[i].name);
  }
  return differ ? names : std::string();
}

std::vector<std::string_view> meaning_names(Meaning meaning) {
  std::vector<std::string_view> names;
  for_each_table(meaning, [&](Constants constants) {
    for (const Constant& constant : constants) names.push_back(constant.name);
  });
  return names;
}

std::optional<std::uint64_t> parse_meaning(Meaning meaning, std::string_view text) {
  if (text.empty()) return may_be_empty(meaning) ? std::optional<std::uint64_t>(0) : std::nullopt;
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
