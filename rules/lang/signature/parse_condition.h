// SPDX-License-Identifier: Apache-2.0
// The condition language of signatures: text to Expr. It has no semantics of its own (see expr.h).
//
//   condition   := conjunction { "or" conjunction }
//   conjunction := negation { "and" negation }
//   negation    := "not" negation | "(" condition ")" | test | MACRO
//   test        := field "exists" | field operator operand
//   field       := WORD | FUNCTION "(" field ")"                     see common/predicate/field.h
//   operator    := [ "not" ] a spelling of common/catalog/ops.def
//   operand     := literal | LIST | "[" [ item { "," item } ] "]"
//   item        := literal | LIST | other
//   literal     := NUMBER | NUMBER ".." NUMBER | STRING | WORD
//   other       := "args." WORD | "context." WORD | "parent." WORD | "ancestor." WORD | FUNCTION "(" field ")"
//
// An "i" after an operator on texts (=i, startswithi) makes it ignore case. With several literals
// a test passes if any of them does, but for "has" and "contains_all", which want all of them. A WORD on the right is
// a constant (O_WRONLY, bash); a field there is an `other`. A test of a field that is absent is false, also with "!=",
// "!~" and "not" before the operator.
#pragma once

#include "common/base/result.h"
#include "common/predicate/expr.h"
#include "rules/lang/text/source.h"
#include "rules/lang/text/vocabulary.h"

namespace trace {

// Errors: invalid, with file:line:column, the line and a caret.
Result<Expr> parse_condition(const SourceText& source, const SourceFile& file, Vocabulary& vocabulary);
// The same for a part of a condition, within the room that is left for all of it.
Result<Expr> parse_condition_within(const SourceText& source, const SourceFile& file, Vocabulary& vocabulary,
                                    Room& room);

}  // namespace trace
