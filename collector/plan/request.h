// SPDX-License-Identifier: Apache-2.0
// What is asked of the kernel side.
#pragma once

#include <algorithm>
#include <bitset>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "common/seam/settings.h"

namespace trace {

// A name or number that a scope lists, for the maps of the kernel side.
struct ScopeNumber {
  wire_number_key key;
  wire_match match;
};
struct ScopeName {
  wire_name_key key;
  wire_match match;
};

// Takes the cgroups of containers, and those that are of one no more (no age).
using ContainerSink = std::function<void(std::uint64_t cgroup_id, std::optional<wire_container_age> age)>;

struct ProgramsRequest {
  std::bitset<WIRE_SLOT_MAX> events;                // to be shown, by slot
  std::bitset<WIRE_SLOT_MAX> background;            // needed besides, for tables of the collector
  std::map<std::uint16_t, std::uint64_t> attempts;  // by slot of a call: see wire_syscall
  wire_settings settings{};                         // but for policies and `wanted`, which follow from events
  std::vector<ScopeNumber> numbers;
  std::vector<ScopeName> names;
  std::uint32_t ring_bytes = 1U << 24;      // a power of two
  std::uint32_t captured_bytes = 1U << 24;  // a power of two: the ring of what is written and read, if that is captured
  bool captures(wire_way way) const { return settings.captures[way].types != 0; }
  bool captures() const {
    return std::ranges::any_of(settings.captures, [](const wire_capture& capture) { return capture.types != 0; });
  }
  struct {
    bool wanted = false;
    std::uint32_t size_max = 0;           // bytes that are kept of one
    std::uint32_t ring_bytes = 1U << 24;  // a power of two
  } packets;
  // Names the containers that are there. Called by load(), once a try: after the programs that tell of new ones are
  // attached, before any other is.
  std::function<void(const ContainerSink&)> find_containers;
};

}  // namespace trace
