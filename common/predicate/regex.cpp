// SPDX-License-Identifier: Apache-2.0
#include "common/predicate/regex.h"

#include <algorithm>
#include <numeric>

#include <re2/filtered_re2.h>
#include <re2/re2.h>

#include "common/base/text.h"

namespace trace {
namespace {

constexpr int kShortestLiteral = 3;        // shorter ones are found everywhere and gate nothing
constexpr std::size_t kLiteralsMax = 200;  // choosing among them takes the square of it

// Measured with RE2 9: 8 bytes for an instruction of a class of characters, 24 for one of a letter, whose text is kept, too.
constexpr std::size_t kEach = 2048;
constexpr std::size_t kInstruction = 24;

re2::RE2::Options options(bool ignore_case) {
  re2::RE2::Options options;
  options.set_case_sensitive(!ignore_case);
  options.set_dot_nl(true);
  options.set_log_errors(false);
  options.set_max_mem(Regex::kMemoryMax);
  return options;
}

// Of the literals that RE2 finds in the expression, as few as will do, and rather long ones than
// short ones: without any of them it cannot match, whatever others are there.
std::vector<std::string> needed_literals(const std::string& pattern, const re2::RE2::Options& options) {
  re2::FilteredRE2 filter(kShortestLiteral);
  int id = 0;
  if (filter.Add(pattern, options, &id) != re2::RE2::NoError) return {};
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

// Texts that have nothing in common: no characters, each of ASCII, all of them many times, and one of another script.
bool is_found_everywhere(const re2::RE2& expression) {
  const auto is_found = [&](std::string_view text) {
    return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), expression);
  };
  std::string all;
  if (!is_found("") || !is_found("\u0416")) return false;
  for (char c = 0x7f; c > 0; --c) {
    if (!is_found(std::string_view(&c, 1))) return false;
    all += c;
  }
  std::string many;
  for (int i = 0; i < 10; ++i) many += all;
  return is_found(many);
}

}  // namespace

struct Regex::Compiled {
  Compiled(const std::string& pattern, const re2::RE2::Options& options)
      : expression(pattern, options), literals(needed_literals(pattern, options)) {}
  re2::RE2 expression;
  std::vector<std::string> literals;
};

Result<Regex> Regex::compile(const std::string& pattern, bool ignore_case) {
  const auto error = [&](const std::string& why) {
    return Error{Code::invalid, "regular expression " + in_quotes(pattern) + ": " + why};
  };
  if (!is_utf8(pattern)) return error("it is not UTF-8");
  auto compiled = std::make_shared<const Compiled>(pattern, options(ignore_case));
  if (!compiled->expression.ok()) return error(compiled->expression.error());
  if (is_found_everywhere(compiled->expression)) return error("it is found in every text");
  return Regex(std::move(compiled));
}

bool Regex::found_in(std::string_view text) const {
  const auto found = [this](std::string_view utf8) {
    return re2::RE2::PartialMatch(re2::StringPiece(utf8.data(), utf8.size()), compiled_->expression);
  };
  if (is_utf8(text)) return found(text);
  std::string replaced;
  append_as_utf8(replaced, text);
  return found(replaced);
}

const std::vector<std::string>& Regex::literals() const {
  return compiled_->literals;
}

std::size_t Regex::size_bytes() const {
  std::size_t size = kEach + kInstruction * static_cast<std::size_t>(compiled_->expression.ProgramSize());
  for (const std::string& literal : compiled_->literals) size += sizeof(literal) + literal.size();
  return size;
}

}  // namespace trace
