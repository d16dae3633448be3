// SPDX-License-Identifier: Apache-2.0
// What to collect: which events, which of them by their arguments, and whose.
//
//   Selection s = parse_selection({.trace = {"event=openat", "openat.pathname=/etc/*",
//   "uid>=1000"}})
//
// Two generations of Tracee's command line are understood, and reach the same Selection:
//
//   --trace    everything in one flag: event=, set=, EVENT.ARG, EVENT.retval and scopes, with short
//   names (e= s= p= u=)
//   --events   a list of events and sets, "-NAME" to leave one out, EVENT.data.ARG, EVENT.retval,
//   EVENT.scope.FIELD
//   --scope    scopes
//
// Where the two contradict each other or their documentation, the documented intention is followed;
// docs/selecting-events.md is the whole of it. How the parts divide:
//
//   condition.h    one flag -> name, operator, values       scope_flag.h   a condition -> Scopes
//   numbers.h      conditions on one number                 event_choice.h names, sets, filters ->
//   events, Exprs strings.h      conditions on one text                   field_filter.h one
//   filtered field -> Expr
#pragma once

#include <bitset>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "collector/selection/scopes.h"
#include "common/base/result.h"
#include "common/catalog/ids.h"
#include "common/predicate/expr.h"

namespace trace {

using EventSlots = std::bitset<WIRE_SLOT_MAX>;

struct SelectionArgs {
  std::vector<std::string> trace;   // values of --trace, in order
  std::vector<std::string> events;  // of --events
  std::vector<std::string> scopes;  // of --scope
  std::uint64_t host_mntns = 0;     // what "host:" stands for in front of a path, 0 if not known
};

struct Selection {
  EventSlots events;                     // by slot
  std::map<std::uint16_t, Expr> filter;  // by slot: what an event must pass beside the scopes; none: it always passes
  // By slot of a call: of those that failed only these first arguments, as bits; none: all.
  std::map<std::uint16_t, std::uint64_t> attempts;
  Scopes scopes;
  std::vector<std::string> notes;  // for the user: conditions that contradict each other

  // Whether the path of an event's program is asked for.
  bool needs_executable() const;
};

// Errors: the flag, what is wrong with it, and what was probably meant.
Result<Selection> parse_selection(const SelectionArgs& args);

// What is collected if nothing is asked for: Tracee's set "default", and what the built-in
// signatures need; of calls that failed no others.
Selection default_selection();

}  // namespace trace
