// SPDX-License-Identifier: Apache-2.0
#include "common/codec/json/values.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "common/base/text.h"
#include "common/catalog/meaning_text.h"

namespace trace {
namespace {

template <class Number>
std::optional<Number> parse_whole(std::string_view text, int base = 10) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// The value of a digit of base64 (RFC 4648, section 4), 64 for what is none.
constexpr unsigned digit_of(char c) {
  if (c >= 'A' && c <= 'Z') return static_cast<unsigned>(c - 'A');
  if (c >= 'a' && c <= 'z') return static_cast<unsigned>(c - 'a') + 26;
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0') + 52;
  return c == '+' ? 62 : c == '/' ? 63 : 64;
}

}  // namespace

std::optional<std::uint64_t> parse_hex(std::string_view text) {
  if (!text.starts_with("0x") && !text.starts_with("0X")) return std::nullopt;
  return parse_whole<std::uint64_t>(text.substr(2), 16);
}

std::optional<std::uint64_t> number_of_text(Meaning meaning, std::string_view text) {
  if (meaning != Meaning::none) {
    if (const auto number = parse_meaning(meaning, text)) return number;
  }
  if (const auto number = parse_hex(text)) return number;
  if (text == "AT_FDCWD") return static_cast<std::uint64_t>(std::int64_t{-100});
  text = text.substr(0, text.find('='));
  if (const auto number = parse_whole<std::uint64_t>(text)) return number;
  const auto number = parse_whole<std::int64_t>(text);
  return number ? std::optional(static_cast<std::uint64_t>(*number)) : std::nullopt;
}

bool append_from_base64(std::string_view text, std::string& out) {
  if (text.size() % 4 != 0) return false;
  for (int i = 0; i < 2 && text.ends_with('='); ++i) text.remove_suffix(1);
  unsigned bits = 0;
  unsigned count = 0;
  for (const char c : text) {
    const unsigned digit = digit_of(c);
    if (digit > 63) return false;
    bits = bits << 6 | digit;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    out += static_cast<char>(bits >> count & 0xff);
  }
  return true;
}

void replace_nuls(std::string_view text, std::size_t begin, std::string& arena) {
  const std::string copy(text);
  arena.resize(begin);
  for (const char c : copy) {
    if (c == '\0') {
      append_utf8(arena, 0xfffd);
    } else {
      arena += c;
    }
  }
}

void ArgumentMarks::apply(Event& event) const {
  if ((user | truncated | absent) == 0) return;
  for (std::size_t i = 0; i < event.spec->fields.size(); ++i) {
    Argument& argument = event.args[i];
    if ((user >> i & 1) != 0) argument.marks |= WIRE_FIELD_USER;
    if ((truncated >> i & 1) != 0) argument.marks |= WIRE_FIELD_TRUNCATED;
    if ((absent >> i & 1) != 0) argument = Argument{};
  }
}

void set_syscall(Event& event, std::optional<std::string_view> name) {
  const EventSpec* const spec = event.spec;
  const EventSpec* call = nullptr;
  if (!name) {
    call = spec->is_syscall ? spec : nullptr;
  } else if (!name->empty()) {
    call = *name == spec->name ? spec : find_event(*name);
  }
  if (call != nullptr) event.context.syscall = static_cast<std::int32_t>(call->id);
}

void set_container(Event& event, bool says_flags) {
  if (!says_flags && !event.context.container_id.empty()) event.context.flags |= WIRE_FLAG_CONTAINER;
}

std::optional<unsigned> policy_number(std::string_view text) {
  if (text.empty()) return 0;
  const auto number = parse_whole<unsigned>(text);
  return number && *number < 64 ? number : std::nullopt;
}

ProviderKind find_provider(std::string_view name) {
  static const auto names = [] {
    std::array<std::string_view, WIRE_PROVIDER_COUNT> all;
    for (std::size_t kind = 0; kind < all.size(); ++kind) all[kind] = provider_name(static_cast<ProviderKind>(kind));
    return all;
  }();
  const auto* const found = std::find(names.begin(), names.end(), name);
  return found == names.end() ? ProviderKind::none : static_cast<ProviderKind>(found - names.begin());
}

}  // namespace trace
