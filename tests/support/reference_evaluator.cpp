// SPDX-License-Identifier: Apache-2.0
#include "tests/support/reference_evaluator.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <span>
#include <string>
#include <vector>

#include <re2/re2.h>

namespace trace {
namespace {

struct Plain {
  bool is_number = false;
  long double number = 0;  // holds every 64-bit integer exactly
  std::string text;
};

// Each a character, or a byte that is none.
std::vector<std::string> characters_of(const std::string& text) {
  std::vector<std::string> all;
  for (std::size_t at = 0; at < text.size();) {
    const auto first = static_cast<unsigned char>(text[at]);
    const std::size_t size = first == 0xff ? 1 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
    all.push_back(text.substr(at, size));
    at += size;
  }
  return all;
}

// Of the letters that random texts have.
std::string lower_character(const std::string& character) {
  if (character == "\u00c9") return "\u00e9";
  if (character == "\u212a") return "k";
  const char c = character[0];
  return c >= 'A' && c <= 'Z' ? std::string(1, static_cast<char>(c + 32)) : character;
}

std::string lowered(const std::string& text) {
  std::string out;
  for (const std::string& character : characters_of(text)) out += lower_character(character);
  return out;
}

std::string with_replacements(const std::string& text) {
  std::string out;
  for (const std::string& character : characters_of(text)) out += character == "\xff" ? "\ufffd" : character;
  return out;
}

using Characters = std::span<const std::string>;

// Of the set there is one kind: [!x].
bool glob_passes(Characters text, Characters glob) {
  if (glob.empty()) return text.empty();
  if (glob[0] == "*")
    return glob_passes(text, glob.subspan(1)) || (!text.empty() && glob_passes(text.subspan(1), glob));
  if (text.empty()) return false;
  if (glob[0] == "[") return text[0] != glob[2] && glob_passes(text.subspan(1), glob.subspan(4));
  return (glob[0] == "?" || glob[0] == text[0]) && glob_passes(text.subspan(1), glob.subspan(1));
}

std::vector<Plain> plain_values(const Value& value) {
  std::vector<Plain> all;
  if (const auto* is = std::get_if<bool>(&value)) all.push_back({true, *is ? 1.0L : 0.0L, {}});
  if (const auto* i = std::get_if<std::int64_t>(&value)) all.push_back({true, static_cast<long double>(*i), {}});
  if (const auto* u = std::get_if<std::uint64_t>(&value)) all.push_back({true, static_cast<long double>(*u), {}});
  if (const auto* text = std::get_if<std::string_view>(&value)) all.push_back({false, 0, std::string(*text)});
  if (const auto* list = std::get_if<StringList>(&value)) {
    for (const std::string_view text : *list) all.push_back({false, 0, std::string(text)});
  }
  return all;
}

std::vector<Plain> values_of(std::string field, const Event& event) {
  if (field.starts_with("lower(")) {
    auto all = values_of(field.substr(6, field.size() - 7), event);
    for (Plain& one : all) one.text = lowered(one.text);
    return all;
  }
  if (field.starts_with("basename(")) {
    auto all = values_of(field.substr(9, field.size() - 10), event);
    for (Plain& one : all) {
      while (one.text.size() > 1 && one.text.back() == '/') one.text.pop_back();
      const std::size_t slash = one.text.rfind('/');
      if (one.text != "/" && slash != std::string::npos) one.text.erase(0, slash + 1);
    }
    return all;
  }
  if (field.ends_with("]")) {
    const std::size_t open = field.find('[');
    const auto index = static_cast<std::size_t>(std::atoi(field.c_str() + open + 1));
    auto all = values_of(field.substr(0, open), event);
    if (index >= all.size()) return {};
    return {all[index]};
  }
  if (field == "context.processName") return plain_values(Value(event.context.comm));
  if (field == "context.returnValue") return plain_values(Value(event.context.retval));
  return plain_values(event.arg(field));
}

bool is_absent_field(const std::string& field, const Event& event) {
  if (field.starts_with("context.")) return false;
  if (field.find('(') == std::string::npos && field.find('[') == std::string::npos) {
    return is_absent(event.arg(field));
  }
  if (field.find('[') != std::string::npos) return values_of(field, event).empty();
  return is_absent(event.arg(field.substr(field.find('(') + 1, field.size() - field.find('(') - 2)));
}

Plain plain_literal(const Literal& literal) {
  if (const auto* i = std::get_if<std::int64_t>(&literal))
    return {true, static_cast<long double>(*i), std::to_string(*i)};
  if (const auto* u = std::get_if<std::uint64_t>(&literal))
    return {true, static_cast<long double>(*u), std::to_string(*u)};
  return {false, 0, *std::get_if<std::string>(&literal)};
}

bool number_passes(Op op, const Plain& value, const Plain& literal) {
  switch (op) {
    case Op::equal:
      return value.number == literal.number;
    case Op::less:
      return value.number < literal.number;
    case Op::less_equal:
      return value.number <= literal.number;
    case Op::greater:
      return value.number > literal.number;
    case Op::greater_equal:
      return value.number >= literal.number;
    case Op::has_bits:
      return (static_cast<std::uint64_t>(value.number) & static_cast<std::uint64_t>(literal.number)) != 0;
    case Op::has_all:
      return (static_cast<std::uint64_t>(value.number) & static_cast<std::uint64_t>(literal.number)) ==
             static_cast<std::uint64_t>(literal.number);
    default:
      return false;
  }
}

bool regex_passes(const std::string& value, const std::string& literal, bool ignore_case) {
  return re2::RE2::PartialMatch(with_replacements(value), re2::RE2((ignore_case ? "(?si)" : "(?s)") + literal));
}

// REQUIRES: of what ignores case both are in lower case already.
bool text_passes(Op op, const std::string& value, const std::string& literal) {
  switch (op) {
    case Op::equal:
      return value == literal;
    case Op::contains:
      return value.find(literal) != std::string::npos;
    case Op::starts_with:
      return value.rfind(literal, 0) == 0;
    case Op::ends_with:
      return value.size() >= literal.size() &&
             value.compare(value.size() - literal.size(), literal.size(), literal) == 0;
    case Op::glob:
      return glob_passes(characters_of(value), characters_of(literal));
    default:
      return false;
  }
}

bool literal_passes(const Test& test, const Plain& value, const Plain& wanted) {
  if (value.is_number) return number_passes(test.op, value, wanted);
  const bool ignore_case = test.ignore_case || test.field.starts_with("lower(");
  if (test.op == Op::matches) return regex_passes(value.text, wanted.text, ignore_case);
  if (ignore_case) return text_passes(test.op, lowered(value.text), lowered(wanted.text));
  return text_passes(test.op, value.text, wanted.text);
}

bool test_holds(const Test& test, const Event& event) {
  if (test.op == Op::exists) return !is_absent_field(test.field, event);
  for (const Plain& value : values_of(test.field, event)) {
    for (const Literal& literal : test.literals) {
      if (literal_passes(test, value, plain_literal(literal))) return true;
    }
  }
  return false;
}

bool holds_as_it_is(const Expr& expr, const Event& event) {
  const auto holds = [&](const Expr& term) { return holds_as_it_is(term, event); };
  return std::visit(Overloaded{
                        [&](const Test& test) { return test_holds(test, event); },
                        [&](const All& all) { return std::all_of(all.terms.begin(), all.terms.end(), holds); },
                        [&](const Any& any) { return std::any_of(any.terms.begin(), any.terms.end(), holds); },
                        [&](const Not& no) { return !holds(no.term.front()); },
                    },
                    expr.node);
}

}  // namespace

// Of the path of a file that has another one the other is as good.
bool reference_holds(const Expr& expr, const Event& event) {
  if (holds_as_it_is(expr, event)) return true;
  Event other = event;
  bool has_origin = false;
  for (std::size_t i = 0; i < event.spec->fields.size(); ++i) {
    const std::string_view name = event.spec->fields[i].name;
    if (!name.starts_with("origin_") || is_absent(event.args[i].value)) continue;
    other.args[*event.spec->field(name.substr(7))] = event.args[i];
    has_origin = true;
  }
  return has_origin && holds_as_it_is(expr, other);
}

}  // namespace trace
