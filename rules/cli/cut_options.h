// SPDX-License-Identifier: Apache-2.0
// What `trace-rules cut` is to take out of a recording. Words of one kind add up; those of different kinds must all hold.
#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/catalog/ids.h"
#include "common/cli/parse.h"
#include "rules/cli/moment.h"

namespace trace {

// A process, by its number on the host; with `at`, the one that had the number then.
struct TreeRoot {
  std::uint32_t pid = 0;
  std::optional<Moment> at;
};

struct CutOptions {
  std::optional<Moment> from;
  std::optional<Moment> to;                            // not itself
  std::vector<TreeRoot> trees;                         // each with all that descend from it; empty: all processes
  std::optional<std::bitset<WIRE_SLOT_COUNT>> events;  // by slot; none: all
  std::vector<std::string> containers;                 // beginnings of their ids; empty: all, and the host
  bool whole_frames = false;
  std::string words;  // the options above, as they were given
  std::string path;   // of the extract; "": standard output
};

// Errors: invalid, ready to be shown.
Result<CutOptions> take_cut(const ParsedFlags& flags);

}  // namespace trace
