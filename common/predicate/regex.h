// SPDX-License-Identifier: Apache-2.0
// Regular expressions, in RE2's syntax, over characters. What an attacker chooses (a path, an argument) need not be UTF-8:
// a byte that is not counts as one U+FFFD, which is what JSON makes of it too, so that no odd byte hides a path from
// ".*", and a recording in JSON answers as the stream did. It may hold newlines, so "." is any character.
//
// A pattern is never rewritten; that case is ignored is an option of RE2, and so are all letters of Unicode.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"

namespace trace {

class Regex {
 public:
  // RE2's own bound, for the program and what it remembers while it matches. More than that is not remembered: it goes on, slower.
  static constexpr std::size_t kMemoryMax = 1 << 20;

  // Errors: invalid, also if the expression is found in every text, or its program is too large.
  static Result<Regex> compile(const std::string& pattern, bool ignore_case = false);

  bool found_in(std::string_view text) const;
  // Literals of which a text of ASCII holds one at least, without regard to case, if the expression is found in it; they
  // are in lower case, and few. Empty if there are none such. Of other texts they say nothing: their letters of other
  // scripts may be the same letter of ASCII in another case.
  const std::vector<std::string>& literals() const;
  // What it takes in memory, about, without what matching remembers (kMemoryMax).
  std::size_t size_bytes() const;

 private:
  struct Compiled;
  explicit Regex(std::shared_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}
  std::shared_ptr<const Compiled> compiled_;
};

}  // namespace trace
