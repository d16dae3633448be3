// SPDX-License-Identifier: Apache-2.0
#include "collector/pipeline/told_state.h"

namespace trace {

void ToldState::tell(std::uint64_t time_ns, std::uint64_t boot_time_ns, const StateSink& sink) const {
  Event event;
  event.spec = &events()[WIRE_SLOT_existing_process];
  Context& context = event.context;
  context.time_ns = boot_time_ns + time_ns;
  context.flags = WIRE_FLAG_STATE;
  context.policies = 1;
  processes_.for_each([&](const Process& process) {
    if (process.start_ns == 0) return;
    const Process* const parent = processes_.find(process.parent);
    context.pid = context.tid = context.host_pid = context.host_tid = process.key.pid;
    context.leader_start_ns = process.start_ns;
    context.thread_start_ns = boot_time_ns + process.start_ns;
    context.ppid = context.host_ppid = process.parent.pid;
    context.parent_start_ns = parent == nullptr ? 0 : parent->start_ns;
    context.process_entity = context.thread_entity = process.key.entity;
    context.parent_entity = process.parent.entity;
    context.comm = process.comm();
    context.executable = process.executable();
    event.args[WIRE_ORDINAL(existing_process, pathname)].value = process.executable();
    event.args[WIRE_ORDINAL(existing_process, start_time)].value = process.start_ns;
    sink(event);
  });
}

}  // namespace trace
