// SPDX-License-Identifier: Apache-2.0
#include "common/stream/reader.h"

#include <cstring>

#include "common/stream/readers.h"
#include "common/stream/zstd_source.h"

namespace trace {
namespace {

constexpr std::string_view kZstdMagic("\x28\xb5\x2f\xfd", 4);  // RFC 8878, section 3.1.1

// Reads until there are n bytes, or the source is at its end.
Status fill(Input& input, std::size_t n) {
  while (input.data().size() < n) {
    TRY_ASSIGN(const bool more, input.more());
    if (!more) break;
  }
  return ok();
}

bool begins_with_frames(std::string_view data) {
  if (data.size() < sizeof(wire_header) + sizeof(std::uint64_t)) return false;
  std::uint64_t magic = 0;
  std::memcpy(&magic, data.data() + offsetof(wire_stream, magic), sizeof(magic));
  return magic == WIRE_MAGIC;
}

}  // namespace

Result<std::unique_ptr<EventReader>> open_reader(std::unique_ptr<ByteSource> source) {
  Input input(std::move(source));
  TRY(fill(input, kZstdMagic.size()));
  if (input.data().starts_with(kZstdMagic)) input.wrap(decompress);
  // A pipe may hold less than this for long, if it is JSON: the first byte tells.
  TRY(fill(input, 1));
  const bool json = !input.data().empty() && (input.data()[0] == '{' || input.data()[0] == '\n');
  if (!json) TRY(fill(input, offsetof(wire_stream, magic) + sizeof(std::uint64_t)));
  return begins_with_frames(input.data()) ? make_frame_reader(std::move(input)) : make_json_reader(std::move(input));
}

}  // namespace trace
