// SPDX-License-Identifier: Apache-2.0
// A text that is being read, and messages that point into it:
//
//   my.yaml:14:9: unknown field "pathnam" of event openat (did you mean "pathname"?)
//     where: pathnam = "/etc/shadow"
//            ^
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "common/predicate/expr.h"

namespace trace {

struct SourceFile {
  std::string name;
  std::string text;

  bool operator==(const SourceFile&) const = default;
  Error error(Position at, std::string_view message) const;
};

// A piece of a file whose bytes may differ from those of the file (a YAML scalar that was folded or escaped).
struct SourceText {
  std::string text;
  std::vector<Position> at;  // of each byte, and of the end
};

}  // namespace trace
