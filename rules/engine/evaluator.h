// SPDX-License-Identifier: Apache-2.0
// Holds all signatures against one event at a time: dispatch by event, then one index over all
// conditions on it.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "common/predicate/index.h"
#include "rules/model/native_signature.h"
#include "rules/model/signature.h"

namespace trace {

class Evaluator {
 public:
  Evaluator(std::vector<Signature> signatures, std::vector<std::unique_ptr<NativeSignature>> natives);

  // Gives every detection on this event to the sink: those of conditions by signature id, then
  // those of C++. A signature fires once for an event, whatever number of its clauses hold; a
  // condition only if it holds whatever the arguments are that are not understood, one of C++ only
  // if it does not read any such. Errors: of the sink. REQUIRES: event.spec is set.
  Status evaluate(const Event& event, DetectionSink& sink);

  // The events that any signature looks at, by name.
  std::vector<std::string_view> events() const;
  // What each event's conditions became.
  std::string explain() const;

 private:
  struct Owner {
    std::size_t signature = 0;
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
  };

  std::vector<Signature> signatures_;
  std::vector<std::unique_ptr<NativeSignature>> natives_;
  std::array<std::unique_ptr<Slot>, WIRE_SLOT_COUNT> slots_;  // by event; null if no signature looks at it
};

}  // namespace trace
