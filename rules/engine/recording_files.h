// SPDX-License-Identifier: Apache-2.0
// Which files of recordings were read: a recording of several files lacks one of them, perhaps. Streams of frames say which file of
// which recording they are; JSON does not.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "common/codec/encoder.h"

namespace trace {

// Numbers of files in their recording.
struct MissingFiles {
  std::uint32_t first;
  std::uint32_t last;
};

// For a person.
std::string to_text(const MissingFiles& missing);

class RecordingFiles {
 public:
  static constexpr std::size_t kRecordingsMax = 4096;  // further ones are not looked at

  // A file begins. Returns those between it and the one of the same recording that was read before it. O(log recordings).
  std::optional<MissingFiles> begin(const StreamInfo& head);
  // Whether the file that began last is the one that was read before it, once more.
  bool is_again() const { return is_again_; }
  // The file that began last ends, and says that the recording goes on in another one.
  void goes_on();

  // Recordings whose last file that was read is not their last one.
  std::size_t unfinished() const { return unfinished_; }
  // Recordings whose first file that was read is not their first one.
  std::size_t late() const { return late_; }

 private:
  struct Last {
    std::uint32_t file = 0;
    bool goes_on = false;
  };
  using Mark = std::array<std::uint8_t, WIRE_MARK_SIZE>;
  std::map<Mark, Last> last_;
  Last* current_ = nullptr;
  bool is_again_ = false;
  std::size_t unfinished_ = 0;
  std::size_t late_ = 0;
};

}  // namespace trace
