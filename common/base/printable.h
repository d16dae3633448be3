// SPDX-License-Identifier: Apache-2.0
// Text that somebody else chose (a process name, a path, a command line, a file of signatures), made safe for a
// terminal. Everything that the two programs print for people goes through here; nothing else escapes for a terminal.
//
// Written as \xNN, byte by byte:
//
//   - C0 controls and DEL; the caller says whether tabs and line ends pass
//   - C1 controls: U+009B begins a command as ESC [ does, and terminals obey it in UTF-8 too (ECMA-48, 5.3)
//   - bytes that are not UTF-8: in an 8-bit terminal they are C1 controls
//   - what changes the order of the line or is not seen: marks of direction (UAX 9), of zero width, line and paragraph
//     separators, tags. A name with them looks like another name (CVE-2021-42574).
#pragma once

#include <string>
#include <string_view>

namespace trace {

// What passes besides printable characters.
enum class Blanks : unsigned char { none, tabs, tabs_and_lines };

void append_printable(std::string& out, std::string_view text, Blanks pass = Blanks::none);
std::string printable(std::string_view text, Blanks pass = Blanks::none);

// The same of one value as it came, a path or an argument, say. Where it has \xNN in it, its backslash is written \x5c: whatever
// stands printed as \xNN is a byte, and two values never look alike. Not to be said of what is printable already.
void append_printable_value(std::string& out, std::string_view value);
std::string printable_value(std::string_view value);

// How many characters a text has that is UTF-8.
std::size_t characters_of(std::string_view text);

}  // namespace trace
