// SPDX-License-Identifier: Apache-2.0
#include "collector/enrich/process_stage.h"

namespace trace {

StageNeeds ProcessStage::needs() const {
  StageNeeds needs;
  for (const EventSpec& event : events()) {
    if (Processes::is_source(event)) needs.learns.set(event.slot);
    needs.identity.set(event.slot);
  }
  return needs;
}

bool ProcessStage::on(Event& event, Emit&) {
  if (Processes::is_source(*event.spec)) {
    processes_.update(event);
    recent_ = {};
  }
  const Process* const process = find(event.context);
  event.context.executable = process == nullptr ? std::string_view() : process->executable();
  return true;
}

const Process* ProcessStage::find(const Context& context) {
  Recent& recent = recent_[context.host_pid % recent_.size()];
  if (recent.pid != context.host_pid || recent.start_ns != context.leader_start_ns || recent.pid == 0) {
    const ProcessKey key = ProcessKey::at(context.host_pid, context.leader_start_ns);
    recent = {context.leader_start_ns, context.host_pid, processes_.find(key)};
  }
  return recent.process;
}

}  // namespace trace
