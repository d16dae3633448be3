// SPDX-License-Identifier: Apache-2.0
// What processes did to files and with peers, for a report: events summed up by process, act and object, with their number, the first
// and the last.
//
// Which events tell of which act is a table (act_table.cpp). Room is bounded as that of processes is: when there is none, acts go that
// have to do with no detection, and one process has no more than its share.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "rules/report/model/process_tree.h"

namespace trace {

enum class ActKind : std::uint8_t {
  executed,
  written,
  deleted,
  renamed,
  linked,
  changed,  // its permissions or owner
  made,     // a directory, a device
  connected,
  bound,
  listened,
  accepted,
};

std::string_view name_of(ActKind kind);
constexpr bool is_of_network(ActKind kind) {
  return kind >= ActKind::connected;
}

struct Act {
  ActKind kind{};
  ProcessId process = 0;
  std::string object;  // a path, "OLD → NEW", or an address
  std::string comm;    // of the process, then
  std::uint32_t pid = 0;
  std::uint64_t count = 0;
  std::uint64_t first_ns = 0;
  std::uint64_t last_ns = 0;
};

class ActTable {
 public:
  static constexpr std::size_t kMax = 1 << 16;
  static constexpr std::size_t kOfOneProcessMax = 1 << 12;

  explicit ActTable(std::size_t max = kMax, std::size_t of_one_process = kOfOneProcessMax)
      : max_(max), of_one_max_(of_one_process) {}

  // Takes in the event if it is an act. `tree` says what has to do with a detection.
  void take(const Event& event, ProcessId process, const ProcessTree& tree);

  enum class Rank : std::uint8_t {
    related,  // by a process that has to do with a detection
    near,     // by another one that changed a file that such a process acted on, too
    other,
  };
  struct Ranked {
    Rank rank = Rank::other;
    const Act* act = nullptr;
  };
  // Those of the network, or those of files, by rank and time.
  std::vector<Ranked> sorted(bool of_network, const ProcessTree& tree) const;
  std::uint64_t left_out() const { return left_out_; }

 private:
  void make_room(const ProcessTree& tree);

  std::size_t max_;
  std::size_t of_one_max_;
  std::unordered_map<std::string, Act> acts_;  // by process, kind and object
  std::unordered_map<ProcessId, std::size_t> of_process_;
  bool is_full_ = false;  // of acts that stay
  std::uint64_t left_out_ = 0;
};

}  // namespace trace
