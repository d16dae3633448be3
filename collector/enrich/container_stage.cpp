// SPDX-License-Identifier: Apache-2.0
#include "collector/enrich/container_stage.h"

#include <spdlog/spdlog.h>

namespace trace {

void ContainerStage::scan(const CgroupHierarchy& hierarchy) {
  containers_.set_hierarchy(hierarchy.id);
  for_each_cgroup(hierarchy, [this](std::uint64_t cgroup_id, std::string_view path) {
    if (const Container* container = containers_.found(cgroup_id, path)) notify(cgroup_id, *container);
  });
  tell_left_out();
}

StageNeeds ContainerStage::needs() const {
  StageNeeds needs;
  for (const EventSpec& event : events()) {
    if (Containers::is_source(event)) needs.learns.set(event.slot);
    needs.identity.set(event.slot);
  }
  return needs;
}

bool ContainerStage::on(Event& event, Emit&) {
  if (Containers::is_source(*event.spec)) {
    const auto* cgroup_id = std::get_if<std::uint64_t>(&event.args[WIRE_ORDINAL(cgroup_mkdir, cgroup_id)].value);
    const Container* changed = containers_.update(event);
    tell_left_out();
    if (changed != nullptr && event.spec->id == WIRE_EVENT_cgroup_mkdir) notify(*cgroup_id, *changed);
    if (changed != nullptr && event.spec->id == WIRE_EVENT_cgroup_rmdir && notify_) notify_(*cgroup_id, std::nullopt);
  }
  const Container* const container = containers_.find(event.context.cgroup_id);
  event.context.container_id = container == nullptr ? std::string_view() : std::string_view(container->id);
  return true;
}

void ContainerStage::tell_left_out() {
  if (was_told_ || containers_.left_out() == 0) return;
  was_told_ = true;
  spdlog::warn(
      "{} cgroups of containers are known, and there is no room for more: what runs in others is taken for the host's",
      Containers::kMax);
}

void ContainerStage::notify(std::uint64_t cgroup_id, const Container& container) {
  if (notify_) notify_(cgroup_id, container.is_from_before ? WIRE_CONTAINER_FROM_BEFORE : WIRE_CONTAINER_STARTED);
}

}  // namespace trace
