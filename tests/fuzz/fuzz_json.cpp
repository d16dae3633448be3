// SPDX-License-Identifier: Apache-2.0
// Lines of JSON, or whatever else begins a stream; and line by line, which both ways to read it have to read alike, the
// quick one also where it has learnt from the lines before.
#include <cstdlib>

#include "tests/fuzz/read_all.h"
#include "tests/support/decoded_line.h"
#include "tests/support/general_line.h"

namespace trace {

void compare_lines(std::string_view rest) {
  JsonDecoder learning;
  while (true) {
    const std::size_t newline = rest.find('\n');
    const std::string_view line = rest.substr(0, newline);
    const std::string general = GeneralLine(line).bytes();
    for (int time = 0; time < 2; ++time) {
      DecodedLine decoded(line, std::move(learning));
      if (decoded.bytes() != general) std::abort();
      learning = decoded.take_decoder();
    }
    if (newline == std::string_view::npos) return;
    rest.remove_prefix(newline + 1);
  }
}

}  // namespace trace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string input(reinterpret_cast<const char*>(data), size);
  trace::compare_lines(input);
  trace::read_all(input);
  return 0;
}
