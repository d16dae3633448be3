// SPDX-License-Identifier: Apache-2.0
// Regular expressions, in RE2's syntax, over bytes: what an attacker chooses (a path, an argument)
// need not be UTF-8, and may hold newlines, so "." is any byte. Otherwise one odd byte in a path
// would hide it from ".*".
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"

namespace trace {

class Regex {
 public:
  static Result<Regex> compile(const std::string& pattern);

  bool found_in(std::string_view text) const;
  const std::string& pattern() const;
  // Literals of which a text holds one at least, without regard to case, if the expression is found
  // in it; they are in lower case, and few. Empty if there are none such.
  const std::vector<std::string>& literals() const;
  bool operator==(const Regex& other) const { return pattern() == other.pattern(); }

 private:
  struct Compiled;
  explicit Regex(std::shared_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}
  std::shared_ptr<const Compiled> compiled_;
};

// The expression that matches what the glob matches: * any bytes, ? any byte, [a-z] and [!a-z]
// sets, over the whole text.
std::string regex_of_glob(std::string_view glob);

}  // namespace trace
