// SPDX-License-Identifier: Apache-2.0
// Numbers as the kernel's names for them, and back: O_WRONLY|O_CREAT.
//
// The names are Tracee's (option parse-arguments), where Tracee does not err. A text says all of its number: bits without a name
// are at its end in hex, and permissions are octal, as strace(1) shows them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/catalog/meanings.h"
#include "common/catalog/types.h"

namespace trace {

// Values of this meaning are shown only if somebody asked for them.
bool is_secret(Meaning meaning);

// Whether a number of this meaning is written in octal, with a 0 before it, as permissions are.
bool is_octal(Meaning meaning);

// `raw` is sign-extended if the field's type is signed: flags are the bits that the type has, and a number without a name keeps
// its sign. Meaning::none gives the decimal number.
std::string meaning_text(Meaning meaning, std::uint64_t raw, wire_type type = WIRE_U64);

// The number by which x86_64 has what `raw` means in an event of `architecture`: what conditions and filters compare, so that one
// that was written by names holds everywhere. What x86_64 has no name for keeps its number.
std::uint64_t common_number(Meaning meaning, Architecture architecture, std::uint64_t raw);

// What a number is called on each architecture, if that differs: "O_DIRECT on x86_64, O_DIRECTORY on arm64". Empty if it does not.
std::string differing_names(Meaning meaning, std::uint64_t raw);

// The number that a text is of: names and numbers joined by '|', decimal, 0x... or, of a mode, octal after a 0. Nothing if a name
// is unknown. Of a meaning that depends on a neighbour or on the
// architecture all names are taken.
std::optional<std::uint64_t> parse_meaning(Meaning meaning, std::string_view text);

// The names that a text of this meaning is made of.
std::vector<std::string_view> meaning_names(Meaning meaning);

}  // namespace trace
