// SPDX-License-Identifier: Apache-2.0
#include "common/predicate/regex.h"

#include <algorithm>
#include <numeric>

#include <re2/filtered_re2.h>
#include <re2/re2.h>

namespace trace {
namespace {

constexpr int kShortestLiteral = 3;        // shorter ones are found everywhere and gate nothing
constexpr std::size_t kLiteralsMax = 200;  // choosing among them takes the square of it

re2::RE2::Options options() {
  re2::RE2::Options options;
  options.set_encoding(re2::RE2::Options::EncodingLatin1);
  options.set_dot_nl(true);
  options.set_log_errors(false);
  return options;
}

// Of the literals that RE2 finds in the expression, as few as will do, and rather long ones than
// short ones: without any of them it cannot match, whatever others are there.
std::vector<std::string> needed_literals(const std::string& pattern) {
  re2::FilteredRE2 filter(kShortestLiteral);
  int id = 0;
  if (filter.Add(pattern, options(), &id) != re2::RE2::NoError) return {};
  std::vector<std::string> all;
  filter.Compile(&all);
  if (all.empty() || all.size() > kLiteralsMax) return {};  // it must not be asked if there are none
  const auto can_match_without = [&](const std::vector<bool>& needed) {
    std::vector<int> others, possible;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (!needed[i]) others.push_back(static_cast<int>(i));
    }
    filter.AllPotentials(others, &possible);
    return !possible.empty();
  };
  std::vector<bool> needed(all.size(), true);
  if (can_match_without(needed)) return {};
  std::vector<std::size_t> by_length(all.size());
  std::iota(by_length.begin(), by_length.end(), 0U);
  std::stable_sort(by_length.begin(), by_length.end(),
                   [&](std::size_t a, std::size_t b) { return all[a].size() < all[b].size(); });
  for (const std::size_t i : by_length) {
    needed[i] = false;
    if (can_match_without(needed)) needed[i] = true;
  }
  std::vector<std::string> literals;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (needed[i]) literals.push_back(all[i]);
  }
  return literals;
}

}  // namespace

struct Regex::Compiled {
  Compiled(const std::string& pattern, std::vector<std::string> needed)
      : expression(pattern, options()), literals(std::move(needed)) {}
  re2::RE2 expression;
  std::vector<std::string> literals;
};

Result<Regex> Regex::compile(const std::string& pattern) {
  auto compiled = std::make_shared<const Compiled>(pattern, needed_literals(pattern));
  if (!compiled->expression.ok()) {
    return Error{Code::invalid, "regular expression \"" + pattern + "\": " + compiled->expression.error()};
  }
  return Regex(std::move(compiled));
}

bool Regex::found_in(std::string_view text) const {
  return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), compiled_->expression);
}

const std::string& Regex::pattern() const {
  return compiled_->expression.pattern();
}

const std::vector<std::string>& Regex::literals() const {
  return compiled_->literals;
}

std::string regex_of_glob(std::string_view glob) {
  std::string regex = "^(?:";
  for (std::size_t i = 0; i < glob.size(); ++i) {
    const char c = glob[i];
    // A "]" that stands first in its set is a member of it.
    const bool negates = glob.substr(i).starts_with("[!") || glob.substr(i).starts_with("[^");
    const std::size_t close = c == '[' ? glob.find(']', i + (negates ? 3 : 2)) : std::string_view::npos;
    if (c == '*') {
      regex += ".*";
    } else if (c == '?') {
      regex += '.';
    } else if (close != std::string_view::npos) {
      std::string_view set = glob.substr(i + 1, close - i - 1);
      if (negates) set.remove_prefix(1);
      regex += negates ? "[^" : "[";
      for (const char member : set) {
        if (member == '\\' || member == '[' || member == ']' || member == '^') regex += '\\';
        regex += member;
      }
      regex += ']';
      i = close;
    } else {
      regex += re2::RE2::QuoteMeta(re2::StringPiece(&c, 1));
    }
  }
  return regex + ")$";
}

}  // namespace trace
