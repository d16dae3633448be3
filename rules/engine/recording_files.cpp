// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/recording_files.h"

#include <utility>

namespace trace {

std::optional<MissingFiles> RecordingFiles::begin(const StreamInfo& head) {
  current_ = nullptr;
  disorder_ = {};
  if (head.mark == Mark{}) return std::nullopt;  // nothing tells it from others
  if (last_.size() == kRecordingsMax && !last_.contains(head.mark)) return std::nullopt;
  const auto [place, is_new] = last_.try_emplace(head.mark);
  current_ = &place->second;
  Last& now = *current_;
  const std::uint32_t before = std::exchange(now.file, head.file);
  if (std::exchange(now.goes_on, false)) --unfinished_;
  if (is_new && head.file > 0) ++late_;
  if (now.read.contains(head.file)) {
    disorder_ = "is the file of a recording that was read before, once more";
  } else if (!is_new && head.file < before) {
    disorder_ = "is the file of a recording of which a later one was read before";
  }
  if (files_ < kFilesMax && now.read.insert(head.file).second) ++files_;
  if (is_new || head.file <= before) return std::nullopt;
  std::uint32_t first = before + 1;
  while (first < head.file && now.read.contains(first)) ++first;
  if (first == head.file) return std::nullopt;
  return MissingFiles{first, head.file - 1};
}

void RecordingFiles::goes_on() {
  if (current_ != nullptr && !std::exchange(current_->goes_on, true)) ++unfinished_;
}

std::string to_text(const MissingFiles& missing) {
  const std::string first = std::to_string(missing.first);
  return (missing.first == missing.last
              ? "file " + first + " of a recording was"
              : "files " + first + " to " + std::to_string(missing.last) + " of a recording were") +
         " not read, though those before and after were";
}

}  // namespace trace
