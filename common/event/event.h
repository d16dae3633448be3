// SPDX-License-Identifier: Apache-2.0
// One event, as both programs see it: what the catalog says of it, its context, and its arguments.
//
// An Event owns nothing; it is a view over the frame or the JSON line that it was decoded from and is valid as long as
// that is. A reader fills the same Event again and again.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "common/catalog/catalog.h"
#include "common/event/event_state.h"
#include "common/event/value.h"
#include "common/wire/frame.h"

namespace trace {

// Who did it, when and where. Pids without "host" are those of the task's own pid namespace.
struct Context {
  std::uint64_t time_ns = 0;          // since the epoch (or the start of the trace, with option:relative-time)
  std::uint64_t thread_start_ns = 0;  // since the epoch
  std::uint64_t leader_start_ns = 0;  // since boot, as the next; entity ids are made of them
  std::uint64_t parent_start_ns = 0;
  std::uint64_t cgroup_id = 0;
  std::uint64_t seq = 0;
  std::int64_t retval = 0;
  std::int32_t syscall = WIRE_NO_SYSCALL;  // event id
  std::uint32_t host_pid = 0, host_tid = 0, host_ppid = 0;
  std::uint32_t pid = 0, tid = 0, ppid = 0;
  std::uint32_t uid = 0;
  std::uint32_t mntns = 0, pidns = 0;  // inode numbers
  std::uint32_t thread_entity = 0, process_entity = 0, parent_entity = 0;
  std::uint16_t cpu = 0;
  std::uint16_t lane = 0;
  std::uint16_t flags = 0;  // wire_event_flag
  ProviderKind provider = ProviderKind::none;
  std::string_view comm;          // at most 15 bytes
  std::string_view uts;           // host name of the task's uts namespace
  std::string_view executable;    // path, empty if not known
  std::string_view container_id;  // empty on the host
};

struct Argument {
  Value value;
  std::uint8_t marks = 0;  // WIRE_FIELD_TRUNCATED, WIRE_FIELD_USER
};

struct Event {
  const EventSpec* spec = nullptr;  // never null in an Event that a reader gave out
  Context context;
  std::array<Argument, kFieldsMax> args;  // by ordinal; the first spec->fields.size() are used
  // A bit by ordinal: the argument was sent, as something that is not understood here. It is absent in args, but nothing
  // may be concluded from that.
  std::uint64_t not_understood = 0;
  static_assert(kFieldsMax <= 64);
  // What conditions may ask besides; null if no state is kept. Who evaluates them sets it.
  const EventState* state = nullptr;

  std::span<const Argument> arguments() const { return std::span<const Argument>(args).first(spec->fields.size()); }
  // Returns an absent value if the event has no such field. O(fields).
  const Value& arg(std::string_view name) const {
    static const Value absent;
    const auto ordinal = spec->field(name);
    return ordinal ? args[*ordinal].value : absent;
  }
  // Makes every argument absent. REQUIRES: spec is set.
  void clear_arguments() {
    for (std::size_t i = 0; i < spec->fields.size(); ++i) args[i] = Argument{};
  }
};

}  // namespace trace
