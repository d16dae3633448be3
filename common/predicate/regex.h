// SPDX-License-Identifier: Apache-2.0
// Regular expressions, in RE2's syntax, over bytes: what an attacker chooses (a path, an argument)
// need not be UTF-8, and may hold newlines, so "." is any byte. Otherwise one odd byte in a path
// would hide it from ".*".
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"

namespace re2 {
class RE2;
class FilteredRE2;
}  // namespace re2

namespace trace {

class Regex {
 public:
  static Result<Regex> compile(const std::string& pattern);

  bool found_in(std::string_view text) const;
  const std::string& pattern() const;
  bool operator==(const Regex& other) const { return pattern() == other.pattern(); }

 private:
  explicit Regex(std::shared_ptr<const re2::RE2> compiled) : compiled_(std::move(compiled)) {}
  std::shared_ptr<const re2::RE2> compiled_;
};

// Tells which of many expressions may be found in a text from the literals that were found in it,
// so that few have to be run.
class RegexGate {
 public:
  explicit RegexGate(std::span<const Regex> expressions);
  RegexGate(RegexGate&&) noexcept;
  RegexGate& operator=(RegexGate&&) noexcept;
  ~RegexGate();

  // In lower case, whatever the expressions are: to be looked for without regard to case.
  const std::vector<std::string>& literals() const { return literals_; }
  // Returns the indices of the expressions that may match; all others do not. `found` are indices
  // of literals().
  std::span<const int> possible(const std::vector<int>& found);

 private:
  std::unique_ptr<re2::FilteredRE2> filter_;
  std::vector<std::string> literals_;
  std::vector<int> without_literals_;  // possible(), if none is found
  std::vector<int> answer_;
};

// The expression that matches what the glob matches: * any bytes, ? any byte, [a-z] and [!a-z]
// sets, over the whole text.
std::string regex_of_glob(std::string_view glob);

}  // namespace trace
