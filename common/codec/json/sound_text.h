// SPDX-License-Identifier: Apache-2.0
// Lines that simdjson refuses, although Go reads them: bytes that are not UTF-8, and surrogates that stand alone.
#pragma once

#include <string>
#include <string_view>

namespace trace::json {

// The line itself, if there is none such in it; else a copy in `copy` that has U+FFFD for each, and bytes behind it that
// can be read, as simdjson wants them.
std::string_view sound_text(std::string_view line, std::string& copy);

}  // namespace trace::json
