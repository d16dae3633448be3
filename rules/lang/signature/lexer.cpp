// SPDX-License-Identifier: Apache-2.0
#include "rules/lang/signature/lexer.h"

#include <algorithm>

#include "common/base/text.h"
#include "common/catalog/ops.h"

namespace trace {
namespace {

bool begins_word(char c) {
  return is_letter(c) || c == '_';
}
bool goes_on_word(char c) {
  return begins_word(c) || is_digit(c) || c == '.';
}
bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// All tokens that are no words, longest first: the operators that are none, also with their "i", and brackets.
const std::vector<std::string>& signs() {
  static const auto all = [] {
    std::vector<std::string> signs{"(", ")", "[", "]", ","};
    for (const OpSpelling& row : kOpSpellings) {
      if (begins_word(row.text.front())) continue;
      signs.emplace_back(row.text);
      if (op_spec(row.op).letters != Letters::exact) signs.push_back(std::string(row.text) + "i");
    }
    std::stable_sort(signs.begin(), signs.end(),
                     [](const std::string& a, const std::string& b) { return a.size() > b.size(); });
    return signs;
  }();
  return all;
}

// A suggestion for a byte that begins no token.
std::string_view hint(char c) {
  switch (c) {
    case '&':
      return " (write \"and\")";
    case '|':
      return " (write \"or\"; flags are joined without blanks, A|B)";
    case '!':
      return " (write \"not\")";
    default:
      return " (write texts in quotes)";
  }
}

class Lexer {
 public:
  Lexer(const SourceText& source, const SourceFile& file) : text_(source.text), source_(source), file_(file) {}

  Result<std::vector<Token>> run() {
    std::vector<Token> tokens;
    for (;;) {
      while (at_ < text_.size() && is_space(text_[at_])) ++at_;
      TRY_ASSIGN(Token token, next());
      tokens.push_back(std::move(token));
      if (tokens.back().kind == Token::Kind::end) return tokens;
    }
  }

 private:
  Result<Token> next() {
    if (at_ == text_.size()) return token(Token::Kind::end, at_);
    const char c = text_[at_];
    if (begins_word(c)) return word();
    if (is_digit(c) || (c == '-' && at_ + 1 < text_.size() && is_digit(text_[at_ + 1]))) {
      return token(Token::Kind::number, end_of(at_ + 1));
    }
    if (c == '"' || c == '\'') return string();
    if (c == '$' && at_ + 1 < text_.size() && begins_word(text_[at_ + 1])) {
      Token list = token(Token::Kind::list, end_of(at_ + 1));
      list.text.erase(0, 1);
      return list;
    }
    return sign();
  }

  Result<Token> sign() {
    for (const std::string_view sign : signs()) {
      if (!text_.substr(at_).starts_with(sign)) continue;
      // "=id" is "=" and a word.
      const std::size_t end = at_ + sign.size();
      if (sign.ends_with('i') && end < text_.size() && goes_on_word(text_[end])) continue;
      return token(Token::Kind::sign, end);
    }
    std::size_t end = at_ + 1;  // of the character, which may be of several bytes
    while (end < text_.size() && continues_utf8(text_[end])) ++end;
    return file_.error(source_.at[at_], "\"" + std::string(text_.substr(at_, end - at_)) + "\" is not expected here" +
                                            std::string(hint(text_[at_])));
  }

  // A word, with its "[N]" if there is one.
  Token word() {
    std::size_t end = end_of(at_);
    if (end < text_.size() && text_[end] == '[') {
      std::size_t close = end + 1;
      while (close < text_.size() && is_digit(text_[close])) ++close;
      if (close > end + 1 && close < text_.size() && text_[close] == ']') end = close + 1;
    }
    return token(Token::Kind::word, end);
  }

  // In '...' every byte stands for itself. In "..." \" and \\ stand for " and \; any other \ stays,
  // so that a regular expression can be written as it is.
  Result<Token> string() {
    const char quote = text_[at_];
    Token result{Token::Kind::string, {}, source_.at[at_]};
    for (std::size_t i = at_ + 1; i < text_.size(); ++i) {
      if (text_[i] == quote) {
        at_ = i + 1;
        return result;
      }
      const bool escaped =
          quote == '"' && text_[i] == '\\' && i + 1 < text_.size() && (text_[i + 1] == '"' || text_[i + 1] == '\\');
      result.text += text_[escaped ? ++i : i];
    }
    return file_.error(result.at, "this string is not closed");
  }

  // A "-" or "|" belongs to a word if the word continues after it: kube-proxy, O_WRONLY|O_CREAT.
  std::size_t end_of(std::size_t at) const {
    const auto goes_on = [&](std::size_t i) { return i < text_.size() && goes_on_word(text_[i]); };
    const auto joins = [&](std::size_t i) { return i < text_.size() && (text_[i] == '-' || text_[i] == '|'); };
    while (goes_on(at) || (joins(at) && goes_on(at + 1))) {
      ++at;
    }
    return at;
  }

  Token token(Token::Kind kind, std::size_t end) {
    Token result{kind, std::string(text_.substr(at_, end - at_)), source_.at[at_]};
    at_ = end;
    return result;
  }

  std::string_view text_;
  const SourceText& source_;
  const SourceFile& file_;
  std::size_t at_ = 0;
};

}  // namespace

Result<std::vector<Token>> tokens_of(const SourceText& source, const SourceFile& file) {
  return Lexer(source, file).run();
}

bool is_word(std::string_view text) {
  const SourceText source{std::string(text), std::vector<Position>(text.size() + 1)};
  const auto tokens = tokens_of(source, {});
  return tokens && tokens->size() == 2 && tokens->front().kind == Token::Kind::word && tokens->front().text == text &&
         text.find_first_of("]|") == std::string_view::npos;
}

}  // namespace trace
