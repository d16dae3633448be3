// SPDX-License-Identifier: Apache-2.0
// The lists and macros that conditions may use, in whatever file they are defined. It does not know the language that
// conditions are written in.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "common/predicate/expr.h"
#include "common/predicate/patterns.h"
#include "rules/lang/text/growth.h"
#include "rules/lang/text/source.h"

namespace trace {

// What one condition may still grow to with its macros put in: a file must not be able to exhaust the stack or the
// memory.
struct Room {
  int levels = 100;  // of parentheses, "not", functions and macros
  std::size_t tests = 10'000;
  std::size_t literal_bytes = std::size_t{64} << 20;  // as Growth counts them; a list is copied into each test of it
};

// REQUIRES: the files that definitions are from outlive it.
class Vocabulary {
 public:
  // Parses a condition of the language, within the room that is left for it.
  using Parse = Result<Expr> (*)(const SourceText& source, const SourceFile& file, Vocabulary& vocabulary, Room& room);

  explicit Vocabulary(Parse parse) : parse_(parse) {}

  // Definitions of a later layer replace those of an earlier one: those of a directory replace shipped ones.
  // Errors: invalid, if the name is defined in the same layer already.
  Status add_list(std::string name, std::vector<Literal> items, Position at, const SourceFile& file);
  // Adds to a list that is there. Errors: invalid, if it is not.
  Status extend_list(const std::string& name, std::vector<Literal> items, Position at, const SourceFile& file);
  bool has_list(std::string_view name) const { return lists_.find(name) != lists_.end(); }
  Status add_macro(std::string name, SourceText condition, Position at, const SourceFile& file);
  void begin_layer() { ++layer_; }

  // Returns nullptr if there is no such list.
  const std::vector<Literal>* list(std::string_view name) const;
  bool has_macro(std::string_view name) const;
  // What the macro stands for. REQUIRES: has_macro(name). Errors: invalid, also if it uses itself, or if there is not
  // the room for it.
  Result<Expr> macro(std::string_view name, Room& room);

  // Of all conditions that use it.
  Growth& growth() { return growth_; }
  Patterns& patterns() { return patterns_; }

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
    const SourceFile* file;
    int layer = 0;
    bool busy = false;  // being parsed
  };

  Parse parse_;
  std::map<std::string, List, std::less<>> lists_;
  std::map<std::string, Macro, std::less<>> macros_;
  int layer_ = 0;
  Growth growth_;
  Patterns patterns_;
};

}  // namespace trace
