// SPDX-License-Identifier: Apache-2.0
#include "collector/selection/condition.h"

#include <optional>
#include <string>
#include <utility>

#include "common/base/text.h"

namespace trace {
namespace {

// The longest that the text begins with, so that "<=" is not read as "<".
std::optional<Comparison> comparison_at(std::string_view text) {
  std::optional<Comparison> longest;
  for (std::size_t i = 0; i < kOpSpellings.size(); ++i) {
    const OpSpelling& one = kOpSpellings[i];
    if (!one.in_command_line || !text.starts_with(one.text)) continue;
    if (!longest || one.text.size() > spelling_of(*longest).size()) longest = static_cast<Comparison>(i);
  }
  return longest;
}

// "one of = != < <= > >="
std::string one_of_them() {
  std::string text = "one of";
  for (const OpSpelling& one : kOpSpellings) {
    if (one.in_command_line) text.append(" ").append(one.text);
  }
  return text;
}

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

bool has_blank_edge(std::string_view text) {
  return !text.empty() && (is_blank(text.front()) || is_blank(text.back()));
}

// Reads what is in the quotes that the text begins with. Returns how long that is, with both of them; nothing if there is no end.
std::optional<std::size_t> take_quoted(std::string_view text, std::string& content) {
  const char quote = text.front();
  for (std::size_t at = 1; at < text.size(); ++at) {
    if (text[at] == quote) return at + 1;
    const bool may_escape = quote == '"' && text[at] == '\\' && at + 1 < text.size();
    const bool escapes = may_escape && (text[at + 1] == '"' || text[at + 1] == '\\');
    if (escapes) ++at;
    content += text[at];
  }
  return std::nullopt;
}

Error invalid(std::string_view what, std::string_view text, std::string_view why = {}) {
  std::string message = "invalid ";
  message.append(what).append(": ").append(in_quotes(text));
  if (!why.empty()) message.append(" (").append(why).append(")");
  return {Code::invalid, std::move(message)};
}

}  // namespace

std::size_t operator_position(std::string_view text) {
  return text.find_first_of("=!<>");
}

Result<std::vector<std::string>> split_list(std::string_view text) {
  std::vector<std::string> elements;
  for (std::string_view rest = text;;) {
    std::string element;
    const bool is_quoted = rest.starts_with('"') || rest.starts_with('\'');
    if (is_quoted) {
      const auto size = take_quoted(rest, element);
      if (!size) return invalid("filter value", rest, "the quote does not end");
      rest.remove_prefix(*size);
      if (!rest.empty() && rest.front() != ',') return invalid("filter value", text, "something after a quote");
    } else {
      element = rest.substr(0, rest.find(','));
      rest.remove_prefix(element.size());
    }
    if (element.empty() && !is_quoted) return invalid("filter value", text, "the list has an empty element");
    elements.push_back(std::move(element));
    if (rest.empty()) return elements;
    rest.remove_prefix(1);
  }
}

Result<Condition> split_condition(std::string_view text) {
  if (text.empty()) return Error{Code::invalid, "empty flag"};
  Condition condition;
  condition.text = text;
  // A "!" in front is a part of the name: !container.
  const std::size_t at = text.front() == '!' ? text.find_first_of("=!<>", 1) : operator_position(text);
  condition.name = text.substr(0, at);
  if (condition.name.empty() || condition.name == "!" || has_blank_edge(condition.name)) {
    return invalid("flag format", text);
  }
  if (at == std::string_view::npos) return condition;

  const std::string_view rest = text.substr(at);
  const auto found = comparison_at(rest);
  if (!found) return invalid("filter operator", rest.substr(0, 1), one_of_them());
  const std::size_t size = spelling_of(*found).size();
  const std::string_view values = rest.substr(size);
  if (values.starts_with('=')) return invalid("filter operator", rest.substr(0, size + 1), one_of_them());
  if (values.empty()) return invalid("filter expression", text, "no value after the operator");
  if (has_blank_edge(values)) return invalid("flag value", values, "a blank at its edge");
  condition.comparison = *found;
  condition.operator_text = spelling_of(*found);
  TRY_ASSIGN(condition.values, split_list(values));
  return condition;
}

}  // namespace trace
