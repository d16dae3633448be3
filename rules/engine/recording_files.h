// SPDX-License-Identifier: Apache-2.0
// Which files of recordings were read: a recording of several files lacks one of them, perhaps. Streams of frames say which file of
// which recording they are; JSON does not.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

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
  static constexpr std::size_t kFilesMax = 1 << 20;    // further ones are not remembered

  // A file begins. Returns those between it and the one of the same recording that was read before it. O(log recordings).
  std::optional<MissingFiles> begin(const StreamInfo& head);
  // What is wrong with the file that began last: it was read before, or one after it was. Empty: nothing.
  std::string_view disorder() const { return disorder_; }
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
    std::set<std::uint32_t> read = {};
  };
  using Mark = std::array<std::uint8_t, WIRE_MARK_SIZE>;
  std::map<Mark, Last> last_;
  Last* current_ = nullptr;
  std::string_view disorder_;
  std::size_t files_ = 0;  // that are remembered
  std::size_t unfinished_ = 0;
  std::size_t late_ = 0;
};

}  // namespace trace
