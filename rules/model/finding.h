// SPDX-License-Identifier: Apache-2.0
// What a rule found: named values, read from the event, and the earlier events that led to it.
//
// Names and texts are views, so that a finding costs no copies: they point into the rule, the event, or what keep()
// copied. A Finding that is filled again and again allocates nothing in the end.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "common/event/event.h"

namespace trace {

using DataValue = std::variant<bool, std::int64_t, std::uint64_t, std::string_view, StringList>;

class Finding {
 public:
  using Entry = std::pair<std::string_view, DataValue>;

  // REQUIRES: the name, and a text of the value, outlive this or its next clear().
  void add(std::string_view name, DataValue value) { data_.emplace_back(name, value); }
  // Keeps a copy of the bytes until clear(), and returns where it is.
  std::string_view keep(std::string_view bytes);
  // The event led to the finding, before the one that completed it; oldest first. REQUIRES: it outlives this.
  void add_event(const Event& event) { earlier_events_.push_back(&event); }
  // By name. Of entries with the same name the first one stays first.
  void sort();
  void clear();

  const std::vector<Entry>& data() const { return data_; }
  const std::vector<const Event*>& earlier_events() const { return earlier_events_; }

 private:
  std::vector<Entry> data_;
  std::vector<const Event*> earlier_events_;
  std::deque<std::string> kept_;  // the first kept_used_ are in use; a deque, so that they stay where they are
  std::size_t kept_used_ = 0;
};

}  // namespace trace
