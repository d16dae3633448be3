// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/event/event.h"

namespace trace::json {

enum class LineKind : std::uint8_t { event, loss, totals, clock, artifact, unknown };

struct TotalsLine {
  std::vector<wire_total> rows;
  std::uint64_t time_ns = 0;  // since the epoch; 0: not said
  bool final = true;
  bool begins = false;                       // not final: the first of a stream
  bool is_extract = false;                   // begins: it was chosen from another stream
  std::uint64_t relative_to_ns = 0;          // not final: to be added to times of events
  bool goes_on = false;                      // final: the recording has another file after this one
  std::optional<Architecture> architecture;  // of the events from here on, if it is said
};

// What a line says; which of the members holds depends on its kind.
struct LineContents {
  // A stream that does not say it is of x86_64.
  LineContents() { event.architecture = Architecture::x86_64; }

  Event event;
  wire_loss loss{};
  TotalsLine totals;
  wire_clock clock{};
  wire_artifact artifact{};
  std::string unknown_name;
  std::string arena;  // bytes that values of `event` point to
};

}  // namespace trace::json
