// SPDX-License-Identifier: Apache-2.0
// Lower case of letters that are not of ASCII. A table of our own: that of libc depends on a locale, whose files are not
// on every machine, and a detection must not.
#pragma once

#include <cstdint>

namespace trace {

// The code point itself if it is no capital letter. REQUIRES: code > 0x7f. O(log of the runs).
char32_t lower_of(char32_t code);

}  // namespace trace
