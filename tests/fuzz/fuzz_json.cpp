// SPDX-License-Identifier: Apache-2.0
// Lines of JSON, or whatever else begins a stream; and as one line, which both ways to read it have to read alike.
#include <cstdlib>

#include "tests/fuzz/read_all.h"
#include "tests/support/decoded_line.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using trace::DecodedLine;
  using Ways = trace::JsonDecoder::Ways;
  const std::string input(reinterpret_cast<const char*>(data), size);
  if (DecodedLine(input, Ways::both).bytes() != DecodedLine(input, Ways::general).bytes()) std::abort();
  trace::read_all(input);
  return 0;
}
