// SPDX-License-Identifier: Apache-2.0
// An entry for each row of ops.def, made by one of the functions below, which take what is its own: an order, a test of
// bits, a test of two texts, or how a literal is compiled.
#include "common/predicate/operators.h"

#include <algorithm>
#include <array>

#include "common/predicate/glob.h"
#include "common/predicate/network.h"

namespace trace {
namespace {

struct OperandLess {
  bool operator()(const Operand& a, Number b) const {
    const Number* number = std::get_if<Number>(&a);
    return number != nullptr && *number < b;
  }
  bool operator()(const Operand& a, std::string_view b) const {
    const std::string* text = std::get_if<std::string>(&a);
    return text == nullptr || *text < b;  // numbers sort before texts, as in the variant
  }
};

template <class Scalar>
bool is_among(const std::vector<Operand>& operands, const Scalar& value) {
  const auto found = std::lower_bound(operands.begin(), operands.end(), value, OperandLess());
  if (found == operands.end()) return false;
  using Held = std::conditional_t<std::is_same_v<Scalar, Number>, Number, std::string>;
  const Held* held = std::get_if<Held>(&*found);
  return held != nullptr && *held == value;
}

template <class Held, class Passes>
bool any_operand(const Atom& atom, Passes&& passes) {
  return std::any_of(atom.operands.begin(), atom.operands.end(), [&](const Operand& operand) {
    const Held* held = std::get_if<Held>(&operand);
    return held != nullptr && passes(*held);
  });
}

// Passes, here and below: the type of a lambda without state.
template <class Passes>
constexpr Operator ordered(Passes passes) {
  return {.number =
              [](const Atom& atom, Number value) {
                return any_operand<Number>(atom, [&](Number operand) { return Passes()(value <=> operand); });
              },
          .order = passes};
}

template <class Passes>
constexpr Operator bits(Passes) {
  return {
      .number =
          [](const Atom& atom, Number value) {
            return any_operand<Number>(atom, [&](Number operand) { return Passes()(value.bits, operand.bits); });
          },
      // No value has, or all values have, the bits of 0: neither is what somebody meant who wrote it.
      .refusal =
          [](const Operand& literal) {
            const auto* number = std::get_if<Number>(&literal);
            return std::string_view(number != nullptr && number->bits == 0 ? "has no bits to look for in" : "");
          },
  };
}

template <class Passes>
constexpr Operator texts(Passes) {
  return {
      .text =
          [](const Atom& atom, std::string_view value) {
            return any_operand<std::string>(atom, [&](const std::string& operand) { return Passes()(value, operand); });
          },
      .refusal =
          [](const Operand& literal) {
            const auto* text = std::get_if<std::string>(&literal);
            return std::string_view(text != nullptr && text->empty() ? "is in every text, so every event passes:" : "");
          },
  };
}

constexpr Operator compiled(Result<CompiledLiteral> (*compile)(const std::string& literal, bool ignore_case)) {
  return {.text =
              [](const Atom& atom, std::string_view value) {
                return std::any_of(atom.compiled.begin(), atom.compiled.end(),
                                   [&](const CompiledLiteral& literal) { return literal.passes(value); });
              },
          .compile = compile};
}

Result<CompiledLiteral> compile_regex(const std::string& literal, const std::string& pattern, bool ignore_case) {
  TRY_ASSIGN(Regex regex, Regex::compile(pattern, ignore_case));
  std::vector<std::string> needed = regex.literals();
  const std::size_t size_bytes = regex.size_bytes();
  return CompiledLiteral{literal, ignore_case,
                         [regex = std::move(regex)](std::string_view text) { return regex.found_in(text); },
                         std::move(needed), size_bytes};
}

// The operators, by their names in ops.def
// ---------------------------------------------------------------------------------------------------------------------

constexpr Operator exists() {
  return {.number = [](const Atom&, Number) { return true; },
          .text = [](const Atom&, std::string_view) { return true; }};
}

constexpr Operator equal() {
  return {.number = [](const Atom& atom, Number value) { return is_among(atom.operands, value); },
          .text = [](const Atom& atom, std::string_view value) { return is_among(atom.operands, value); },
          .order = [](std::strong_ordering order) { return order == 0; }};
}

constexpr Operator less() {
  return ordered([](std::strong_ordering order) { return order < 0; });
}
constexpr Operator less_equal() {
  return ordered([](std::strong_ordering order) { return order <= 0; });
}
constexpr Operator greater() {
  return ordered([](std::strong_ordering order) { return order > 0; });
}
constexpr Operator greater_equal() {
  return ordered([](std::strong_ordering order) { return order >= 0; });
}

constexpr Operator contains() {
  return texts(
      [](std::string_view value, std::string_view literal) { return value.find(literal) != std::string_view::npos; });
}
constexpr Operator starts_with() {
  return texts([](std::string_view value, std::string_view literal) { return value.starts_with(literal); });
}
constexpr Operator ends_with() {
  return texts([](std::string_view value, std::string_view literal) { return value.ends_with(literal); });
}

constexpr Operator glob() {
  return compiled([](const std::string& literal, bool ignore_case) -> Result<CompiledLiteral> {
    TRY_ASSIGN(const std::string regex, regex_of_glob(literal));
    return compile_regex(literal, regex, ignore_case);
  });
}
constexpr Operator matches() {
  return compiled(
      [](const std::string& literal, bool ignore_case) { return compile_regex(literal, literal, ignore_case); });
}

constexpr Operator cidr() {
  return compiled([](const std::string& literal, bool) -> Result<CompiledLiteral> {
    TRY_ASSIGN(const Network network, Network::parse(literal));
    return CompiledLiteral{
        literal, false, [network](std::string_view text) { return network.contains(text); }, {}, sizeof(Network)};
  });
}

constexpr Operator has_bits() {
  return bits([](std::uint64_t value, std::uint64_t wanted) { return (value & wanted) != 0; });
}
constexpr Operator has_all() {
  return bits([](std::uint64_t value, std::uint64_t wanted) { return (value & wanted) == wanted; });
}

constexpr auto kOperators = std::to_array<Operator>({
#define OP(name, spelling, takes, letters, lookup, cost, cost_each, doc) name(),
#define COMPARISON(name, spelling, op, sense)
#define WORD(spelling, op, sense)
#include "common/catalog/ops.def"
#undef OP
#undef COMPARISON
#undef WORD
});

static_assert(
    [] {
      for (std::size_t i = 0; i < kOperators.size(); ++i) {
        const Op op = static_cast<Op>(i);
        const Operator& one = kOperators.at(i);
        if (takes_numbers(op) != (one.number != nullptr) || takes_texts(op) != (one.text != nullptr)) return false;
        // An index tests what it finds in an ordered table by the order.
        const bool bound = op_spec(op).lookup == Lookup::lower_bound || op_spec(op).lookup == Lookup::upper_bound;
        if (bound && one.order == nullptr) return false;
      }
      return true;
    }(),
    "common/catalog/ops.def: an operator takes values for which operators.cpp has no function, or the reverse");

}  // namespace

const Operator& operator_of(Op op) {
  return kOperators[static_cast<std::size_t>(op)];
}

}  // namespace trace
