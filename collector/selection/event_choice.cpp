// SPDX-License-Identifier: Apache-2.0
#include "collector/selection/event_choice.h"

#include <algorithm>
#include <string>

#include "collector/selection/near_name.h"
#include "common/catalog/catalog.h"

namespace trace {
namespace {

bool has_star(std::string_view name) {
  return name.starts_with('*') || name.ends_with('*');
}

std::string near_event(std::string_view name) {
  std::vector<std::string_view> names;
  for (const EventSpec& event : events())
    names.push_back(event.name);
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
    if (!pattern || pattern->matches(event.name))
      slots.set(event.slot);  // "*" is no pattern, but all events
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

Error no_such(std::string_view what, std::string_view name, const std::string& near) {
  std::string message = "invalid ";
  message.append(what).append(": ").append(quoted(name)).append(near);
  return {Code::not_found, std::move(message)};
}

// EVENT.retval, EVENT.ARG, or EVENT.KIND.NAME. Names of arguments may have dots of their own.
struct FilterName {
  enum class Kind : std::uint8_t { retval, argument, data, scope };
  std::string_view event;
  Kind kind = Kind::argument;
  std::string_view name;
};

Result<FilterName> split_filter_name(const Condition& condition) {
  const std::size_t dot = condition.name.find('.');
  FilterName filter;
  filter.event = condition.name.substr(0, dot);
  filter.name = condition.name.substr(dot + 1);
  if (filter.event.empty() || filter.name.empty()) {
    return Error{Code::invalid, "invalid argument filter format " + quoted(condition.text)};
  }
  if (filter.name == "retval") {
    filter.kind = FilterName::Kind::retval;
    return filter;
  }
  const std::size_t second = filter.name.find('.');
  const std::string_view kind = filter.name.substr(0, second);
  if (second == std::string_view::npos) return filter;
  if (kind == "data" || kind == "args") filter.kind = FilterName::Kind::data;
  if (kind == "scope") filter.kind = FilterName::Kind::scope;
  if (filter.kind != FilterName::Kind::argument) filter.name.remove_prefix(second + 1);
  if (filter.name.empty())
    return Error{Code::invalid, "invalid argument filter format " + quoted(condition.text)};
  return filter;
}

// The filter of one event, before any condition was added to it.
Result<FieldFilter> blank_filter(const EventSpec& event, const FilterName& name) {
  if (name.kind == FilterName::Kind::retval) return FieldFilter::of_retval();
  if (name.kind == FilterName::Kind::scope) {
    const bool negated = name.name.starts_with("not-");
    const ContextField* field = find_context_field(name.name.substr(negated ? 4 : 0));
    if (field != nullptr && (!negated || field->is_truth())) return FieldFilter::of_context(*field);
    std::vector<std::string_view> known;
    for (const ContextField& one : context_fields())
      known.push_back(one.name);
    return no_such("event scope field", name.name, did_you_mean(name.name, known));
  }
  if (const auto ordinal = event.field(name.name))
    return FieldFilter::of_argument(event.fields[*ordinal]);
  std::vector<std::string_view> known{"retval"};
  for (const FieldSpec& one : event.fields)
    known.push_back(one.name);
  const bool split_era = name.kind == FilterName::Kind::argument;
  return no_such(split_era ? "argument filter argument name" : "event data field", name.name,
                 " of " + std::string(event.name) + did_you_mean(name.name, known));
}

}  // namespace

Status EventChoice::include_events(std::string_view name) {
  const EventSlots slots = events_named(name);
  if (slots.none()) return no_such("event to trace", name, near_event(name));
  (has_star(name) ? expanded_ : named_) |= slots;
  return ok();
}

Status EventChoice::include_set(std::string_view set) {
  const EventSlots slots = events_of_set(set);
  if (slots.none()) return no_such("set to trace", set, did_you_mean(set, set_names()));
  expanded_ |= slots;
  return ok();
}

Status EventChoice::exclude_events(std::string_view name) {
  const EventSlots slots = events_named(name);
  if (slots.none()) return no_such("event to exclude", name, near_event(name));
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
  auto found = std::find_if(filters.begin(), filters.end(), [&](const FieldFilter& filter) {
    return filter.field() == blank.field();
  });
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
    Status status = blank ? add_to(filters_[event.slot], *std::move(blank), bare)
                          : Status(std::move(blank).error());
    if (status) {
      added.set(event.slot);
    } else if (!has_star(name.event) || event.field(name.name)) {
      return status;  // an argument that is there, and takes no such value
    } else if (first_failure.message.empty()) {
      first_failure = std::move(status).error();
    }
  }
  if (added.none()) return first_failure;
  (has_star(name.event) ? expanded_ : named_) |= added;
  return ok();
}

void EventChoice::finish(const EventSlots& fallback, Selection& selection) const {
  const EventSlots chosen = (named_ | expanded_).none() ? fallback : expanded_;
  selection.events = named_ | (chosen & ~excluded_);
  for (const auto& [slot, filters] : filters_) {
    if (!selection.events[slot] || filters.empty()) continue;
    std::vector<Expr> terms;
    for (const FieldFilter& filter : filters)
      terms.push_back(filter.expr());
    selection.filter.emplace(
        slot, terms.size() == 1 ? std::move(terms.front()) : all_of(std::move(terms)));
  }
}

}  // namespace trace
