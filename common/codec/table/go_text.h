// SPDX-License-Identifier: Apache-2.0
// A value as the table shows it: Go's default formatting, which is what Tracee's tables have.
#pragma once

#include <string>
#include <string_view>

#include "common/event/event.h"

namespace trace {

// Appends the value. With `symbols` numbers that have a meaning are names, and pointers hexadecimal; an absent argument
// is the zero of its type. Texts are appended by append_printable().
void append_go_text(std::string& out, const FieldSpec& field, const Value& value, bool symbols);

}  // namespace trace
