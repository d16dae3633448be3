// SPDX-License-Identifier: Apache-2.0
// Steps of reading a line by simdjson, for general.cpp and records.cpp. Nothing else includes this, since it brings in simdjson. All steps return false if what is there is not what is asked for.
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
#include "common/codec/json/line_contents.h"
#include "common/codec/json/shape.h"
#include "common/event/event.h"

namespace trace::json {

namespace ondemand = simdjson::ondemand;

// A key as it stands in the line; "" if it has escapes: no key that is known here has any.
inline std::string_view key_text(const char* raw) {
  const char* end = raw;
  while (*end != '"' && *end != '\\') ++end;
  return *end == '"' ? std::string_view(raw, static_cast<std::size_t>(end - raw)) : std::string_view();
}

// Calls visit(key, value) for each member until it returns false.
template <class F>
bool for_each_member(ondemand::object& object, F&& visit) {
  for (auto&& result : object) {
    if (result.error() != simdjson::SUCCESS) return false;
    auto&& field = std::move(result).value_unsafe();
    if (!visit(key_text(field.first.raw()), field.second)) return false;
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

// One value, for read_value.h and read_context.h.
class SimdValue {
 public:
  SimdValue(ondemand::value& value, std::string& arena) : value_(&value), arena_(&arena) {}

  Kind kind() const {
    const std::string_view token = value_->raw_json_token();
    return token.empty() ? Kind::none : kind_of(token.front());
  }
  bool looking_at(char first) const { return value_->raw_json_token().starts_with(first); }
  bool null() {
    bool is_null = false;
    return value_->is_null().get(is_null) == simdjson::SUCCESS && is_null;
  }
  bool boolean(bool& claim) { return value_->get_bool().get(claim) == simdjson::SUCCESS; }
  bool bits(std::uint64_t& bits) { return read_raw(*value_, bits); }
  template <class T>
  bool number(T& number) {
    return read_number(*value_, number);
  }
  bool decimal(double& number) { return value_->get_double().get(number) == simdjson::SUCCESS; }
  bool quoted(std::string_view& text) { return read_text(*value_, text); }
  // simdjson steps over what was not taken when it goes on.
  bool any_value() { return true; }
  template <std::size_t n>
  bool expect(const char (&/*text*/)[n]) {
    return false;
  }
  std::string& arena() { return *arena_; }
  template <class F>
  bool apart(F&& read) {
    return read(*this);
  }
  ondemand::value& value() { return *value_; }

 private:
  ondemand::value* value_;
  std::string* arena_;
};

template <class F>
bool in_list(SimdValue& list, F&& read) {
  return for_each_element(list.value(), [&](ondemand::value& element) {
    SimdValue in(element, list.arena());
    return read(in);
  });
}

template <class F>
bool in_object(SimdValue& object, F&& read) {
  return for_each_member(object.value(), [&](std::string_view key, ondemand::value& member) {
    SimdValue in(member, object.arena());
    return read(key, in);
  });
}

// What the lines before looked like does not matter here.
template <class Find, class Take>
bool in_known_object(SimdValue& object, ObjectShape& /*shape*/, Find&& find, Take&& take) {
  return in_object(object, [&](std::string_view key, SimdValue& member) { return take(find(key), member); });
}

// The records of our own between events; times are since the epoch.
bool read_loss(ondemand::value& value, wire_loss& loss);
bool read_totals(ondemand::value& value, TotalsLine& totals);
bool read_clock(ondemand::value& value, wire_clock& clock);
bool read_artifact(ondemand::value& value, wire_artifact& artifact);

}  // namespace trace::json
