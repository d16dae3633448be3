// SPDX-License-Identifier: Apache-2.0
// A value as the table shows it: Go's default formatting, which is what Tracee's tables have.
#pragma once

#include <string>
#include <string_view>

#include "common/event/event.h"

namespace trace {

// Whether a table has the argument: not if it is absent, which JSON says in a member of its own, but if it could not be read.
bool is_in_table(const Event& event, std::size_t ordinal);

// As the function below, of an argument that is in the table: says besides whether the value is cut off, or could not be read.
void append_argument(std::string& out, const Event& event, std::size_t ordinal, bool symbols);

// Appends the value. With `symbols` numbers that have a meaning are names, and pointers hexadecimal; an absent argument
// is the zero of its type. Texts are appended by append_printable_value(). Elements of a list of texts that are empty, or have a
// blank or a quote in them, are in quotes, so that ["a b"] and [a b] are two lists.
void append_go_text(std::string& out, const FieldSpec& field, const Value& value, bool symbols);

}  // namespace trace
