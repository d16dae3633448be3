// SPDX-License-Identifier: Apache-2.0
// For those who look for atoms that are equal, of which a condition may have ten thousand.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <variant>

#include "common/predicate/atom.h"

namespace trace {

inline std::size_t joined_hash(std::size_t a, std::size_t b) {
  return (a ^ b) * 0x9e3779b97f4a7c15U + (a >> 32);
}

// Of equal atoms it is the same.
inline std::size_t hash_of(const Atom& atom) {
  const Field& field = atom.field;
  std::size_t hash = joined_hash(static_cast<std::size_t>(atom.op), field.ordinal);
  hash = joined_hash(hash, static_cast<std::size_t>(field.member));
  hash = joined_hash(hash, static_cast<std::size_t>(field.element));  // there may be many of one list
  for (const Operand& operand : atom.operands) {
    const auto* const text = std::get_if<std::string>(&operand);
    const auto* const number = std::get_if<Number>(&operand);
    hash = joined_hash(hash, text != nullptr ? std::hash<std::string>()(*text) : number->bits);
  }
  return hash;
}

}  // namespace trace
