// SPDX-License-Identifier: Apache-2.0
#include "collector/selection/event_choice.h"

#include <algorithm>
#include <string>

#include "collector/selection/filter_name.h"
#include "common/base/near_name.h"
#include "common/base/text.h"
#include "common/catalog/catalog.h"

namespace trace {
namespace {

bool has_star(std::string_view name) {
  return name.starts_with('*') || name.ends_with('*');
}

std::string near_event(std::string_view name) {
  std::vector<std::string_view> names;
  for (const EventSpec& event : events()) names.push_back(event.name);
  return did_you_mean(name, names);
}

// The events of that name; none if there is no such event.
EventSlots events_named(std::string_view name) {
  EventSlots slots;
  if (!has_star(name)) {
    if (const EventSpec* event = find_event(name)) slots.set(event->slot);
    return slots;
  }
  const auto pattern = parse_pattern(name);
  for (const EventSpec& event : events()) {
    if (!pattern || pattern->matches(event.name)) slots.set(event.slot);  // "*" is no pattern, but all events
  }
  return slots;
}

EventSlots events_of_set(std::string_view set) {
  EventSlots slots;
  for (const EventSpec& event : events()) {
    if (event.in_set(set)) slots.set(event.slot);
  }
  return slots;
}

std::string near_or(std::string_view name, const std::string& hint) {
  const std::string near = near_event(name);
  return near.empty() ? hint : near;
}

Error no_such(std::string_view what, std::string_view name, const std::string& near) {
  std::string message = "invalid ";
  message.append(what).append(": ").append(in_quotes(name));
  const std::size_t star = name.find('*');
  const bool inside = star != std::string_view::npos && star != 0 && star + 1 != name.size();
  if (!near.empty()) {
    message += near;
  } else if (inside) {
    message += " (a * stands at either end of a name, not inside)";
  } else {
    message += " (--list shows what there is)";
  }
  return {Code::not_found, std::move(message)};
}

}  // namespace

std::string note_of_absent(const EventSpec& event, Architecture architecture) {
  if (!event.is_syscall || event.syscall->unnamed) return {};
  const ArchitectureSpec& machine = architecture_spec(architecture);
  const bool is_of_compat = event.syscall->number(machine.compat) >= 0;
  // That a call is one of 32-bit programs everywhere is what its set says.
  if (event.syscall->number(machine.native) >= 0 || (is_of_compat && event.in_set("32bit_unique"))) return {};
  return std::string(event.name) + ": " + std::string(machine.name) + " has no such system call" +
         (is_of_compat ? ", but for 32-bit programs" : "");
}

Status EventChoice::include_events(std::string_view name, const std::string& hint) {
  const EventSlots slots = events_named(name);
  if (slots.none()) return no_such("event to trace", name, near_or(name, hint));
  (has_star(name) ? expanded_ : named_) |= slots;
  return ok();
}

Status EventChoice::include_set(std::string_view set) {
  const EventSlots slots = events_of_set(set);
  if (slots.none()) return no_such("set to trace", set, did_you_mean(set, set_names()));
  expanded_ |= slots;
  return ok();
}

Status EventChoice::exclude_events(std::string_view name, const std::string& hint) {
  const EventSlots slots = events_named(name);
  if (slots.none()) return no_such("event to exclude", name, near_or(name, hint));
  excluded_ |= slots;
  return ok();
}

Status EventChoice::exclude_set(std::string_view set) {
  const EventSlots slots = events_of_set(set);
  if (slots.none()) return no_such("set to exclude", set, did_you_mean(set, set_names()));
  excluded_ |= slots;
  return ok();
}

Status EventChoice::add_to(Filters& filters, FieldFilter blank, const Condition& condition) {
  auto found = std::find_if(filters.begin(), filters.end(),
                            [&](const FieldFilter& filter) { return filter.field() == blank.field(); });
  if (found == filters.end()) found = filters.insert(filters.end(), std::move(blank));
  return found->add(condition);
}

Status EventChoice::add_filter(const Condition& condition) {
  TRY_ASSIGN(const FilterName name, split_filter_name(condition));
  const EventSlots slots = events_named(name.event);
  if (slots.none()) {
    const bool retval = name.kind == FilterName::Kind::retval;
    return no_such(retval ? "retval filter event name" : "argument filter event name", name.event,
                   near_event(name.event));
  }
  Condition bare = condition;
  bare.name = name.name;
  Error first_failure;
  EventSlots added;
  for (const EventSpec& event : events()) {
    if (!slots[event.slot]) continue;
    auto blank = blank_filter(event, name);
    Status status = blank ? add_to(filters_[event.slot], *std::move(blank), bare) : Status(std::move(blank).error());
    if (status) {
      added.set(event.slot);
    } else if (!has_star(name.event) || event.field(name.argument())) {
      return status;  // an argument that is there, and takes no such value
    } else if (first_failure.message.empty()) {
      first_failure = std::move(status).error();
    }
  }
  if (added.none()) return first_failure;
  (has_star(name.event) ? expanded_ : named_) |= added;
  return ok();
}

void EventChoice::take_notes(std::vector<std::string>& notes) const {
  for (const EventSpec& event : events()) {
    std::string note = named_[event.slot] ? note_of_absent(event, kOwnArchitecture) : std::string();
    if (!note.empty()) notes.push_back(std::move(note));
  }
  for (const auto& [slot, filters] : filters_) {
    for (const FieldFilter& filter : filters) {
      for (const std::string& value : filter.cut_values()) notes.push_back(cut_note(filter.field(), value));
      if (!filter.is_impossible()) continue;
      notes.push_back(std::string(events()[slot].name) + ": no event can pass: the conditions on " + filter.field() +
                      " contradict each other");
    }
  }
}

void EventChoice::finish(const EventSlots& fallback, Selection& selection) const {
  const EventSlots chosen = is_default() ? fallback : expanded_;
  selection.events = named_ | (chosen & ~excluded_);
  for (const auto& [slot, filters] : filters_) {
    if (!selection.events[slot] || filters.empty()) continue;
    std::vector<Expr> terms;
    for (const FieldFilter& filter : filters) terms.push_back(filter.expr());
    selection.filter.emplace(slot, terms.size() == 1 ? std::move(terms.front()) : all_of(std::move(terms)));
  }
}

}  // namespace trace
