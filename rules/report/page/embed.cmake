# SPDX-License-Identifier: Apache-2.0
# Writes OUTPUT, a header that holds style.css and script.js of FOLDER as constants. The lines of the licence stay out of the page.
set(out "// Made by rules/report/page/embed.cmake.\n#pragma once\n\nnamespace trace {\n\n")
foreach(asset "Style;style.css" "Script;script.js")
  list(GET asset 0 name)
  list(GET asset 1 file)
  file(READ "${FOLDER}/${file}" text)
  string(REGEX REPLACE "^[^\n]*SPDX[^\n]*\n" "" text "${text}")
  string(APPEND out "inline constexpr char k${name}[] = R\"~asset~(${text})~asset~\";\n\n")
endforeach()
string(APPEND out "}  // namespace trace\n")
file(WRITE "${OUTPUT}" "${out}")
