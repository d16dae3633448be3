// SPDX-License-Identifier: Apache-2.0
// Steps of reading a line by simdjson, for decode.cpp, argument.cpp and records.cpp. Nothing else includes
// this, since it brings in simdjson. All steps return false if what is there is not what is asked for.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

// Without exceptions a result cannot be taken for a value by an implicit conversion.
#define SIMDJSON_EXCEPTIONS 0
#include <simdjson.h>

#include "common/codec/json/bytes.h"
#include "common/event/event.h"

namespace trace::json {

namespace ondemand = simdjson::ondemand;

// Compares a key as it stands in the line, its escapes not resolved: no key that is known here has any. Reads
// name.size() + 1 bytes of padding at most.
inline bool key_is(const char* raw, std::string_view name) {
  return raw[name.size()] == '"' && same_bytes(raw, name.data(), name.size());
}

// Calls visit(raw_key, value) for each member until it returns false.
template <class F>
bool for_each_member(ondemand::object& object, F&& visit) {
  for (auto&& result : object) {
    if (result.error() != simdjson::SUCCESS) return false;
    auto&& field = std::move(result).value_unsafe();
    if (!visit(field.first.raw(), field.second)) return false;
  }
  return true;
}

template <class F>
bool for_each_member(ondemand::value& value, F&& visit) {
  ondemand::object object;
  return value.get_object().get(object) == simdjson::SUCCESS && for_each_member(object, std::forward<F>(visit));
}

template <class F>
bool for_each_element(ondemand::value& value, F&& visit) {
  ondemand::array array;
  if (value.get_array().get(array) != simdjson::SUCCESS) return false;
  for (auto result : array) {
    ondemand::value element;
    if (result.get(element) != simdjson::SUCCESS || !visit(element)) return false;
  }
  return true;
}

// A string. One without escapes is a view into the line; simdjson resolves the others into the parser's buffer. (A value
// that was not taken is skipped by simdjson when it goes on.)
inline bool read_text(ondemand::value& value, std::string_view& text) {
  const std::string_view token = value.raw_json_token();  // with the quotes, and blanks behind
  if (token.size() < 2 || token.front() != '"' || token.back() != '"' || token.find('\\') != std::string_view::npos) {
    return value.get_string().get(text) == simdjson::SUCCESS;
  }
  text = token.substr(1, token.size() - 2);
  return true;
}

inline bool read_bool(ondemand::value& value, bool& claim) {
  return value.get_bool().get(claim) == simdjson::SUCCESS;
}

// A whole number without a sign, of at most 19 digits.
inline bool read_plain_number(std::string_view token, std::uint64_t& number) {
  constexpr std::size_t kDigitsMax = 19;  // all of these fit into 64 bits
  if (token.empty() || token.size() > kDigitsMax || (token[0] == '0' && token.size() > 1)) return false;
  number = 0;
  while (!token.empty()) {
    const std::size_t count = std::min<std::size_t>(token.size(), 8);
    const std::uint64_t word = word_at(token.data());
    if (digits_before(word) < count) return false;
    number = number * kPowersOfTen[count] + number_of_digits(word, count);
    token.remove_prefix(count);
  }
  return true;
}

// A whole number as the low bits of 64, negative or not; also one that went through a program that makes every number a
// floating one (jq writes 1.7324028001234568e+18).
inline bool read_raw(ondemand::value& value, std::uint64_t& raw) {
  if (read_plain_number(value.raw_json_token(), raw)) return true;
  if (value.get_uint64().get(raw) == simdjson::SUCCESS) return true;
  std::int64_t number = 0;
  if (value.get_int64().get(number) == simdjson::SUCCESS) {
    raw = static_cast<std::uint64_t>(number);
    return true;
  }
  double real = 0;
  if (value.get_double().get(real) != simdjson::SUCCESS || real != std::floor(real)) return false;
  if (real < -0x1p63 || real >= 0x1p64) return false;
  raw = real < 0 ? static_cast<std::uint64_t>(static_cast<std::int64_t>(real)) : static_cast<std::uint64_t>(real);
  return true;
}

// A whole number that fits into Number or into its counterpart of the other signedness (-1 is all ones).
template <class Number>
bool read_number(ondemand::value& value, Number& number) {
  std::uint64_t raw = 0;
  if (!read_raw(value, raw)) return false;
  number = static_cast<Number>(raw);
  if constexpr (sizeof(Number) == sizeof(raw)) return true;
  using Unsigned = std::make_unsigned_t<Number>;
  using Signed = std::make_signed_t<Number>;
  return raw == static_cast<Unsigned>(number) ||
         raw == static_cast<std::uint64_t>(std::int64_t{static_cast<Signed>(number)});
}

// Reads the value of an argument as the catalog declares it, whatever width or form it was written in. Text that has to
// be put together goes to `arena`, which must have room enough not to move. A value of null, or a pointer where something
// pointed to is declared, is absent.
bool read_argument(ondemand::value& value, const FieldSpec& field, std::string& arena, Value& out);

// The records of our own between events; times are since the epoch.
bool read_loss(ondemand::value& value, wire_loss& loss);
bool read_totals(ondemand::value& value, std::vector<wire_total>& totals);
bool read_clock(ondemand::value& value, wire_clock& clock);
bool read_artifact(ondemand::value& value, wire_artifact& artifact);

}  // namespace trace::json
