// SPDX-License-Identifier: Apache-2.0
// What the head of a frame says, without decoding it: enough to find the process and the container of an event.
#pragma once

#include <cstring>
#include <string_view>

#include "common/event/event.h"
#include "common/wire/frame.h"

namespace trace {

// REQUIRES: frame.size() >= sizeof(wire_event).
inline wire_event head_of(std::string_view frame) {
  wire_event head;
  std::memcpy(&head, frame.data(), sizeof(head));
  return head;
}

// Fills in when, and of which process and cgroup; all else is left as it is.
inline void identity_of(const wire_event& head, std::uint64_t boot_time_ns, Context& context) {
  context.time_ns = head.time_ns + boot_time_ns;
  context.leader_start_ns = head.leader_start_ns;
  context.cgroup_id = head.cgroup_id;
  context.seq = head.seq;
  context.host_pid = head.host_pid;
  context.lane = head.lane;
  context.flags = head.flags;
}

}  // namespace trace
