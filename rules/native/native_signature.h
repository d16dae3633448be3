// SPDX-License-Identifier: Apache-2.0
// Signatures in C++, for what YAML cannot say: those that remember.
//
// An object belongs to one engine, which calls it from one thread, in the order of the stream.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "rules/detection.h"

namespace trace {

class NativeSignature {
 public:
  virtual ~NativeSignature() = default;
  virtual const Metadata& metadata() const = 0;
  // Names of the events that on_event() wants.
  virtual std::span<const std::string_view> events() const = 0;
  // Returns the data of a finding, or nothing if there is none.
  virtual std::optional<FindingData> on_event(const Event& event) = 0;
};

// One of each that is built in.
std::vector<std::unique_ptr<NativeSignature>> make_native_signatures();

}  // namespace trace
