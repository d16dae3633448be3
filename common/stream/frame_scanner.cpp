// SPDX-License-Identifier: Apache-2.0
#include "common/stream/frame_scanner.h"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <utility>

#include "common/base/bytes.h"
#include "common/stream/skippable.h"

namespace trace {
namespace {

bool is_size(std::size_t size) {
  return size >= sizeof(wire_header) && size <= FrameScanner::kFrameMax;
}

// What every STREAM frame begins with.
std::string_view stream_signature() {
  static const wire_stream stream = [] {
    wire_stream frame{};
    frame.header = {sizeof(frame), WIRE_KIND_STREAM, 0};
    frame.magic = WIRE_MAGIC;
    return frame;
  }();
  return {reinterpret_cast<const char*>(&stream), offsetof(wire_stream, version)};
}

}  // namespace

bool may_be_stream_frame(std::string_view data) {
  const std::size_t size = std::min(data.size(), stream_signature().size());
  return size > 0 && data.substr(0, size) == stream_signature().substr(0, size);
}

namespace {

// Where the first STREAM frame begins that is sound, or of which only the beginning is there.
std::size_t find_head(std::string_view data) {
  for (std::size_t at = data.find(stream_signature()); at != std::string_view::npos;
       at = data.find(stream_signature(), at + 1)) {
    if (data.size() - at < sizeof(wire_stream)) return at;
    const auto stream = load<wire_stream>(data, at);
    if (stream.crc == checksum(stream)) return at;
  }
  return std::string_view::npos;
}

std::string what_is_wrong(std::string_view data) {
  if (data.size() < sizeof(wire_header)) return "the stream ends within a frame's header";
  const std::size_t size = load<wire_header>(data).size;
  if (is_size(size)) return "the stream ends within a frame";
  return "a frame of " + std::to_string(size) + " bytes";
}

// Nothing was skipped if the place to go on at was found in the frame before.
std::string skipped(std::uint64_t from, std::uint64_t to) {
  return to <= from ? "" : ": " + std::to_string(to - from) + " bytes are skipped";
}

}  // namespace

FrameScanner::Found FrameScanner::next() {
  pass();
  if (head_is_lost_) {
    head_is_lost_ = false;
    if (const Status sought = seek(true); !sought) return sought.error();
  }
  if (over_) return NothingMore{};
  if (position() == boundary_) {
    const Result<bool> passed = pass_skippable_frames(input_);
    if (!passed) return passed.error();
    if (!*passed) {
      over_ = true;
      what_ = "the stream ends within a skippable frame";
      return Malformed{boundary_, what_, true};
    }
    boundary_ = position();
  }
  const Result<bool> whole = fill_frame();
  if (!whole) return whole.error();
  if (!*whole && input_.data().empty()) {
    over_ = true;
    return NothingMore{};
  }
  if (!*whole) return lose_way(what_is_wrong(input_.data()));
  const auto header = load<wire_header>(input_.data());
  const std::string_view frame = input_.data().substr(0, header.size);
  // Nobody writes a SYNC frame into another. (Those who read an event see that its size is wrong.)
  const bool is_too_large = header.kind != WIRE_KIND_EVENT && header.kind != WIRE_KIND_SYNC && has_sync(frame);
  if (is_too_large)
    return lose_way("a frame of " + std::to_string(header.size) + " bytes with the end of its block in it");
  used_ = header.size;
  if (header.kind == WIRE_KIND_SYNC) return end_block(frame);
  return Frame{header, frame};
}

void FrameScanner::begin(const wire_stream& stream) {
  const bool is_first = (stream.flags & WIRE_STREAM_AGAIN) == 0;
  // One that is joined may be at any block, of which this may not be the beginning.
  number_ = is_first ? std::optional<std::uint64_t>(0) : std::nullopt;
  if (is_first) boundary_ = position();
  block_ = Block(stream);
  not_summed_ = 0;
  has_stream_ = true;
  suspect_ = sizes_are_sure_ = false;
}

FrameScanner::Found FrameScanner::refuse(std::string what) {
  if (!has_stream_) return refuse_head(std::move(what));
  const std::uint64_t from = position();
  const Result<bool> hold = sizes_hold();
  if (!hold) return hold.error();
  if (!*hold) {
    if (const Status sought = seek(false); !sought) return sought.error();
    what += skipped(from, position());
  }
  what_ = std::move(what);
  return Malformed{from, what_};
}

FrameScanner::Found FrameScanner::refuse_head(std::string what) {
  what_ = std::move(what);
  used_ = std::min<std::size_t>(1, input_.data().size());  // its size is not to be believed either
  head_is_lost_ = true;
  return Malformed{position(), what_};
}

void FrameScanner::pass() {
  input_.consume(used_);
  not_summed_ += std::exchange(used_, 0);
}

Result<bool> FrameScanner::more() {
  block_.add(input_.consumed(std::exchange(not_summed_, 0)));
  return input_.more();
}

// Makes sure that data() holds so many bytes. False if the stream ends before.
Result<bool> FrameScanner::fill(std::size_t size) {
  while (input_.data().size() < size) {
    TRY_ASSIGN(const bool more_came, more());
    if (!more_came) return false;
  }
  return true;
}

// Makes sure that data() holds a frame. False if the stream ends before, or the size cannot be believed.
Result<bool> FrameScanner::fill_frame() {
  TRY_ASSIGN(const bool has_header, fill(sizeof(wire_header)));
  if (!has_header) return false;
  const std::size_t size = load<wire_header>(input_.data()).size;
  if (!is_size(size)) return false;
  return fill(size);
}

bool FrameScanner::has_sync(std::string_view frame) const {
  const std::string_view mark = block_.signature();
  return !mark.empty() && frame.find(mark) != std::string_view::npos;
}

// No whole frame is left, or none whose size can be believed.
FrameScanner::Found FrameScanner::lose_way(std::string what) {
  if (!has_stream_ && may_be_stream_frame(input_.data()) && input_.data().size() < sizeof(wire_stream)) {
    over_ = true;
    what_ = "the stream ends within its head";
    return Malformed{position(), what_, true};
  }
  if (!has_stream_) return refuse_head(std::move(what));
  const std::uint64_t from = position();
  const bool is_whole_so_far =
      input_.data().size() < sizeof(wire_header) || is_size(load<wire_header>(input_.data()).size);
  const std::string_view mark = block_.signature();
  over_ = !mark.empty() && input_.data().starts_with(mark);  // a SYNC frame that is cut off: nothing follows
  if (!over_) {
    if (const Status sought = seek(false); !sought) return sought.error();
  }
  if (!over_) what += skipped(from, position());
  what_ = std::move(what);
  return Malformed{from, what_, over_ && is_whole_so_far};
}

FrameScanner::Found FrameScanner::end_block(std::string_view frame) {
  block_.add(input_.consumed(std::exchange(not_summed_, 0)));
  const auto sync = load<wire_sync>(frame);
  const wire_sync due = block_.end(sync.number);
  const bool is_ours =
      has_stream_ && frame.size() == sizeof(sync) && std::memcmp(sync.mark, due.mark, sizeof(due.mark)) == 0;
  if (!is_ours) return refuse("a sync frame that is not of this stream");
  const bool is_sound = !suspect_ && std::memcmp(&sync, &due, sizeof(sync)) == 0;
  const bool follows = !number_ || *number_ == sync.number;
  if (!is_sound) {
    what_ = "the checksum is wrong";
  } else if (!follows) {
    what_ = "block " + std::to_string(sync.number) + " follows block " + std::to_string(*number_ - 1);
  }
  input_.consume(std::exchange(used_, 0));
  const std::uint64_t first = std::exchange(boundary_, position());
  number_ = is_sound ? std::optional<std::uint64_t>(sync.number + 1) : std::nullopt;
  block_.clear();
  suspect_ = sizes_are_sure_ = false;
  if (is_sound && follows) return BlockEnd{};
  return Damaged{first, boundary_ - 1, what_};
}

// Consumes what is before the next SYNC frame, or with `head` STREAM frame, and ends the stream if there is none. The SYNC frame
// may be in a frame before, if that has a size that is too large, or misses bytes.
Status FrameScanner::seek(bool head) {
  const std::string_view mark = block_.signature();
  if (!head) input_.put_back(not_summed_);
  used_ = not_summed_ = 0;
  suspect_ = true;
  over_ = mark.empty() && !head;
  while (!over_) {
    const std::string_view data = input_.data();
    const std::size_t sync = mark.empty() ? std::string_view::npos : data.find(mark);
    const std::size_t stream = head ? find_head(data) : std::string_view::npos;
    const bool is_cut = stream != std::string_view::npos && data.size() - stream < sizeof(wire_stream);
    const std::size_t found = is_cut ? sync : std::min(sync, stream);
    if (found != std::string_view::npos) {
      input_.consume(found);
      return ok();
    }
    constexpr std::size_t kKept = sizeof(wire_stream) - 1;  // may be the beginning of what is sought
    input_.consume(data.size() - std::min(data.size(), kKept));
    TRY_ASSIGN(const bool more_came, input_.more());
    over_ = !more_came;
  }
  return ok();
}

// Whether the sizes of this frame and of those after it lead to the end of the block, so that none of them is damaged.
Result<bool> FrameScanner::sizes_hold() {
  const std::string_view mark = block_.signature();
  if (sizes_are_sure_ || mark.empty()) return true;
  constexpr std::size_t kMost = kFrameMax + 2 * WIRE_BLOCK_BYTES;
  std::size_t end = input_.data().find(mark, 1);
  bool is_last = false;
  while (end == std::string_view::npos && !is_last && input_.data().size() < kMost) {
    const std::size_t searched = input_.data().size();
    TRY_ASSIGN(const bool more_came, more());
    is_last = !more_came;
    end = input_.data().find(mark, searched - std::min(searched, mark.size() - 1));
  }
  if (end == std::string_view::npos && !is_last) return false;
  const std::string_view block = input_.data().substr(0, end);
  std::size_t at = 0;
  while (at < block.size()) {
    const std::size_t size = load<wire_header>(block, at).size;
    if (!is_size(size)) return false;
    at += size;
  }
  sizes_are_sure_ = at == block.size();
  return sizes_are_sure_;
}

}  // namespace trace
