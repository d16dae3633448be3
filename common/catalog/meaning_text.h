// SPDX-License-Identifier: Apache-2.0
// Numbers as the kernel's names for them, and back: O_WRONLY|O_CREAT.
//
// The texts are Tracee's (option parse-arguments): what has no name is the decimal number, taken as unsigned.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/catalog/meanings.h"

namespace trace {

// Values of this meaning are shown only if somebody asked for them.
bool is_secret(Meaning meaning);

// `raw` is sign-extended if the field's type is signed. Meaning::none gives the decimal number.
std::string meaning_text(Meaning meaning, std::uint64_t raw);

// What meaning_text() could have been given: names joined by '|', or a decimal number. Nothing if a name is unknown.
// Bits that the text does not show are 0. Of a meaning that depends on a neighbour all names are taken.
std::optional<std::uint64_t> parse_meaning(Meaning meaning, std::string_view text);

// The names that a text of this meaning is made of.
std::vector<std::string_view> meaning_names(Meaning meaning);

}  // namespace trace
