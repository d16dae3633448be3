// SPDX-License-Identifier: Apache-2.0
// The lists ($name) and macros that conditions may use, whatever file they stand in.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/predicate/expr.h"
#include "rules/lang/signature/source.h"

namespace trace {

class Vocabulary {
 public:
  // Definitions of a later layer replace those of an earlier one: a directory's those that are
  // shipped. Errors: invalid, if the name was defined in the same layer already.
  Status add_list(std::string name,
                  std::vector<Literal> items,
                  Position at,
                  const SourceFile& file);
  Status add_macro(std::string name, SourceText condition, Position at, const SourceFile& file);
  void begin_layer() { ++layer_; }

  // Returns nullptr if there is no such list.
  const std::vector<Literal>* list(std::string_view name) const;
  bool has_macro(std::string_view name) const;
  // Parses the macro when it is first asked for. REQUIRES: has_macro(name). Errors: invalid, also
  // if it uses itself.
  Result<Expr> macro(std::string_view name);

  std::vector<std::string_view> list_names() const;
  std::vector<std::string_view> macro_names() const;

 private:
  struct List {
    std::vector<Literal> items;
    int layer = 0;
  };
  struct Macro {
    SourceText condition;
    Position at;
    SourceFile file;  // a copy: the file may be gone when the macro is first used
    int layer = 0;
    bool busy = false;  // being parsed
    std::optional<Expr> expr;
  };

  std::map<std::string, List, std::less<>> lists_;
  std::map<std::string, Macro, std::less<>> macros_;
  int layer_ = 0;
};

}  // namespace trace
