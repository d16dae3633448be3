// SPDX-License-Identifier: Apache-2.0
#include "tests/support/reference.h"

#include <cstdio>
#include <cstdlib>

#include "common/stream/byte_source.h"

namespace trace::test {

std::optional<std::string> read_reference(const std::string& file, const std::string& name) {
  const char* const folder = std::getenv("TRACE_REFERENCE");
  const std::string path =
      (folder != nullptr ? std::string(folder) : TRACE_SOURCE_DIR "/../shared/reference") + "/" +
      file;
  auto source = open_bytes(path);
  if (!source) {
    std::fprintf(stderr, "SKIPPED: %s: %s (set TRACE_REFERENCE to the folder that has it)\n",
                 name.c_str(), source.error().message.c_str());
    return std::nullopt;
  }
  std::string text;
  std::string chunk(65536, '\0');
  while (true) {
    const auto count = (*source)->read(chunk);
    if (!count || *count == 0) return text;
    text.append(chunk, 0, *count);
  }
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::size_t start = 0;
  while (start < text.size()) {
    const std::size_t end = text.find('\n', start);
    lines.push_back(text.substr(start, end - start));
    if (end == std::string::npos) break;
    start = end + 1;
  }
  return lines;
}

}  // namespace trace::test
