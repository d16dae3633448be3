// SPDX-License-Identifier: Apache-2.0
#include "common/seal/compressor.h"

#include <array>

#include <catch2/catch.hpp>

#include "common/stream/byte_source.h"
#include "common/stream/zstd_source.h"

namespace trace {
namespace {

std::string decompressed(const std::string& packed) {
  const auto source = decompress(bytes_of(packed));
  std::string plain;
  std::array<char, 1000> buffer;
  while (true) {
    const auto n = source->read(buffer);
    if (!n || *n == 0) return plain;
    plain.append(buffer.data(), *n);
  }
}

TEST_CASE("what was flushed can be decompressed, though its frame has no end") {
  Compressor compressor;
  std::string out;
  compressor.add("first ", out);
  compressor.flush(out);
  compressor.add("second", out);
  CHECK(decompressed(out) == "first ");
  compressor.end(out);
  CHECK(decompressed(out) == "first second");
}

TEST_CASE("frames are readable one by one, and joined") {
  Compressor compressor;
  std::string first, second;
  compressor.add(std::string(300'000, 'a'), first);
  compressor.end(first);
  compressor.add("b", second);
  compressor.end(second);
  CHECK(decompressed(first) == std::string(300'000, 'a'));
  CHECK(decompressed(second) == "b");
  CHECK(decompressed(first + second) == std::string(300'000, 'a') + "b");
}

TEST_CASE("a frame has a checksum") {
  Compressor compressor;
  std::string out;
  compressor.add("text", out);
  compressor.end(out);
  out.back() = static_cast<char>(out.back() ^ 1);
  const auto source = decompress(bytes_of(out));
  std::array<char, 100> buffer;
  const auto all = source->read(buffer);
  CHECK((!all || !source->read(buffer)));
}

}  // namespace
}  // namespace trace
