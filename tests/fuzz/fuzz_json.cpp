// SPDX-License-Identifier: Apache-2.0
// Lines of JSON, or whatever else begins a stream.
#include "tests/fuzz/read_all.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  trace::read_all(std::string(reinterpret_cast<const char*>(data), size));
  return 0;
}
