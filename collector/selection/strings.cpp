// SPDX-License-Identifier: Apache-2.0
#include "collector/selection/strings.h"

#include <algorithm>
#include <array>
#include <utility>

#include "common/base/text.h"

namespace trace {
namespace {

constexpr std::array kKinds = {Pattern::Kind::exact, Pattern::Kind::prefix, Pattern::Kind::suffix,
                               Pattern::Kind::infix};

Op op_of(Pattern::Kind kind) {
  switch (kind) {
    case Pattern::Kind::exact:
      return Op::equal;
    case Pattern::Kind::prefix:
      return Op::starts_with;
    case Pattern::Kind::suffix:
      return Op::ends_with;
    case Pattern::Kind::infix:
      return Op::contains;
  }
  return Op::equal;
}

bool any_matches(const std::vector<Pattern>& patterns, std::string_view value) {
  return std::any_of(patterns.begin(), patterns.end(), [&](const Pattern& pattern) { return pattern.matches(value); });
}

bool all_exact(const std::vector<Pattern>& patterns) {
  return std::all_of(patterns.begin(), patterns.end(),
                     [](const Pattern& pattern) { return pattern.kind == Pattern::Kind::exact; });
}

}  // namespace

bool Pattern::matches(std::string_view value) const {
  switch (kind) {
    case Kind::exact:
      return value == text;
    case Kind::prefix:
      return value.starts_with(text);
    case Kind::suffix:
      return value.ends_with(text);
    case Kind::infix:
      return value.find(text) != std::string_view::npos;
  }
  return false;
}

Result<Pattern> parse_pattern(std::string_view text) {
  if (text == "*" || text == "**") {
    return Error{Code::invalid, "invalid filter value " + in_quotes(text) + ": everything matches it"};
  }
  const bool open_begin = text.starts_with('*');
  const bool open_end = text.ends_with('*') && !text.ends_with("\\*");
  if (open_begin) text.remove_prefix(1);
  if (open_end) text.remove_suffix(1);
  const Pattern::Kind kind = open_begin ? (open_end ? Pattern::Kind::infix : Pattern::Kind::suffix)
                                        : (open_end ? Pattern::Kind::prefix : Pattern::Kind::exact);
  std::string literal(text.starts_with("\\*") ? text.substr(1) : text);
  if (literal.ends_with("\\*")) literal.erase(literal.size() - 2, 1);
  return Pattern{kind, std::move(literal)};
}

bool Strings::exact() const {
  return all_exact(equal) && all_exact(not_equal);
}

bool Strings::contains(std::string_view value) const {
  return (equal.empty() || any_matches(equal, value)) && !any_matches(not_equal, value);
}

bool Strings::is_impossible() const {
  return !equal.empty() && all_exact(equal) &&
         std::none_of(equal.begin(), equal.end(), [&](const Pattern& pattern) { return contains(pattern.text); });
}

Status Strings::add(const Condition& condition, std::size_t most) {
  if (condition.comparison != Comparison::equal && condition.comparison != Comparison::differs) {
    return Error{Code::invalid,
                 "invalid filter operator: " + in_quotes(condition.operator_text) + " (text takes = and !=)"};
  }
  for (const std::string_view value : condition.values) {
    TRY_ASSIGN(Pattern pattern, parse_pattern(value));
    if (most != 0 && pattern.text.size() > most) {
      if (pattern.kind == Pattern::Kind::suffix || pattern.kind == Pattern::Kind::infix) {
        return Error{Code::invalid, "invalid filter value: " + in_quotes(value) +
                                        " (nothing matches it: such a name has " + std::to_string(most) +
                                        " bytes at most)"};
      }
      cut.emplace_back(value);
      pattern.text.resize(most);
    }
    (condition.comparison == Comparison::equal ? equal : not_equal).push_back(std::move(pattern));
  }
  return ok();
}

std::string cut_note(std::string_view field, std::string_view value) {
  return std::string(field) + ": " + in_quotes(value) +
         " is longer than the name that the kernel keeps: only its beginning is compared";
}

Expr patterns_expr(const std::string& field, const std::vector<Pattern>& patterns) {
  std::vector<Expr> kinds;
  for (const Pattern::Kind kind : kKinds) {
    std::vector<Literal> literals;
    for (const Pattern& pattern : patterns) {
      if (pattern.kind == kind) literals.emplace_back(pattern.text);
    }
    if (!literals.empty()) kinds.push_back(test(field, op_of(kind), std::move(literals)));
  }
  if (kinds.size() == 1) return std::move(kinds.front());
  return any_of(std::move(kinds));
}

Expr strings_expr(const std::string& field, const Strings& strings) {
  std::vector<Expr> terms;
  if (!strings.equal.empty()) terms.push_back(patterns_expr(field, strings.equal));
  if (!strings.not_equal.empty()) {
    if (strings.equal.empty()) terms.push_back(test(field, Op::exists, {}));
    terms.push_back(negate(patterns_expr(field, strings.not_equal)));
  }
  if (terms.size() == 1) return std::move(terms.front());
  return all_of(std::move(terms));
}

}  // namespace trace
