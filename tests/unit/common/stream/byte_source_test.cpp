// SPDX-License-Identifier: Apache-2.0
#include "common/stream/byte_source.h"

#include <zstd.h>

#include <catch2/catch.hpp>

#include "common/codec/encoder.h"
#include "tests/support/items.h"

namespace trace {
namespace {

using Items = std::vector<std::string>;

std::string packed(const std::string& bytes) {
  std::string out(ZSTD_compressBound(bytes.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), bytes.data(), bytes.size(), 3));
  return out;
}

std::string stream_of_frames() {
  const auto encoder = make_frame_encoder();
  std::string out;
  encoder->begin({0, 2, "box1", "6.12.0"}, out);
  encoder->totals({}, true, 0, out);
  return out;
}

TEST_CASE("a compressed stream is told by its first bytes, frames or JSON, in pieces of any size") {
  const std::string json = "{\"eventName\":\"openat\"}\n";
  for (const std::size_t chunk : {std::size_t{1}, std::size_t{7}, SIZE_MAX}) {
    CHECK(items_of(packed(stream_of_frames()), chunk) == Items{"end", "complete"});
    CHECK(items_of(packed(json + json), chunk) == Items(2, "event openat"));
    CHECK(items_of(packed(json) + packed(json), chunk) == Items(2, "event openat"));
  }
}

// A skippable frame of Zstandard that holds `text`.
std::string skippable(std::string_view text) {
  std::string out("\x5e\x2a\x4d\x18", 4);
  const auto size = static_cast<std::uint32_t>(text.size());
  out.append(reinterpret_cast<const char*>(&size), sizeof(size));
  return out.append(text);
}

TEST_CASE("skippable frames are passed over: first, between and after compressed frames, and between blocks") {
  const std::string stream = stream_of_frames();
  const std::size_t head = stream.size() - sizeof(wire_totals) - sizeof(wire_sync);
  const std::string first = stream.substr(0, head);
  const std::string rest = stream.substr(head);
  const std::string seal = skippable("seal of a megabyte") + skippable(std::string(100'000, '{'));
  for (const std::size_t chunk : {std::size_t{1}, std::size_t{7}, SIZE_MAX}) {
    CHECK(items_of(seal + first + seal + rest + seal, chunk) == Items{"end", "complete"});
    CHECK(items_of(seal + packed(first) + seal + packed(rest) + seal, chunk) == Items{"end", "complete"});
  }
}

TEST_CASE("a skippable frame that is cut is told") {
  const std::string stream = stream_of_frames();
  const std::string seal = skippable("a seal");
  for (std::size_t size = 1; size < seal.size(); ++size) {
    const Items items = items_of(stream + seal.substr(0, size));
    INFO(size);
    REQUIRE(items.size() == 2);  // it is not complete
    CHECK(items.back().starts_with("malformed " + std::to_string(stream.size())));
  }
}

TEST_CASE("a compressed stream that is cut fails, and says so") {
  const std::string bytes = packed(stream_of_frames());
  const Items items = items_of(bytes.substr(0, bytes.size() / 2));
  REQUIRE(!items.empty());
  CHECK(items.back() == "error: the compressed file is cut off");
}

TEST_CASE("a compressed stream that is damaged ends, and is not complete") {
  const std::string bytes = packed(stream_of_frames());
  for (std::size_t at = 4; at < bytes.size(); at += 97) {
    std::string damaged = bytes;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x40);
    CHECK(items_of(damaged).size() < 1000);
  }
}

TEST_CASE("a file that is not there is named") {
  const auto source = open_bytes("/nonexistent/file");
  REQUIRE(!source);
  CHECK(source.error().message == "opening \"/nonexistent/file\": No such file or directory");
}

}  // namespace
}  // namespace trace
