// SPDX-License-Identifier: Apache-2.0
// What a literal of a field may be. A literal that the field can never hold is an error, since the test would never, or
// always, hold, and nobody would be told:
//
//   numbers   in the range of the type; symbols that the meaning has; true and false for a truth
//   texts     as long as the kernel keeps them (Meaning::short_name; WIRE_STRING_MAX), a system call that there is, an address or network, a path as
//             the kernel writes them (TextKind::kernel_path): from the root on, with nothing in it to be resolved; all of the id of a container
#pragma once

#include <string>
#include <string_view>

#include "common/base/result.h"
#include "common/catalog/ops.h"
#include "common/predicate/field.h"
#include "common/predicate/number.h"

namespace trace {

// Whether a leading 0 means octal: the field is a mode of a file.
LeadingZero leading_zero(const FieldType& type);

// The number that a text stands for in a field of the type: decimal, 0x1f, 0o17, 0755 of a mode, symbols joined by '|', true
// or false. Hexadecimal and octal digits are bits: 0xffffffff of a signed field of 32 bits is -1. `field` is for messages.
// Errors: invalid.
Result<Number> number_of(std::string_view text, std::string_view field, const FieldType& type);

// Errors: invalid, if a number in the text means one thing on one architecture and another on the next: a condition holds for events of
// any, so it names what it means. Names of numbers are the same everywhere.
Status check_architectures(std::string_view text, std::string_view field, Meaning meaning);

// Errors: invalid, if a test by `op` of a text in a field of the type can never hold. `field` is for messages.
Status check_text(Op op, std::string_view literal, std::string_view field, const FieldType& type);
// Errors: invalid, if no text of the field is this one.
Status check_value(std::string_view text, std::string_view field, const FieldType& type);

}  // namespace trace
