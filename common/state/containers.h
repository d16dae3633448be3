// SPDX-License-Identifier: Apache-2.0
// Which cgroups are containers: from the names that runtimes give them. Fed with the cgroups that there are and with the
// events that tell of new and removed ones; no I/O.
//
// A container has one cgroup or more: it is created with its first, and removed with its last.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "common/base/seeded_hash.h"
#include "common/event/event.h"
#include "common/state/container_name.h"

namespace trace {

struct Container {
  std::string id;
  std::string_view runtime;      // as in ContainerName
  bool is_from_before = false;   // before the collection began
  std::uint64_t created_ns = 0;  // time of the event that told of it; 0 if it is from before
  std::size_t cgroups = 0;       // that there are; 0: it is removed
};

class Containers {
 public:
  // Cgroups of containers beyond this many are not taken in: whoever may make cgroups could fill the memory. Of one container not
  // beyond so many, so that it takes no room from others.
  static constexpr std::size_t kMax = std::size_t{1} << 16;
  static constexpr std::size_t kOfOneMax = 4096;
  // What stands for the id of a container whose cgroup was not taken in.
  static constexpr std::string_view kUnknownId = "unknown";
  // Cgroups that are removed stay known until so many others are: events of them come from other CPUs.
  static constexpr std::size_t kRemovedMax = 1024;

  // hierarchy: the kernel's number of the one that containers are told by, 0 for version 2. Each numbers its cgroups for
  // itself.
  void set_hierarchy(std::uint32_t hierarchy) { hierarchy_ = hierarchy; }

  // Whether update() learns anything from such events.
  static bool is_source(const EventSpec& event) { return !event.feeds.empty() && event.feeds_table(Table::containers); }

  // A cgroup that was there before. Returns its container; null if it is not of one. Pointers are valid until the next
  // call of one of these three.
  const Container* found(std::uint64_t cgroup_id, std::string_view path);
  // Returns the container whose cgroup was created or removed; null if there is none. REQUIRES: is_source(*event.spec).
  const Container* update(const Event& event);

  // Whether the event is of the hierarchy that containers are told by. REQUIRES: is_source(*event.spec).
  bool is_own(const Event& event) const;

  // Null if the cgroup is not of a container.
  const Container* find(std::uint64_t cgroup_id) const;
  std::size_t size() const { return by_cgroup_.size(); }
  // Cgroups of containers that were not taken in.
  std::uint64_t left_out() const { return left_out_; }

 private:
  struct Cgroup {
    std::shared_ptr<Container> container;
    bool is_removed = false;
  };

  const Container* add(std::uint64_t cgroup_id, std::string_view path, std::uint64_t time_ns, bool is_from_before);
  const Container* remove(std::uint64_t cgroup_id);

  std::uint32_t hierarchy_ = 0;
  std::uint64_t left_out_ = 0;
  std::unordered_map<std::uint64_t, Cgroup, SeededHash> by_cgroup_;
  std::unordered_map<std::string_view, std::shared_ptr<Container>> by_id_;  // with cgroups; the key is in the value
  std::deque<std::uint64_t> removed_;                                       // oldest first
};

}  // namespace trace
