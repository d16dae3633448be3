// SPDX-License-Identifier: Apache-2.0
// What calls have written to one file, or read from it, put together again: each piece where it was, in a file of ours.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/unique_fd.h"
#include "common/seam/captured.h"

namespace trace {

// Parts of a file, in order, none of them touching another.
class ByteRanges {
 public:
  static constexpr std::size_t kMax = 4096;
  struct Range {
    std::uint64_t from, to;
    bool operator==(const Range&) const = default;
  };

  // False: there are too many; it is not added.
  bool add(std::uint64_t from, std::uint64_t to);
  const std::vector<Range>& all() const { return ranges_; }
  std::uint64_t bytes() const;
  bool is_all_of(std::uint64_t size) const;

 private:
  std::vector<Range> ranges_;
};

class ByteStream {
 public:
  // `file` is empty, for reading and writing.
  ByteStream(UniqueFd file, std::string name) : file_(std::move(file)), name_(std::move(name)) {}

  // Adds the bytes of a record. What is beyond `most` bytes is left out. Errors: of write(2), by errno.
  int add(const wire_captured& record, std::string_view bytes, std::uint64_t most);

  // Whether the record has other bytes than there are at its place.
  bool replaces(const wire_captured& record, std::string_view bytes) const;

  int fd() const { return file_.get(); }
  const std::string& name() const { return name_; }
  const ByteRanges& ranges() const { return ranges_; }
  bool is_empty() const { return ranges_.all().empty(); }
  // Some of it is not there: it found no room, could not be read, or was beyond the limit.
  bool is_cut() const { return is_cut_; }
  std::uint64_t end() const { return end_; }
  // "whole", "part" or "differs" (ManifestLine::stream), compared with a file that is open there.
  std::string_view compare(int other, std::uint64_t size) const;

 private:
  UniqueFd file_;
  std::string name_;
  ByteRanges ranges_;
  std::uint64_t end_ = 0;
  std::uint64_t lost_ = 0;  // as the first record said
  bool is_begun_ = false;
  bool is_cut_ = false;
};

}  // namespace trace
