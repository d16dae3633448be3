// SPDX-License-Identifier: Apache-2.0
#include "common/stream/reader.h"

#include <array>
#include <cstring>

#include "common/stream/frame_scanner.h"
#include "common/stream/readers.h"
#include "common/stream/skippable.h"
#include "common/stream/zstd_source.h"

namespace trace {
namespace {

constexpr std::string_view kZstdMagic("\x28\xb5\x2f\xfd", 4);  // RFC 8878, section 3.1.1
constexpr std::size_t kLookedAt = 64;                          // bytes, to tell what it is

// Reads until there are n bytes, or the source is at its end.
Status fill(Input& input, std::size_t n) {
  while (input.data().size() < n) {
    TRY_ASSIGN(const bool more, input.more());
    if (!more) break;
  }
  return ok();
}

// What may begin JSON: an object, a list, blanks, a byte order mark.
bool may_be_json(std::string_view data) {
  return data.empty() || std::string_view("{[ \t\r\n\xef").find(data[0]) != std::string_view::npos;
}

// What is not read, by its first bytes, and what to do about it.
struct Foreign {
  std::string_view magic;
  std::string_view what;
};
constexpr auto kForeign = std::to_array<Foreign>({
    {"\x1f\x8b", "it is compressed by gzip, which is not read (zcat FILE | trace-rules)"},
    {"\xfd"
     "7zXZ",
     "it is compressed by xz, which is not read (xzcat FILE | trace-rules)"},
    {"BZh", "it is compressed by bzip2, which is not read (bzcat FILE | trace-rules)"},
    {"\x04\x22\x4d\x18", "it is compressed by lz4, which is not read (lz4cat FILE | trace-rules)"},
    {"PK\x03\x04", "it is a zip archive, which is not read (unzip -p FILE | trace-rules)"},
    {"\xff\xfe", "it is UTF-16, which is not read (iconv -f UTF-16 -t UTF-8 FILE | trace-rules)"},
    {"\xfe\xff", "it is UTF-16, which is not read (iconv -f UTF-16 -t UTF-8 FILE | trace-rules)"},
});

Status refuse_foreign(std::string_view data) {
  for (const Foreign& one : kForeign) {
    if (data.starts_with(one.magic)) return Error{Code::unsupported, std::string(one.what)};
  }
  return ok();
}

// Of a STREAM frame; 0 if the data is too short for one.
std::uint64_t magic_of(std::string_view data) {
  std::uint64_t magic = 0;
  constexpr std::size_t kAt = offsetof(wire_stream, magic);
  if (data.size() >= kAt + sizeof(magic)) std::memcpy(&magic, data.data() + kAt, sizeof(magic));
  return magic;
}

Status refuse_other_byte_order(std::string_view data) {
  if (magic_of(data) != __builtin_bswap64(WIRE_MAGIC)) return ok();
  return Error{Code::unsupported,
               "it was written by a machine of the other byte order (big endian), which is not read"};
}

// By its head, of which there may be little; or, if the beginning is missing or damaged, by a NUL, which no text has.
bool is_of_frames(std::string_view data) {
  return may_be_stream_frame(data) || magic_of(data) == WIRE_MAGIC ||
         data.substr(0, kLookedAt).find('\0') != std::string_view::npos;
}

}  // namespace

bool is_same_stream(const StreamInfo& a, const StreamInfo& b) {
  return a.mark == b.mark && a.boot_time_ns == b.boot_time_ns && a.host == b.host && a.architecture == b.architecture;
}

Result<std::unique_ptr<EventReader>> open_reader(std::unique_ptr<ByteSource> source) {
  Input input(std::move(source));
  TRY(pass_skippable_frames(input));
  // A pipe may hold less than is looked at for long, if it is JSON: the first byte tells.
  TRY(fill(input, 1));
  if (!may_be_json(input.data())) TRY(fill(input, kZstdMagic.size()));
  TRY(refuse_foreign(input.data()));
  const bool is_cut_in_magic = !input.data().empty() && input.data().size() < kZstdMagic.size();
  if (input.data().starts_with(kZstdMagic) || (is_cut_in_magic && kZstdMagic.starts_with(input.data()))) {
    input.wrap(decompress);
    TRY(fill(input, 1));
  }
  if (!may_be_json(input.data())) TRY(fill(input, kLookedAt));
  TRY(refuse_other_byte_order(input.data()));
  return is_of_frames(input.data()) ? make_frame_reader(std::move(input)) : make_json_reader(std::move(input));
}

}  // namespace trace
