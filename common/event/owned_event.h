// SPDX-License-Identifier: Apache-2.0
// An event that owns its bytes: made from nothing, field by field, or copied from one that points into a frame or a line.
//
//   OwnedEvent made(*find_event("sched_process_exec"));
//   TRY(made.set("pathname", std::string_view(path)));
//   TRY(made.set("context.processName", std::string_view("sh")));
//
// Values are copied when they are set, so what they pointed to may go.
#pragma once

#include <forward_list>
#include <string>
#include <string_view>

#include "common/base/result.h"
#include "common/event/event.h"

namespace trace {

class OwnedEvent {
 public:
  OwnedEvent() = default;
  // Every argument is absent, and the context is that of nobody.
  explicit OwnedEvent(const EventSpec& spec) { event.spec = &spec; }
  // Copies the event and all that it points to. REQUIRES: other.spec is set.
  explicit OwnedEvent(const Event& other);

  OwnedEvent(OwnedEvent&&) = default;
  OwnedEvent& operator=(OwnedEvent&&) = default;
  OwnedEvent(const OwnedEvent&) = delete;  // a copy would point into the original; OwnedEvent(other.event) copies
  OwnedEvent& operator=(const OwnedEvent&) = delete;
  ~OwnedEvent() = default;

  // Gives an argument a value or, by "context.NAME", a field of the context. Errors: Code::invalid, if there is no such
  // field, or the value is not of its type. REQUIRES: event.spec is set.
  Status set(std::string_view field, const Value& value);
  // The same of what is no error but a fault of this program. REQUIRES: the event has that field, and the value is of its type.
  void put(std::string_view field, const Value& value);

  // Keeps the bytes for as long as this lives, and returns where they are: for texts of the context, and for values that
  // are put into event.args by hand.
  std::string_view keep(std::string bytes) { return texts_.emplace_front(std::move(bytes)); }
  // The value, with a copy of what it points to.
  Value keep_value(const Value& value);

  Event event;

 private:
  std::forward_list<std::string> texts_;  // its elements stay where they are when it is moved
};

}  // namespace trace
