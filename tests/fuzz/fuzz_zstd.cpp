// SPDX-License-Identifier: Apache-2.0
// What is compressed: its first megabyte, in memory of exactly its size.
#include <array>
#include <string>

#include "common/stream/byte_source.h"
#include "common/stream/zstd_source.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace trace;
  constexpr std::size_t kMost = 1 << 20;
  const auto source = decompress(bytes_of(std::string(reinterpret_cast<const char*>(data), size)));
  std::array<char, 16384> buffer;
  for (std::size_t read = 0; read < kMost;) {
    const auto n = source->read(buffer);
    if (!n || *n == 0) break;
    read += *n;
  }
  return 0;
}
