// SPDX-License-Identifier: Apache-2.0
// What the head of a frame says, without decoding it: enough to find the process and the container of an event. Members are
// read where they lie; to copy the head costs more than all that is looked at.
#pragma once

#include <cstddef>
#include <cstring>
#include <string_view>

#include "common/catalog/head.h"
#include "common/event/event.h"

namespace trace {

// REQUIRES: frame.size() >= sizeof(wire_event), here and below.
template <class T>
T head_member(std::string_view frame, T wire_event::*, std::size_t offset) {
  T value;
  std::memcpy(&value, frame.data() + offset, sizeof(value));
  return value;
}
#define HEAD_MEMBER(frame, member) head_member(frame, &wire_event::member, offsetof(wire_event, member))

// Fills in when, and of which process and cgroup; all else is left as it is.
inline void identity_of(std::string_view frame, std::uint64_t boot_time_ns, Context& context) {
  context.time_ns = HEAD_MEMBER(frame, time_ns) + boot_time_ns;
  context.leader_start_ns = HEAD_MEMBER(frame, leader_start_ns);
  context.cgroup_id = HEAD_MEMBER(frame, cgroup_id);
  context.seq = HEAD_MEMBER(frame, seq);
  context.host_pid = HEAD_MEMBER(frame, host_pid);
  context.lane = HEAD_MEMBER(frame, lane);
  context.flags = HEAD_MEMBER(frame, flags);
}

}  // namespace trace
