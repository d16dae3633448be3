// SPDX-License-Identifier: Apache-2.0
#include "collector/capture/capture_stage.h"

namespace trace {

EventSlots triggers_of(const CaptureRequest& request) {
  EventSlots triggers;
  if (request.exec || request.packets.wanted) triggers.set(WIRE_SLOT_sched_process_exec);
  return triggers;
}

bool CaptureStage::on(Event& event, Emit&) {
  const bool in_scope = (event.context.flags & WIRE_FLAG_BACKGROUND) == 0;
  if (in_scope && triggers_.test(event.spec->slot)) keeper_.trigger(event);
  return true;
}

}  // namespace trace
