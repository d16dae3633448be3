// SPDX-License-Identifier: Apache-2.0
// What the engine gives out: a rule, what it found, and the events that it found it in.
#pragma once

#include "common/base/result.h"
#include "common/event/event.h"
#include "rules/model/finding.h"
#include "rules/model/metadata.h"

namespace trace {

// A view: valid until the sink that it was given to returns.
struct Detection {
  const Metadata& rule;
  const Finding& finding;
  const Event& event;  // the one that completed it; finding.earlier_events() came before it
};

// Where detections go.
class DetectionSink {
 public:
  virtual ~DetectionSink() = default;
  virtual Status detection(const Detection& detection) = 0;
  // Passes on what the sink may have held back. It is called when the input has nothing ready, and at the end.
  virtual Status flush() { return ok(); }
};

}  // namespace trace
