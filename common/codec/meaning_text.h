// SPDX-License-Identifier: Apache-2.0
// Numbers as the symbols that the kernel's headers call them by, and back: 577 is
// O_WRONLY|O_CREAT|O_TRUNC.
//
// The texts are Tracee's, including where they leave something out: bits without a name are dropped
// from flags as soon as one bit has a name. So a text read back gives the named part of the number.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/catalog/catalog.h"

namespace trace {

// The text of `raw`, the value extended to 64 bits with its sign. A number without any name is
// shown in decimal, unsigned. REQUIRES: meaning is not none.
std::string meaning_text(Meaning meaning, std::uint64_t raw);
void append_meaning_text(Meaning meaning, std::uint64_t raw, std::string& out);

// The number of a text that meaning_text() gave, or of any symbols of the meaning joined by '|', or
// of a decimal number. Returns nothing if a part is none of these; an empty text is the number of a
// mode (0) and of nothing else.
std::optional<std::uint64_t> parse_meaning(Meaning meaning, std::string_view text);

}  // namespace trace
