// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/recording_files.h"

#include <algorithm>

namespace trace {

std::string RecordingFiles::begin(const StreamInfo& head) {
  current_ = nullptr;
  if (head.mark == Mark{}) return {};  // nothing tells it from others
  if (last_.size() == kRecordingsMax && !last_.contains(head.mark)) return {};
  const auto [place, is_new] = last_.try_emplace(head.mark);
  current_ = &place->second;
  const Last before = *current_;
  *current_ = {head.file, false};
  if (is_new || head.file <= before.file + 1) return {};
  const std::uint32_t first = before.file + 1, last = head.file - 1;
  return (first == last ? "file " + std::to_string(first) + " of a recording was"
                        : "files " + std::to_string(first) + " to " + std::to_string(last) + " of a recording were") +
         " not read, though those before and after were";
}

void RecordingFiles::goes_on() {
  if (current_ != nullptr) current_->goes_on = true;
}

std::size_t RecordingFiles::unfinished() const {
  return static_cast<std::size_t>(
      std::count_if(last_.begin(), last_.end(), [](const auto& one) { return one.second.goes_on; }));
}

}  // namespace trace
