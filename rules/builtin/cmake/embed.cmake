# SPDX-License-Identifier: Apache-2.0
# Writes OUTPUT, a C++ file that holds the text of each of FILES (separated by "|") under its name.
string(REPLACE "|" ";" files "${FILES}")
set(out "// Made by rules/builtin/cmake/embed.cmake.\n#include \"rules/builtin/shipped.h\"\n\nnamespace trace {\n\n")
string(APPEND out "std::vector<SourceFile> shipped_signatures() {\n  return {\n")
foreach(file IN LISTS files)
  get_filename_component(name "${file}" NAME)
  file(READ "${file}" text)
  string(APPEND out "      {\"shipped/${name}\", R\"~yaml~(${text})~yaml~\"},\n")
endforeach()
string(APPEND out "  };\n}\n\n}  // namespace trace\n")
file(WRITE "${OUTPUT}" "${out}")
