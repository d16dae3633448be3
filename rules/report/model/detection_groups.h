// SPDX-License-Identifier: Apache-2.0
// Detections for a report: by signature, and within one by process and by what happened, with their number, the first and the last.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "rules/model/detection.h"
#include "rules/report/model/density.h"
#include "rules/report/model/process_tree.h"

namespace trace {

// The same signature, process and acts.
struct Occurrence {
  ProcessId process = 0;
  std::string what;                // the event with its arguments
  std::vector<std::string> after;  // the earlier events that led to it
  std::string found;
  std::string comm;
  std::string executable;
  std::string container;
  std::string host;
  std::uint32_t pid = 0;
  std::uint32_t uid = 0;
  std::uint32_t login_uid = 0;
  std::uint64_t count = 0;
  std::uint64_t first_ns = 0;
  std::uint64_t last_ns = 0;
};

struct DetectionGroup {
  Metadata rule;
  std::uint64_t count = 0;
  std::uint64_t left_out = 0;  // detections whose occurrence is not kept
  std::vector<Occurrence> occurrences;
};

class DetectionGroups {
 public:
  static constexpr std::size_t kOccurrencesMax = 1000;  // of one signature

  void take(const Detection& detection, ProcessId process);

  // The worst first; of the same severity by id.
  std::vector<const DetectionGroup*> sorted() const;
  std::uint64_t count() const { return count_; }
  std::uint64_t count(Severity severity) const { return by_severity_.at(static_cast<std::size_t>(severity)); }
  const Density& density(Severity severity) const { return density_.at(static_cast<std::size_t>(severity)); }

 private:
  std::map<std::string, DetectionGroup> groups_;         // by id of the rule
  std::unordered_map<std::string, std::size_t> places_;  // of occurrences in their group, by rule, process and what
  std::uint64_t count_ = 0;
  std::array<std::uint64_t, kSeverityNames.size()> by_severity_{};
  std::array<Density, kSeverityNames.size()> density_{};
};

}  // namespace trace
