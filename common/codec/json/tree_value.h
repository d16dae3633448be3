// SPDX-License-Identifier: Apache-2.0
// A value in a tree of simdjson, as read_value.h reads one. Included by v1beta1.cpp only, since it brings in simdjson.
#pragma once

#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#define SIMDJSON_EXCEPTIONS 0
#include <simdjson.h>

#include "common/codec/json/bytes.h"

namespace trace::json {

class TreeValue {
 public:
  // Of no element: its kind is none, and nothing can be read of it.
  TreeValue(std::optional<simdjson::dom::element> element, std::string& arena) : element_(element), arena_(&arena) {}

  Kind kind() const {
    if (!element_) return Kind::none;
    switch (element_->type()) {
      case simdjson::dom::element_type::ARRAY:
        return Kind::list;
      case simdjson::dom::element_type::OBJECT:
        return Kind::object;
      case simdjson::dom::element_type::INT64:
      case simdjson::dom::element_type::UINT64:
      case simdjson::dom::element_type::DOUBLE:
        return Kind::number;
      case simdjson::dom::element_type::STRING:
        return Kind::text;
      case simdjson::dom::element_type::BOOL:
        return Kind::boolean;
      case simdjson::dom::element_type::NULL_VALUE:
        return Kind::null;
    }
    return Kind::none;
  }
  bool null() const { return kind() == Kind::null; }
  bool boolean(bool& claim) const { return element_ && element_->get_bool().get(claim) == simdjson::SUCCESS; }
  bool bits(std::uint64_t& bits) const {
    if (element_ && element_->get_uint64().get(bits) == simdjson::SUCCESS) return true;
    std::int64_t number = 0;
    if (element_ && element_->get_int64().get(number) == simdjson::SUCCESS) {
      bits = static_cast<std::uint64_t>(number);
      return true;
    }
    double real = 0;
    if (!decimal(real) || real != std::floor(real) || real < -0x1p63 || real >= 0x1p64) return false;
    bits = real < 0 ? static_cast<std::uint64_t>(static_cast<std::int64_t>(real)) : static_cast<std::uint64_t>(real);
    return true;
  }
  bool decimal(double& number) const { return element_ && element_->get_double().get(number) == simdjson::SUCCESS; }
  bool quoted(std::string_view& text) const {
    return element_ && element_->get_string().get(text) == simdjson::SUCCESS;
  }
  bool any_value() const { return true; }
  std::string& arena() const { return *arena_; }
  template <class F>
  bool apart(F&& read) {
    return read(*this);
  }

  // The member of the first of the names that is there.
  TreeValue member(std::initializer_list<std::string_view> names) const {
    for (const std::string_view name : names) {
      simdjson::dom::element found;
      if (element_ && element_->at_key(name).get(found) == simdjson::SUCCESS) return {found, *arena_};
    }
    return {std::nullopt, *arena_};
  }
  const std::optional<simdjson::dom::element>& element() const { return element_; }

 private:
  std::optional<simdjson::dom::element> element_;
  std::string* arena_;
};

template <class F>
bool in_list(TreeValue& list, F&& read) {
  simdjson::dom::array array;
  if (!list.element() || list.element()->get_array().get(array) != simdjson::SUCCESS) return false;
  for (const simdjson::dom::element element : array) {
    TreeValue in(element, list.arena());
    if (!read(in)) return false;
  }
  return true;
}

template <class F>
bool in_object(TreeValue& object, F&& read) {
  simdjson::dom::object members;
  if (!object.element() || object.element()->get_object().get(members) != simdjson::SUCCESS) return false;
  for (const simdjson::dom::key_value_pair member : members) {
    TreeValue in(member.value, object.arena());
    if (!read(member.key, in)) return false;
  }
  return true;
}

}  // namespace trace::json
