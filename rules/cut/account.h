// SPDX-License-Identifier: Apache-2.0
// The account of an extract: of each event how many are in it, how many it says were lost, and how many were left out.
//
// In the end of a stream produced = written + filtered + lost. What is left out of an extract is what its source had and it has not:
// filtered there, not chosen here, or lost outside of the window. It counts as filtered. So the numbers of a lane that are
// missing are accounted for, and one that anybody takes out of the extract later is not.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "common/event/event.h"
#include "common/wire/frame.h"

namespace trace {

class ExtractAccount {
 public:
  // An event of the source, and whether it is in the extract. One that is told again at the head of a file (WIRE_FLAG_STATE) is in no
  // account.
  void read(const EventSpec& event, const Context& context, bool is_written);
  void written(const EventSpec& event, const Context& context);
  void lost(const wire_loss& loss, bool is_written);
  // What the source says of itself.
  void says(std::span<const wire_total> totals);

  // At the end of what was read: what the source says it had, and is not there.
  std::vector<wire_loss> gone() const;
  // final: with what is gone.
  std::vector<wire_total> totals(bool final) const;

 private:
  struct Row {
    std::uint64_t read = 0;
    std::uint64_t written = 0;
    std::uint64_t lost_before = 0;  // in the source
    std::uint64_t lost = 0;         // of those that are told in the extract
    wire_total said{};

    std::uint64_t gone() const { return said.written - std::min(said.written, read); }
  };
  struct Lane {
    std::uint64_t written = 0;
    std::uint64_t last = 0;  // the highest number
  };

  std::map<std::uint32_t, Row> rows_;
  std::vector<Lane> lanes_;
};

}  // namespace trace
