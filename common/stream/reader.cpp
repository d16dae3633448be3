// SPDX-License-Identifier: Apache-2.0
#include "common/stream/reader.h"

#include <string_view>
#include <utility>

#include "common/stream/frame_reader.h"
#include "common/stream/json_reader.h"
#include "common/stream/window.h"
#include "common/stream/zstd_source.h"

namespace trace {
namespace {

constexpr std::size_t kStartSize = 16;  // enough to tell the formats apart

// Reads until the start of the stream is there, or all of it if it is shorter.
Status fill_start(Window& window) {
  while (window.bytes().size() < kStartSize) {
    TRY_ASSIGN(const bool more, window.fill());
    if (!more) break;
  }
  return ok();
}

// Gives out what a window holds, then what comes behind it.
class WindowSource final : public ByteSource {
 public:
  explicit WindowSource(Window window) : window_(std::move(window)) {}

  Result<std::size_t> read(std::span<char> buffer) override {
    if (window_.bytes().empty()) {
      TRY_ASSIGN(const bool more, window_.fill());
      if (!more) return std::size_t{0};
    }
    const std::size_t count = window_.bytes().copy(buffer.data(), buffer.size());
    window_.drop(count);
    return count;
  }

 private:
  Window window_;
};

}  // namespace

Result<std::unique_ptr<EventReader>> open_reader(std::unique_ptr<ByteSource> source) {
  Window window(std::move(source));
  TRY(fill_start(window));
  if (window.bytes().starts_with(kZstdMagic)) {
    window = Window(decompress_zstd(std::make_unique<WindowSource>(std::move(window))));
    TRY(fill_start(window));
  }
  if (looks_like_frames(window.bytes())) return make_frame_reader(std::move(window));
  if (window.bytes().starts_with("\xef\xbb\xbf")) window.drop(3);  // a byte order mark
  return make_json_reader(std::move(window));
}

}  // namespace trace
