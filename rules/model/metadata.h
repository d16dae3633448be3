// SPDX-License-Identifier: Apache-2.0
// What a rule says of itself, whatever language it is written in.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trace {

// Sigma's five levels. The first four are Tracee's 0 to 3, by number.
enum class Severity : std::uint8_t { informational, low, medium, high, critical };

inline constexpr auto kSeverityNames =
    std::to_array<std::string_view>({"informational", "low", "medium", "high", "critical"});

inline std::string_view name_of(Severity severity) {
  return kSeverityNames.at(static_cast<std::size_t>(severity));
}

// A technique of MITRE ATT&CK.
struct Technique {
  std::string category;  // tactic: persistence
  std::string name;
  std::string kubernetes_name;
  std::string id;           // STIX, attack-pattern--...
  std::string external_id;  // T1055.008
  bool operator==(const Technique&) const = default;
};

struct Metadata {
  std::string id;       // TRC-102
  std::string name;     // anti_debugging; the name of the event that a detection is
  std::string version;  // "1"
  std::string title;
  std::string description;
  std::vector<std::string> tags;
  Severity severity = Severity::informational;
  std::vector<Technique> techniques;  // the most important one first
  bool operator==(const Metadata&) const = default;
};

}  // namespace trace
