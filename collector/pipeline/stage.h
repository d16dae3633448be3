// SPDX-License-Identifier: Apache-2.0
// A stage of the pipeline: it fills something in, changes an event, makes others of it, or drops it.
//
// A stage says what it needs before anything runs. From that the pipeline makes, for each event, the list of the stages
// that want it: a stage costs an event that it does not want nothing, and an event whose arguments nobody wants is not
// decoded. What a stage learns from is collected for it even if nobody asked to be shown it (a background event).
//
// One folder each: enrich/ fills in, derive/ makes events. Stages share tables (common/state), not each other.
#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "common/event/owned_event.h"

namespace trace {

using EventSlots = std::bitset<WIRE_SLOT_MAX>;

// By slot. An event may be in several.
struct StageNeeds {
  EventSlots learns;    // seen whether they are shown or not; with arguments
  EventSlots reads;     // seen if they are shown; with arguments
  EventSlots identity;  // seen if they are shown; of the context only what identity_of() fills in has to be there
};

// What on() may do besides.
class Emit {
 public:
  // Takes an event that was made of the one at hand. It goes through all stages, after that one is through.
  void event(OwnedEvent made) { made_.push_back(std::move(made)); }
  // The arguments of the event at hand were changed; values must live until the next call of on(). Its frame is made
  // anew.
  void edited() { edited_ = true; }

  std::vector<OwnedEvent>& made() { return made_; }
  // Whether edited() was called since the last time.
  bool take_edited() { return std::exchange(edited_, false); }

 private:
  std::vector<OwnedEvent> made_;
  bool edited_ = false;
};

// A table that has no room for more.
struct FullTable {
  std::string_view name;
  std::uint64_t room = 0;
  std::string_view consequence;
};

class Stage {
 public:
  virtual ~Stage() = default;
  virtual std::string_view name() const = 0;
  virtual StageNeeds needs() const = 0;
  // Returns false if the event is to go no further: it is counted as filtered.
  virtual bool on(Event& event, Emit& emit) = 0;
  // Its table, if something found no room there.
  virtual std::optional<FullTable> full_table() const { return std::nullopt; }
};

}  // namespace trace
