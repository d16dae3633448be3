// SPDX-License-Identifier: Apache-2.0
// The events that the command line names, gathered flag by flag.
//
// Names, sets and filters all add events. What is left out is taken from sets, from names with a
// star and from the default; an event that was named by itself stays, as in Tracee.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "collector/selection/condition.h"
#include "collector/selection/field_filter.h"
#include "collector/selection/selection.h"
#include "common/base/result.h"

namespace trace {

// What whoever names the event should know of it: that programs of the architecture cannot make this call. Empty if they can.
std::string note_of_absent(const EventSpec& event, Architecture architecture);

class EventChoice {
 public:
  // An event, or several with "*" at either end of the name. Errors: no such event; `hint` is said if none is near.
  Status include_events(std::string_view name, const std::string& hint = {});
  Status include_set(std::string_view set);
  Status exclude_events(std::string_view name, const std::string& hint = {});
  Status exclude_set(std::string_view set);

  // EVENT.retval, EVENT.ARG, EVENT.data.ARG, EVENT.args.ARG or EVENT.scope.FIELD. Selects the event
  // too; with a star in its name, those of the events that have the argument.
  Status add_filter(const Condition& condition);

  // Adds what the user should know: filters whose conditions contradict each other, values that were cut.
  void take_notes(std::vector<std::string>& notes) const;

  bool is_default() const { return (named_ | expanded_).none(); }
  // `fallback`: what to collect if no flag added anything.
  void finish(const EventSlots& fallback, Selection& selection) const;

 private:
  using Filters = std::vector<FieldFilter>;  // of one event, each of another field

  static Status add_to(Filters& filters, FieldFilter blank, const Condition& condition);

  EventSlots named_;     // by themselves
  EventSlots expanded_;  // by a set or a star
  EventSlots excluded_;
  std::map<std::uint16_t, Filters> filters_;  // by slot
};

}  // namespace trace
