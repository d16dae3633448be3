// SPDX-License-Identifier: Apache-2.0
// What one file of a recording has, of an account that goes over all of them. Its rows balance by themselves, and the rows of all files
// add up to those of the recording: what the kernel produced is known at the end only, so a file before the last one says that
// it was what the file has.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "common/catalog/catalog.h"
#include "common/wire/frame.h"

namespace trace {

enum class RowsOf : std::uint8_t {
  checkpoint,
  file_end,
  end,  // of the recording
};

class FileAccount {
 public:
  void written(const EventSpec& event) { ++rows_.at(event.slot).written; }
  void lost(const EventSpec& event, std::uint64_t count) { rows_.at(event.slot).lost += count; }

  // Of this file, by the rows of the recording until now.
  std::vector<wire_total> rows(std::span<const wire_total> all, RowsOf what) const;
  // Another file begins.
  void begin_next(std::span<const wire_total> all);

 private:
  struct Row {
    std::uint64_t written = 0, lost = 0;
    std::uint64_t filtered_before = 0, produced_before = 0;  // in files before this
  };
  std::array<Row, WIRE_SLOT_COUNT> rows_{};
};

}  // namespace trace
