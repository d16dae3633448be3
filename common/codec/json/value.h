// SPDX-License-Identifier: Apache-2.0
// A value of an argument as JSON, by its shape; the readers' counterpart is read_value.h.
#pragma once

#include <string>

#include "common/event/event.h"

namespace trace {

// Appends the value. With parse_arguments numbers that have a meaning are symbols, and addresses hexadecimal texts.
void append_json_value(std::string& out, const FieldSpec& field, const Value& value, bool parse_arguments);

// What stands for an argument that was not sent, which is what Tracee writes: the zero of its type.
void append_json_zero(std::string& out, const FieldSpec& field, bool parse_arguments);

// Whether an argument that was not sent is a pointer to Tracee, as those are that would have been followed.
bool is_pointer_if_absent(const FieldSpec& field);

// Whether a value is shown as a symbol.
inline bool is_symbol(const FieldSpec& field, const Value& value) {
  return field.meaning != Meaning::none &&
         (std::holds_alternative<std::int64_t>(value) || std::holds_alternative<std::uint64_t>(value));
}

}  // namespace trace
