// SPDX-License-Identifier: Apache-2.0
// What the engine gives out: a signature, the event it fired on, and what the signature wants to
// say of it.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "common/base/result.h"
#include "common/event/event.h"

namespace trace {

using DataValue = std::variant<bool, std::int64_t, std::uint64_t, std::string, std::vector<std::string>>;

// Sorted by name, each once.
using FindingData = std::vector<std::pair<std::string, DataValue>>;

struct Mitre {
  std::string category;
  std::string technique;
  std::string kubernetes_technique;
  std::string id;           // STIX, attack-pattern--...
  std::string external_id;  // T1055.008
};

struct Metadata {
  std::string id;       // TRC-102
  std::string name;     // anti_debugging; the name of the event that a detection is
  std::string version;  // "1"
  std::string title;
  std::string description;
  std::vector<std::string> tags;
  int severity = 0;  // 0 (information) to 3 (high)
  Mitre mitre;
};

// A view: valid until the sink that it was given to returns.
struct Detection {
  const Metadata& signature;
  const FindingData& data;
  const Event& event;
};

// Where detections go.
class DetectionSink {
 public:
  virtual ~DetectionSink() = default;
  virtual Status detection(const Detection& detection) = 0;
};

}  // namespace trace
