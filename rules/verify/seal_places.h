// SPDX-License-Identifier: Apache-2.0
// Where seals seem to begin in bytes that are read once, whatever mark they have.
//
// Each byte is searched once, however many marks are looked for one after the other: of a file in which each seal has another mark,
// and none is followed by one of its own, all that a part can have would be searched for each of them otherwise.
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <string_view>

#include "common/seal/seal.h"

namespace trace {

class SealPlaces {
 public:
  // Forgets what is before `data`, and searches what was not searched yet. REQUIRES: `data` is at `position`, and goes on where the
  // data of the call before did. O(new bytes).
  void search(std::string_view data, std::uint64_t position) {
    position_ = position;
    while (!places_.empty() && places_.front() < position) places_.pop_front();
    const std::string_view begin = signature_of_all_seals();
    std::size_t from = static_cast<std::size_t>(std::max(searched_, position) - position);
    for (; (from = data.find(begin, from)) != std::string_view::npos; ++from) places_.push_back(position + from);
    searched_ = position + data.size() - std::min(data.size(), begin.size() - 1);
  }

  std::size_t count() const { return places_.size(); }
  // In the data of the last search.
  std::size_t at(std::size_t i) const { return static_cast<std::size_t>(places_[i] - position_); }

 private:
  std::deque<std::uint64_t> places_;  // in the file
  std::uint64_t position_ = 0;
  std::uint64_t searched_ = 0;  // up to where
};

}  // namespace trace
