// SPDX-License-Identifier: Apache-2.0
// Steps of reading JSON that json_decode.cpp and json_argument.cpp share; included by nothing else,
// since it brings in simdjson.
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "common/codec/json_bytes.h"
#include "common/event/event.h"

namespace trace::json {

namespace ondemand = simdjson::ondemand;

// A key as it stands in the line, without its escapes resolved; no key that is known here has any.
// Reads at most name.size() + 1 bytes of padding.
inline bool key_is(const char* raw, std::string_view name) {
  return raw[name.size()] == '"' && same_bytes(raw, name.data(), name.size());
}

// Calls visit(raw_key, value) for each member until it returns false. Returns false if it did, or
// if the object ends badly.
template <class F>
bool for_each_member(ondemand::object& object, F&& visit) {
  for (auto&& result : object) {
    if (result.error() != simdjson::SUCCESS) return false;
    auto&& field = std::move(result).value_unsafe();
    if (!visit(field.first.raw(), field.second)) return false;
  }
  return true;
}

// The same over a value, false if it is not an object.
template <class F>
bool for_each_member(ondemand::value& value, F&& visit) {
  ondemand::object object;
  return value.get_object().get(object) == simdjson::SUCCESS &&
         for_each_member(object, std::forward<F>(visit));
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

// A string. One without escapes, which is nearly every one, is a view into the line; simdjson
// unescapes the others into the parser's buffer. (A value that was not taken is skipped by simdjson
// when it goes on.)
inline bool read_text(ondemand::value& value, std::string_view& text) {
  const std::string_view token = value.raw_json_token();  // with the quotes, and blanks behind
  if (token.size() < 2 || token.front() != '"' || token.back() != '"' ||
      token.find('\\') != std::string_view::npos) {
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
  constexpr std::size_t kBlock = 8;
  constexpr std::uint64_t kBlockUnit = 100'000'000;
  constexpr std::size_t kDigitsMax = 19;  // all of these fit into 64 bits
  if (token.empty() || token.size() > kDigitsMax || (token[0] == '0' && token.size() > 1)) {
    return false;
  }
  std::size_t count = (token.size() - 1) % kBlock + 1;
  if (!read_digits(token.data(), count, number)) return false;
  for (; count < token.size(); count += kBlock) {
    std::uint64_t block = 0;
    if (!read_digits(token.data() + count, kBlock, block)) return false;
    number = number * kBlockUnit + block;
  }
  return true;
}

// A whole number as the low bits of 64, negative or not.
inline bool read_raw(ondemand::value& value, std::uint64_t& raw) {
  if (read_plain_number(value.raw_json_token(), raw)) return true;
  if (value.get_uint64().get(raw) == simdjson::SUCCESS) return true;
  std::int64_t number = 0;
  if (value.get_int64().get(number) != simdjson::SUCCESS) return false;
  raw = static_cast<std::uint64_t>(number);
  return true;
}

// A whole number that fits into Number or into its counterpart of the other signedness (-1 is all
// ones).
template <class Number>
bool read_number(ondemand::value& value, Number& number) {
  std::uint64_t raw = 0;
  if (!read_raw(value, raw)) return false;
  number = static_cast<Number>(raw);
  if constexpr (sizeof(Number) == sizeof raw) return true;
  using Unsigned = std::make_unsigned_t<Number>;
  using Signed = std::make_signed_t<Number>;
  return raw == static_cast<Unsigned>(number) ||
         raw == static_cast<std::uint64_t>(std::int64_t{static_cast<Signed>(number)});
}

// Reads the value of an argument as the catalog declares it, whatever width or form it was written
// in. Text that has to be put together goes to `arena`. A value of null, or a pointer where
// something pointed to is declared, is absent. Returns false if the value cannot be one of the
// field. REQUIRES: arena has room enough not to move.
bool read_argument(ondemand::value& value, const FieldSpec& field, std::string& arena, Value& out);

// Bytes of arena that the arguments of a line of that length can take.
inline std::size_t arena_size(std::size_t line_size) {
  // A number of an array takes two bytes of the line and eight here; an object may take none and up
  // to 128.
  return 4 * line_size + kFieldsMax * 128;
}

}  // namespace trace::json
