// SPDX-License-Identifier: Apache-2.0
// A value as the table shows it: Go's default formatting, which is what Tracee's tables have.
#pragma once

#include <string>
#include <string_view>

#include "common/event/event.h"

namespace trace {

// As the functions below, of an argument of an event: says besides whether the value is cut off, or is absent since it could
// not be read, which JSON has in members of its own.
void append_argument(std::string& out, const Event& event, std::size_t ordinal, bool symbols);

// Appends the value. With `symbols` numbers that have a meaning are names, and pointers hexadecimal; an absent argument
// is the zero of its type. Texts are appended by append_printable(). Elements of a list of texts that are empty, or have a
// blank or a quote in them, are in quotes, so that ["a b"] and [a b] are two lists.
void append_go_text(std::string& out, const FieldSpec& field, const Value& value, bool symbols);

}  // namespace trace
