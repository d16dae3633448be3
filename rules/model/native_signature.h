// SPDX-License-Identifier: Apache-2.0
// Signatures in C++, for what no rule language can say.
//
// An object belongs to one engine, which calls it from one thread, in the order of the stream.
#pragma once

#include <span>
#include <string_view>

#include "common/event/event.h"
#include "rules/model/finding.h"
#include "rules/model/metadata.h"

namespace trace {

// An event, and those of its arguments that are read.
struct Interest {
  std::string_view event;
  std::span<const std::string_view> arguments;
};

class NativeSignature {
 public:
  virtual ~NativeSignature() = default;
  virtual const Metadata& metadata() const = 0;
  // What on_event() wants. REQUIRES: the catalog has it.
  virtual std::span<const Interest> interests() const = 0;
  // Returns whether the event completes a finding, and fills it in. It is not called for an event of which an argument
  // that is read was sent but not understood: that argument would look absent. REQUIRES: `finding` is clear.
  virtual bool on_event(const Event& event, Finding& finding) = 0;
};

}  // namespace trace
