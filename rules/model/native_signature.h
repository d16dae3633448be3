// SPDX-License-Identifier: Apache-2.0
// Signatures in C++, for what YAML cannot say: those that remember.
//
// An object belongs to one engine, which calls it from one thread, in the order of the stream.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "rules/model/detection.h"

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
  // Returns the data of a finding, or nothing if there is none. Not called for an event of which an
  // argument that is read was sent but not understood: it would look absent, and nothing may be
  // concluded from that.
  virtual std::optional<FindingData> on_event(const Event& event) = 0;
};

}  // namespace trace
