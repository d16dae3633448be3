// SPDX-License-Identifier: Apache-2.0
#include "collector/capture/byte_stream.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace trace {
namespace {

constexpr std::size_t kBlock = 1 << 16;

// All of a range that is there.
std::size_t read_range(int fd, char* to, std::size_t size, std::uint64_t at) {
  std::size_t done = 0;
  while (done < size) {
    const ssize_t got = ::pread(fd, to + done, size - done, static_cast<off_t>(at + done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    done += static_cast<std::size_t>(got);
  }
  return done;
}

bool is_equal(int one, int other, const ByteRanges::Range& range) {
  std::array<char, kBlock> left, right;
  for (std::uint64_t at = range.from; at < range.to;) {
    const std::size_t size = std::min<std::uint64_t>(kBlock, range.to - at);
    if (read_range(one, left.data(), size, at) != size || read_range(other, right.data(), size, at) != size)
      return false;
    if (!std::equal(left.begin(), left.begin() + static_cast<std::ptrdiff_t>(size), right.begin())) return false;
    at += size;
  }
  return true;
}

}  // namespace

bool ByteRanges::add(std::uint64_t from, std::uint64_t to) {
  if (from >= to) return true;
  // The first that ends where it begins, or later; then those that begin before its end.
  auto first = std::lower_bound(ranges_.begin(), ranges_.end(), from,
                                [](const Range& range, std::uint64_t at) { return range.to < at; });
  auto last = first;
  for (; last != ranges_.end() && last->from <= to; ++last) {
    from = std::min(from, last->from);
    to = std::max(to, last->to);
  }
  if (first == last) {
    if (ranges_.size() >= kMax) return false;
    ranges_.insert(first, {from, to});
    return true;
  }
  *first = {from, to};
  ranges_.erase(first + 1, last);
  return true;
}

std::uint64_t ByteRanges::bytes() const {
  std::uint64_t all = 0;
  for (const Range& range : ranges_) all += range.to - range.from;
  return all;
}

bool ByteRanges::is_all_of(std::uint64_t size) const {
  if (size == 0) return ranges_.empty();
  return ranges_.size() == 1 && ranges_.front() == Range{0, size};
}

int ByteStream::add(const wire_captured& record, std::string_view bytes, std::uint64_t most) {
  if (!is_begun_) lost_ = record.lost;
  is_begun_ = true;
  if (record.lost != lost_ || (record.flags & WIRE_CAPTURED_UNREADABLE) != 0) is_cut_ = true;
  if ((record.flags & WIRE_CAPTURED_UNREADABLE) != 0) {
    if (record.total != 0) end_ = std::max(end_, std::min(most, record.offset + record.size));  // a hole of a region
    return 0;
  }
  const std::uint64_t at = (record.flags & WIRE_CAPTURED_IN_ORDER) != 0 ? end_ : record.offset;
  if (at >= most || bytes.size() > most - at) {
    is_cut_ = true;
    bytes = bytes.substr(0, at >= most ? 0 : most - at);
  }
  if (!ranges_.add(at, at + bytes.size())) {
    is_cut_ = true;
    return 0;
  }
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t put = ::pwrite(file_.get(), bytes.data() + done, bytes.size() - done, static_cast<off_t>(at + done));
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) {
      is_cut_ = true;
      return put < 0 ? errno : EIO;
    }
    done += static_cast<std::size_t>(put);
  }
  end_ = std::max(end_, at + bytes.size());
  return 0;
}

bool ByteStream::replaces(const wire_captured& record, std::string_view bytes) const {
  if ((record.flags & (WIRE_CAPTURED_IN_ORDER | WIRE_CAPTURED_UNREADABLE)) != 0 || record.offset >= end_) return false;
  const std::uint64_t to = record.offset + bytes.size();
  std::string old;
  return std::any_of(ranges_.all().begin(), ranges_.all().end(), [&](const ByteRanges::Range& range) {
    const std::uint64_t from = std::max(range.from, record.offset);
    const std::uint64_t until = std::min(range.to, to);
    if (from >= until) return false;
    old.resize(until - from);
    return read_range(file_.get(), old.data(), old.size(), from) == old.size() &&
           old != bytes.substr(from - record.offset, old.size());
  });
}

std::string_view ByteStream::compare(int other, std::uint64_t size) const {
  for (const ByteRanges::Range& range : ranges_.all()) {
    if (!is_equal(file_.get(), other, range)) return "differs";
  }
  return ranges_.is_all_of(size) ? "whole" : "part";
}

}  // namespace trace
