// SPDX-License-Identifier: Apache-2.0
// Holds all rules against one event at a time: dispatch by event, then one index over all conditions on it.
//
// If a rule asks for what is known besides the event (parent.comm), the tables of common/state run over all events, and
// the events that such a rule looks at are copied, since they have to name the state. Without such a rule neither costs
// anything. Detections name the state if there is one, so that an output can show the ancestors of a process.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/predicate/index.h"
#include "common/state/process_fields.h"
#include "rules/engine/acts.h"
#include "rules/model/detection.h"
#include "rules/model/native_signature.h"
#include "rules/model/rule.h"

namespace trace {

class Evaluator {
 public:
  Evaluator(std::vector<Rule> rules, std::vector<std::unique_ptr<NativeSignature>> natives);

  // Gives every detection on this event to the sink: those of rules by their order, then those of C++. A rule fires once
  // for an event, however many of its clauses hold. A condition has to hold whatever the values of arguments are that
  // are not understood; a signature in C++ is not asked if it reads one. Errors: of the sink. REQUIRES: event.spec is
  // set.
  Status evaluate(const Event& event, DetectionSink& sink);

  // Takes in what an event tells of processes, and nothing else.
  void learn(const Event& event) {
    if (state_ != nullptr) state_->take(event);
  }

  // Goes on with what the one before has learnt of processes. What its signatures in C++ remember is lost, as is all if its
  // rules did not ask for state.
  void learn_from(Evaluator&& before);

  // Is as it was before the first event. What signatures in C++ remember stays.
  void forget();

  // The events that the rules need, by name: those that they look at, and those that the state is learnt from.
  std::vector<std::string_view> events() const;
  // What each event's conditions became.
  std::string explain() const;

 private:
  struct Owner {
    std::size_t rule = 0;
    std::size_t clause = 0;
  };
  struct Native {
    NativeSignature* signature = nullptr;
    std::uint64_t reads = 0;  // a bit by ordinal of the argument
  };
  struct Slot {
    std::optional<Index> index;
    std::vector<Owner> owners;  // by program of the index
    std::vector<Native> natives;
    bool asks_state = false;
  };

  void add_rules(std::array<std::vector<Program>, WIRE_SLOT_COUNT>& programs);
  void add_natives();
  Slot& slot_of(const EventSpec& event);
  // The event with the state, valid until the next call. Arguments that its kind does not have are not copied.
  const Event& with_state(const Event& event);
  Status evaluate_rules(Slot& slot, const Event& event, DetectionSink& sink);

  std::vector<Rule> rules_;
  std::vector<std::unique_ptr<NativeSignature>> natives_;
  std::array<std::unique_ptr<Slot>, WIRE_SLOT_COUNT> slots_;  // by event; null if no rule looks at it
  std::unique_ptr<ProcessFields> state_;                      // null if no rule asks
  Acts acts_;
  Finding finding_;
  Event asked_;  // a copy of the event that is evaluated, which names the state
};

}  // namespace trace
