// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/recording_files.h"

#include <utility>

namespace trace {

std::optional<MissingFiles> RecordingFiles::begin(const StreamInfo& head) {
  current_ = nullptr;
  is_again_ = false;
  if (head.mark == Mark{}) return std::nullopt;  // nothing tells it from others
  if (last_.size() == kRecordingsMax && !last_.contains(head.mark)) return std::nullopt;
  const auto [place, is_new] = last_.try_emplace(head.mark);
  current_ = &place->second;
  const Last before = std::exchange(*current_, Last{head.file, false});
  if (before.goes_on) --unfinished_;
  if (is_new && head.file > 0) ++late_;
  is_again_ = !is_new && head.file == before.file;
  if (is_new || head.file <= before.file || head.file - before.file == 1) return std::nullopt;
  return MissingFiles{before.file + 1, head.file - 1};
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
