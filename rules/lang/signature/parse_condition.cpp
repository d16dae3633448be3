// SPDX-License-Identifier: Apache-2.0
#include "rules/lang/signature/parse_condition.h"

#include <algorithm>
#include <array>
#include <optional>

#include "common/base/near_name.h"
#include "common/event/value.h"
#include "common/predicate/field.h"
#include "rules/lang/signature/lexer.h"

namespace trace {
namespace {

using Kind = Token::Kind;

std::vector<std::string_view> operator_names() {
  std::vector<std::string_view> names;
  for (const OpSpelling& row : kOpSpellings) names.push_back(row.text);
  return names;
}

struct FoundOperator {
  Op op = Op::exists;
  Sense sense = Sense::affirmed;
  bool ignore_case = false;
  bool is_negated = false;  // by a "not" before it
  std::size_t tokens = 1;
};

std::optional<FoundOperator> find_operator(std::string_view spelling) {
  for (const OpSpelling& row : kOpSpellings) {
    if (spelling == row.text) return FoundOperator{row.op, row.sense, false};
    const bool with_i = op_spec(row.op).letters != Letters::exact && spelling.size() == row.text.size() + 1 &&
                        spelling.starts_with(row.text) && spelling.ends_with('i');
    if (with_i) return FoundOperator{row.op, row.sense, true};
  }
  return std::nullopt;
}

// What was meant by a sign where a value should stand, as other languages have it.
std::string_view hint_for(std::string_view sign) {
  if (sign == "=") return " (equality is \"=\")";
  if (sign == "~") return " (a regular expression stands after \"~\")";
  if (sign == ">") return " (inequality is \"!=\")";
  return sign == "(" ? " (a list is [a, b])" : "";
}

// Whether a word on the right is a field there, since no constant begins so.
bool begins_as_field(std::string_view word) {
  constexpr auto kBeginnings = std::to_array<std::string_view>({"args.", "context.", "parent.", "ancestor."});
  return std::any_of(kBeginnings.begin(), kBeginnings.end(),
                     [&](std::string_view beginning) { return word.starts_with(beginning); });
}

// A macro's tests are where it is used, for messages.
void set_positions(Expr& expr, Position at) {
  std::visit(Overloaded{
                 [&](Test& test) { test.position = at; },
                 [&](Not& no) { set_positions(no.term.front(), at); },
                 [&](auto& group) {
                   for (Expr& term : group.terms) set_positions(term, at);
                 },
             },
             expr.node);
}

class Parser {
 public:
  Parser(std::vector<Token> tokens, const SourceFile& file, Vocabulary& vocabulary, Room& room)
      : tokens_(std::move(tokens)), file_(file), vocabulary_(vocabulary), room_(room) {}

  Result<Expr> run() {
    if (now().kind == Kind::end) return file_.error(now().at, "the condition is empty");
    Result<Expr> expr = condition();
    if (expr && now().kind != Kind::end) return unexpected("\"and\", \"or\" or the end");
    return expr;
  }

 private:
  const Token& now() const { return tokens_[at_]; }
  const Token& next() const { return tokens_[std::min(at_ + 1, tokens_.size() - 1)]; }
  bool is(Kind kind, std::string_view text) const { return now().kind == kind && now().text == text; }
  bool take(Kind kind, std::string_view text) {
    if (!is(kind, text)) return false;
    ++at_;
    return true;
  }

  Error unexpected(std::string_view wanted) const {
    const std::string seen = now().kind == Kind::end ? "the end" : "\"" + now().text + "\"";
    return file_.error(now().at, "expected " + std::string(wanted) + ", not " + seen);
  }

  Status enter() {
    if (room_.levels == 0) return file_.error(now().at, "the condition is nested too deeply");
    --room_.levels;
    return ok();
  }

  Result<Expr> condition() {
    std::vector<Expr> terms;
    do {
      TRY_ASSIGN(Expr term, conjunction());
      terms.push_back(std::move(term));
    } while (take(Kind::word, "or"));
    return terms.size() == 1 ? std::move(terms.front()) : any_of(std::move(terms));
  }

  Result<Expr> conjunction() {
    std::vector<Expr> terms;
    do {
      TRY_ASSIGN(Expr term, negation());
      terms.push_back(std::move(term));
    } while (take(Kind::word, "and"));
    return terms.size() == 1 ? std::move(terms.front()) : all_of(std::move(terms));
  }

  Result<Expr> negation() {
    TRY(enter());
    Result<Expr> result = negated_or_primary();
    ++room_.levels;
    return result;
  }

  Result<Expr> negated_or_primary() {
    if (take(Kind::word, "not")) {
      TRY_ASSIGN(Expr term, negation());
      return negate(std::move(term));
    }
    if (take(Kind::sign, "(")) {
      Result<Expr> inner = condition();
      if (inner && !take(Kind::sign, ")")) return unexpected("\")\"");
      return inner;
    }
    if (now().kind != Kind::word) return unexpected("a field or a macro");
    const bool alone = next().kind == Kind::end || next().text == ")" || next().text == "and" || next().text == "or";
    if (alone && next().kind != Kind::string) return macro();
    return test_of_field();
  }

  Result<Expr> macro() {
    const Token& name = now();
    if (!vocabulary_.has_macro(name.text)) {
      return file_.error(name.at, "\"" + name.text + "\" is no macro, and a test needs an operator" +
                                      did_you_mean(name.text, vocabulary_.macro_names()));
    }
    Result<Expr> expr = vocabulary_.macro(name.text, room_);
    if (!expr) return expr;
    set_positions(*expr, name.at);
    ++at_;
    return expr;
  }

