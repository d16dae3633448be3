// SPDX-License-Identifier: Apache-2.0
#include "common/stream/missing_entities.h"

#include "common/event/entity.h"

namespace trace {
namespace {

std::uint64_t number(const Event& event, std::uint8_t ordinal) {
  const Value& value = event.args[ordinal].value;
  if (const auto* bits = std::get_if<std::uint64_t>(&value)) return *bits;
  const auto* bits = std::get_if<std::int64_t>(&value);
  return bits == nullptr ? 0 : static_cast<std::uint64_t>(*bits);
}

bool is_last_exit(const Event& event) {
  if (event.spec->id != WIRE_EVENT_sched_process_exit) return false;
  const auto* last = std::get_if<bool>(&event.args[WIRE_ORDINAL(sched_process_exit, process_group_exit)].value);
  return last != nullptr && *last;
}

}  // namespace

void MissingEntities::fill(Event& event) {
  Context& context = event.context;
  if (context.process_entity != 0 || context.host_pid == 0) return;
  if (known_.size() > kMax) known_.clear();
  const std::uint64_t start_ns = context.host_tid == context.host_pid ? context.thread_start_ns : 0;
  Known& self = process(context.host_pid, start_ns, context.time_ns);
  context.process_entity = self.entity;
  if (is_last_exit(event)) self.ended_ns = context.time_ns;
  if (context.host_ppid != 0 && context.parent_entity == 0) {
    context.parent_entity = process(context.host_ppid, 0, context.time_ns).entity;
  }
  if (event.spec->id == WIRE_EVENT_sched_process_fork) started(event);
}

MissingEntities::Known& MissingEntities::process(std::uint32_t pid, std::uint64_t start_ns, std::uint64_t now_ns) {
  const auto [at, is_new] = known_.try_emplace(pid);
  Known& known = at->second;
  const bool started_then = start_ns != 0 && known.start_ns != 0 && start_ns != known.start_ns;
  const bool is_over = known.ended_ns != 0 && now_ns > known.ended_ns;
  if (is_new) {
    known = {start_ns == 0 ? 0 : entity_id(pid, start_ns), start_ns, 0};
  } else if (started_then || is_over) {
    const std::uint32_t former = known.entity;
    known = {entity_id(pid, start_ns == 0 ? now_ns : start_ns), start_ns, 0};
    if (known.entity == former) ++known.entity;  // it says nothing below 10 ms
  } else if (start_ns != 0) {
    known.start_ns = start_ns;
  }
  return known;
}

// The state of processes knows a child by this id (processes.h).
void MissingEntities::started(const Event& fork) {
  const std::uint64_t pid = number(fork, WIRE_ORDINAL(sched_process_fork, child_pid));
  const std::uint64_t start_ns = number(fork, WIRE_ORDINAL(sched_process_fork, start_time));
  if (start_ns == 0 || pid != number(fork, WIRE_ORDINAL(sched_process_fork, child_tid))) return;
  const auto child = static_cast<std::uint32_t>(pid);
  known_[child] = {entity_id(child, start_ns), start_ns, 0};
}

}  // namespace trace
