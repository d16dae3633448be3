// SPDX-License-Identifier: Apache-2.0
// The processes of a recording, for a report: who made whom, what they ran, when they ended, and which of them detections are of.
//
// Unlike the table of common/state, which knows those that live, this keeps those that ended, as long as there is room. When
// there is none, processes go that have to do with no detection: neither its process, nor an ancestor or descendant of it. So who
// floods a recording with processes cannot push out those of an incident. What went is counted.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "common/state/processes.h"
#include "rules/model/metadata.h"

namespace trace {

// Number of a process in a report, from 1; never that of another one. 0: none.
using ProcessId = std::uint32_t;

struct ReportProcess {
  ProcessKey key;
  std::uint32_t host = 0;  // as see() was given it
  ProcessId parent = 0;    // that made it
  std::string comm;
  std::string executable;
  std::string command_line;
  std::string container;
  std::uint32_t uid = 0;
  bool is_seen = false;        // an event is of it; else it is known as the parent of one
  std::uint64_t first_ns = 0;  // the first event that told of it
  std::uint64_t end_ns = 0;    // 0: its end is not among the events
  std::int64_t exit_code = 0;
  std::int64_t signal = 0;
  std::uint64_t detections = 0;
  Severity severity = Severity::informational;  // the worst of them
  bool leads_to_detection = false;              // it or a descendant has one
};

class ProcessTree {
 public:
  static constexpr std::size_t kMax = 1 << 16;

  explicit ProcessTree(std::size_t max = kMax) : max_(max) {}

  // Learns of the event's process and its parent. `host` tells processes of different machines apart. 0 if there is no room.
  ProcessId see(const Event& event, std::uint32_t host);
  // A detection is of this process.
  void mark(ProcessId process, Severity severity);

  // Null if it is not known, or not any more.
  const ReportProcess* find(ProcessId process) const;
  // It has a detection, leads to one or descends from one. O(ancestors).
  bool is_related(ProcessId process) const;
  // All, by number.
  const std::map<ProcessId, ReportProcess>& all() const { return nodes_; }
  std::uint64_t left_out() const { return left_out_; }

 private:
  struct HostKey {
    std::uint32_t host = 0;
    ProcessKey key;
    bool operator==(const HostKey&) const = default;
  };
  struct Hash {
    std::size_t operator()(const HostKey& of) const {
      return SeededHash()((std::uint64_t{of.key.pid} << 32 | of.key.entity) ^
                          std::uint64_t{of.host} * 0x9e3779b97f4a7c15);
    }
  };

  ProcessId add(const HostKey& key);
  void learn(ReportProcess& process, const Event& event);
  void started(const Event& fork, ProcessId maker, std::uint32_t host);
  void set_parent(ProcessId process, ProcessId parent);
  void make_room();

  std::size_t max_;
  std::map<ProcessId, ReportProcess> nodes_;
  std::unordered_map<HostKey, ProcessId, Hash> by_key_;
  ProcessId last_ = 0;
  bool is_full_ = false;  // of processes that stay
  std::uint64_t left_out_ = 0;
};

}  // namespace trace
