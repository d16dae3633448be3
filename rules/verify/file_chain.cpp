// SPDX-License-Identifier: Apache-2.0
#include "rules/verify/file_chain.h"

#include <algorithm>
#include <cstring>

#include "common/base/text.h"

namespace trace {
namespace {

bool is_zero(const wire_u8 (&hash)[WIRE_HASH_SIZE]) {
  return std::all_of(std::begin(hash), std::end(hash), [](wire_u8 byte) { return byte == 0; });
}

template <std::size_t N>
bool same(const wire_u8 (&a)[N], const wire_u8 (&b)[N]) {
  return std::memcmp(a, b, N) == 0;
}

}  // namespace

void FileChain::add(const std::string& name, const SealedStream& stream, Verified& before, Verified& own) {
  if (stream.first) {
    const wire_seal& first = *stream.first;
    if (stream.extract.empty() && !openings_.insert(anchor_of(first)).second) {
      own.alterations.add(name + ": it is a file that was there before, once more");
      own.integrity = Integrity::altered;
    }
    const bool is_later = !is_zero(first.previous);
    const bool follows = is_later && last_ && same(first.previous, last_->seal);
    const bool is_same = last_ && same(first.mark, last_->mark);
    if (is_later && !follows && last_ && (is_same || in_folder_)) {
      Alteration gap;
      gap.what = name + ": it does not follow the file before it: " + wrong_at(first);
      gap.begin_ns = last_->sealed_ns;
      gap.end_ns = first.sealed_ns;
      own.alterations.add(std::move(gap));
      own.integrity = Integrity::altered;
    } else if (is_later && !follows) {
      own.remarks.push_back(name + ": begins after " + counted(first.file, "file") + " of its recording, not here");
    }
    if (!is_later) end(before);
  }
  if (stream.last) {
    last_ = stream.last;
    name_ = name;
  }
}

void FileChain::end(Verified& last) {
  if (!last_ || (last_->flags & WIRE_SEAL_GOES_ON) == 0) return;
  last.remarks.push_back(name_ + ": its recording goes on in a file that is not here");
  last.integrity = std::max(last.integrity, Integrity::cut);
}

std::string FileChain::wrong_at(const wire_seal& first) const {
  if (!same(first.mark, last_->mark)) return "those of its recording that are before it are missing";
  if (first.file <= last_->file) return "in their recording it is before " + name_;
  const std::uint64_t missing = first.file - last_->file - 1;
  if (missing != 0)
    return counted(missing, "file") + " between it and " + name_ + (missing == 1 ? " is missing" : " are missing");
  return name_ + " was cut after its last seal";
}

}  // namespace trace
