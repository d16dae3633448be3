// SPDX-License-Identifier: Apache-2.0
// The operators of predicates: ops.def as tables. What each of them does is in common/predicate/operators.h.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace trace {

enum class Op : std::uint8_t {
#define OP(name, spelling, takes, letters, lookup, cost, cost_each, doc) name,
#define COMPARISON(name, spelling, op, sense)
#define WORD(spelling, op, sense)
#include "common/catalog/ops.def"
#undef OP
#undef COMPARISON
#undef WORD
};

// Bits: numbers_and_texts is both.
enum class Takes : std::uint8_t { numbers = 1, texts = 2, numbers_and_texts = 3, everything = 7 };
enum class Letters : std::uint8_t { exact, folded, folded_by_itself };
enum class Lookup : std::uint8_t {
  none,
  equality,         // a hash table
  lower_bound,      // what is to be greater; in order, those that hold come first
  upper_bound,      // what is to be less
  prefix,           // a trie
  suffix,           // a trie, from the end
  substring,        // an automaton
  needed_literals,  // the same, by the literals without which it cannot hold
};

struct OpSpec {
  std::string_view spelling;
  Takes takes;
  Letters letters;
  Lookup lookup;
  std::uint16_t cost;
  std::uint16_t cost_each;
  std::string_view doc;
};

inline constexpr auto kOps = std::to_array<OpSpec>({
#define OP(name, spelling, takes, letters, lookup, cost, cost_each, doc) \
  {spelling, Takes::takes, Letters::letters, Lookup::lookup, cost, cost_each, doc},
#define COMPARISON(name, spelling, op, sense)
#define WORD(spelling, op, sense)
#include "common/catalog/ops.def"
#undef OP
#undef COMPARISON
#undef WORD
});

constexpr const OpSpec& op_spec(Op op) {
  return kOps[static_cast<std::size_t>(op)];
}
constexpr bool takes_numbers(Op op) {
  return (static_cast<unsigned>(op_spec(op).takes) & static_cast<unsigned>(Takes::numbers)) != 0;
}
constexpr bool takes_texts(Op op) {
  return (static_cast<unsigned>(op_spec(op).takes) & static_cast<unsigned>(Takes::texts)) != 0;
}

// The operators of the command line.
enum class Comparison : std::uint8_t {
#define OP(name, spelling, takes, letters, lookup, cost, cost_each, doc)
#define COMPARISON(name, spelling, op, sense) name,
#define WORD(spelling, op, sense)
#include "common/catalog/ops.def"
#undef OP
#undef COMPARISON
#undef WORD
};

enum class Sense : std::uint8_t { affirmed, negated, of_all };

// How an operator is written; those of the command line stand first, by Comparison.
struct OpSpelling {
  std::string_view text;
  Op op;
  Sense sense;
  bool in_command_line;
};

inline constexpr auto kOpSpellings = std::to_array<OpSpelling>({
#define OP(name, spelling, takes, letters, lookup, cost, cost_each, doc)
#define COMPARISON(name, spelling, op, sense) {spelling, Op::op, Sense::sense, true},
#define WORD(spelling, op, sense) {spelling, Op::op, Sense::sense, false},
#include "common/catalog/ops.def"
#undef OP
#undef COMPARISON
#undef WORD
});

static_assert(
    [] {
      for (std::size_t i = 1; i < kOpSpellings.size(); ++i) {
        if (kOpSpellings[i].in_command_line && !kOpSpellings[i - 1].in_command_line) return false;
      }
      return true;
    }(),
    "common/catalog/ops.def: the comparisons stand before the words");

constexpr std::string_view spelling_of(Comparison comparison) {
  return kOpSpellings[static_cast<std::size_t>(comparison)].text;
}

}  // namespace trace
