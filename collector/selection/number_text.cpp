// SPDX-License-Identifier: Apache-2.0
#include "collector/selection/number_text.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "common/base/near_name.h"
#include "common/base/text.h"
#include "common/catalog/meaning_text.h"

namespace trace {
namespace {

Error invalid_value(std::string_view text, std::string_view why) {
  return {Code::invalid, "invalid filter value: " + in_quotes(text) + " (" + std::string(why) + ")"};
}

template <class T>
Error too_big(std::string_view text, T low, T high) {
  return {Code::invalid, "filter value is too big: " + in_quotes(text) + " (" + std::to_string(low) + " to " +
                             std::to_string(high) + ")"};
}

// What a text that is no number might have been meant as: the first of its symbols that is unknown,
// and the nearest.
std::string near_symbol(Meaning meaning, std::string_view text) {
  const auto names = meaning_names(meaning);
  while (!text.empty()) {
    const std::size_t bar = std::min(text.find('|'), text.size());
    const std::string_view one = text.substr(0, bar);
    text.remove_prefix(std::min(bar + 1, text.size()));
    if (std::find(names.begin(), names.end(), one) != names.end()) continue;
    return did_you_mean(uppered(one), names);
  }
  return {};
}

// What these bits are in a number from `low` to `high`: in a signed one the highest is the sign, 0x80000000 of 32 bits.
template <class T>
std::optional<T> bits_as(std::uint64_t bits, T low, T high) {
  const auto most = static_cast<std::uint64_t>(high);
  if (bits <= most || (std::is_signed_v<T> && bits >= static_cast<std::uint64_t>(low))) return static_cast<T>(bits);
  const bool has_sign = std::is_signed_v<T> && low == -high - 1;
  if (!has_sign || bits > most * 2 + 1) return std::nullopt;
  return static_cast<T>(bits - (most * 2 + 2));
}

// REQUIRES: the meaning has names.
template <class T>
std::optional<Result<T>> parse_names(std::string_view text, T low, T high, Meaning meaning) {
  const auto bits = parse_meaning(meaning, text);
  if (!bits) return std::nullopt;
  const auto number = bits_as(*bits, low, high);
  return number ? Result<T>(*number) : Result<T>(too_big(text, low, high));
}

template <class T>
Result<T> parse_digits(std::string_view text, T low, T high, NumberStyle style) {
  // Names and numbers: S_ISUID|0755.
  if (style.meaning != Meaning::none && text.find('|') != text.npos) {
    if (auto number = parse_names(text, low, high, style.meaning)) return *std::move(number);
  }
  const Result<WrittenNumber> written = parse_number(text, style.zero);
  if (written) {
    const Number number = written->number;
    if (!std::is_signed_v<T> && !number.not_negative) return invalid_value(text, "not a number from 0 on");
    const bool are_bits = written->notation == Notation::bits && number.not_negative;
    if (const auto value = are_bits ? bits_as(number.bits, low, high) : std::nullopt) return *value;
    if (number < Number(low) || number > Number(high)) return too_big(text, low, high);
    return static_cast<T>(number.bits);
  }
  if (written.error().code == Code::unsupported) return too_big(text, low, high);
  if (written.error().code == Code::invalid)
    return Error{Code::invalid, "invalid filter value: " + written.error().message};
  const bool has_symbols = style.meaning != Meaning::none;
  if (auto value = has_symbols ? parse_names(text, low, high, style.meaning) : std::nullopt) return *std::move(value);
  const std::string_view number = std::is_signed_v<T> ? "not a number" : "not a number from 0 on";
  if (!has_symbols) return invalid_value(text, number);
  Error error = invalid_value(text, std::string(number) + ", nor a symbol for one");
  error.message += near_symbol(style.meaning, text);
  return error;
}

}  // namespace

Result<std::int64_t> parse_signed(std::string_view text, std::int64_t low, std::int64_t high, NumberStyle style) {
  return parse_digits(text, low, high, style);
}

Result<std::uint64_t> parse_unsigned(std::string_view text, std::uint64_t high, NumberStyle style) {
  return parse_digits(text, std::uint64_t{0}, high, style);
}

Result<bool> parse_truth(std::string_view text) {
  for (const std::string_view yes : {"1", "t", "T", "true", "True", "TRUE"}) {
    if (text == yes) return true;
  }
  for (const std::string_view no : {"0", "f", "F", "false", "False", "FALSE"}) {
    if (text == no) return false;
  }
  return invalid_value(text, "true or false");
}

}  // namespace trace