  // A field as text: a word, or basename(word).
  Result<std::string> field() {
    if (now().kind != Kind::word) return unexpected("a field");
    std::string text = now().text;
    ++at_;
    if (!take(Kind::sign, "(")) return text;
    TRY(enter());
    TRY_ASSIGN(const std::string argument, field());
    ++room_.levels;
    if (!take(Kind::sign, ")")) return unexpected("\")\"");
    return text + "(" + argument + ")";
  }

  Result<Expr> test_of_field() {
    const Position at = now().at;
    if (room_.tests == 0) return file_.error(at, "the condition has too many tests");
    if (!vocabulary_.growth().add_test()) return file_.error(at, "all conditions together have too many tests");
    --room_.tests;
    TRY_ASSIGN(std::string name, field());
    const auto found = operator_here();
    if (!found) {
      return file_.error(now().at,
                         "expected an operator after \"" + name + "\"" + did_you_mean(now().text, operator_names()));
    }
    at_ += found->tokens;
    std::vector<Literal> literals;
    if (found->op != Op::exists) {
      TRY_ASSIGN(literals, operand());
    }
    return make_test(Test{std::move(name), found->op, std::move(literals), found->ignore_case, at}, found->sense,
                     found->is_negated);
  }

  // An operator is one word or sign, or two words (not in, contains all), and "not" may stand before it.
  std::optional<FoundOperator> operator_here() const {
    const auto read = [this](std::size_t at) -> std::optional<FoundOperator> {
      const auto is_operator = [&](std::size_t i) {
        return i < tokens_.size() && (tokens_[i].kind == Kind::word || tokens_[i].kind == Kind::sign);
      };
      if (!is_operator(at)) return std::nullopt;
      auto found = is_operator(at + 1) ? find_operator(tokens_[at].text + " " + tokens_[at + 1].text) : std::nullopt;
      if (found) found->tokens = 2;
      return found ? found : find_operator(tokens_[at].text);
    };
    auto found = read(at_);
    if (found || !is(Kind::word, "not")) return found;
    found = read(at_ + 1);
    if (!found || found->sense == Sense::negated) return std::nullopt;
    found->is_negated = true;
    ++found->tokens;
    return found;
  }

  static Expr make_test(Test test, Sense sense, bool is_negated) {
    if (test.op == Op::exists) return is_negated ? negate({std::move(test)}) : Expr{std::move(test)};
    const bool is_of_all = sense == Sense::of_all && test.literals.size() > 1;
    if (sense == Sense::negated || (is_negated && !is_of_all)) return negated_test(std::move(test));
    if (!is_of_all) return {std::move(test)};
    Expr all = test_of_all(test);
    if (!is_negated) return all;
    return all_of({trace::test(test.field, Op::exists, {}, test.position), negate(std::move(all))});
  }

  static Expr test_of_all(const Test& test) {
    std::vector<Expr> each;
    for (const Literal& literal : test.literals) {
      each.push_back({Test{test.field, test.op, {literal}, test.ignore_case, test.position}});
    }
    return all_of(std::move(each));
  }

  Result<std::vector<Literal>> operand() {
    std::vector<Literal> literals;
    if (!take(Kind::sign, "[")) {
      TRY(item(literals));
      return literals;
    }
    if (is(Kind::sign, "]")) return file_.error(now().at, "the list is empty, and nothing is in it");
    do {
      TRY(item(literals));
    } while (take(Kind::sign, ","));
    if (!take(Kind::sign, "]")) return unexpected("\",\" or \"]\"");
    return literals;
  }

  Status take_room(const Literal& literal) {
    const std::size_t bytes = Growth::size_of(literal);
    if (bytes > room_.literal_bytes)
      return file_.error(now().at, "the condition has too many values, with its lists put in");
    room_.literal_bytes -= bytes;
    return ok();
  }

  // Appends a literal, or all of a list.
  Status item(std::vector<Literal>& literals) {
    const Token& token = now();
    switch (token.kind) {
      case Kind::number:  // as it is written, since the field may be a text: 007, 10.0.0.1
      case Kind::string:
        literals.emplace_back(token.text);
        break;
      case Kind::word:
        if (next().kind == Kind::sign && next().text == "(" && is_function(token.text)) {
          TRY_ASSIGN(std::string other, field());
          literals.emplace_back(FieldName{std::move(other)});
          return ok();
        }
        if (begins_as_field(token.text)) {
          literals.emplace_back(FieldName{token.text});
        } else {
          literals.emplace_back(Word{token.text});
        }
        break;
      case Kind::list: {
        const auto* items = vocabulary_.list(token.text);
        if (items == nullptr) {
          return file_.error(
              token.at, "unknown list \"$" + token.text + "\"" + did_you_mean(token.text, vocabulary_.list_names()));
        }
        for (const Literal& literal : *items) TRY(take_room(literal));
        literals.insert(literals.end(), items->begin(), items->end());
        break;
      }
      case Kind::sign:
        return unexpected("a value" + std::string(hint_for(token.text)));
      case Kind::end:
        return unexpected("a value");
    }
    ++at_;
    return ok();
  }

  std::vector<Token> tokens_;
  const SourceFile& file_;
  Vocabulary& vocabulary_;
  Room& room_;
  std::size_t at_ = 0;
};

}  // namespace

Result<Expr> parse_condition(const SourceText& source, const SourceFile& file, Vocabulary& vocabulary) {
  Room room;
  return parse_condition_within(source, file, vocabulary, room);
}

Result<Expr> parse_condition_within(const SourceText& source, const SourceFile& file, Vocabulary& vocabulary,
                                    Room& room) {
  TRY_ASSIGN(std::vector<Token> tokens, tokens_of(source, file));
  return Parser(std::move(tokens), file, vocabulary, room).run();
}

}  // namespace trace
