// SPDX-License-Identifier: Apache-2.0
#include "collector/enrich/container_stage.h"

namespace trace {

void ContainerStage::scan(const CgroupHierarchy& hierarchy) {
  containers_.set_hierarchy(hierarchy.id);
  for_each_cgroup(hierarchy, [this](std::uint64_t cgroup_id, std::string_view path) {
    if (const Container* container = containers_.found(cgroup_id, path)) notify(cgroup_id, path, *container);
  });
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
    const auto* path = std::get_if<std::string_view>(&event.args[WIRE_ORDINAL(cgroup_mkdir, cgroup_path)].value);
    const Container* changed = containers_.update(event);
    if (changed != nullptr && event.spec->id == WIRE_EVENT_cgroup_mkdir) notify(*cgroup_id, *path, *changed);
    if (changed != nullptr && event.spec->id == WIRE_EVENT_cgroup_rmdir && notify_) notify_(*cgroup_id, std::nullopt);
  }
  const Container* const container = containers_.find(event.context.cgroup_id);
  if (container != nullptr) {
    event.context.container_id = container->id;
  } else {
    const bool is_in_one = containers_.left_out() != 0 && (event.context.flags & WIRE_FLAG_CONTAINER) != 0;
    event.context.container_id = is_in_one ? Containers::kUnknownId : std::string_view();
  }
  return true;
}

std::optional<FullTable> ContainerStage::full_table() const {
  if (containers_.left_out() == 0) return std::nullopt;
  return FullTable{"cgroups", Containers::kMax, "of further ones in containers it is not known in which"};
}

void ContainerStage::notify(std::uint64_t cgroup_id, std::string_view path, const Container& container) {
  if (!notify_ || !is_container(path)) return;
  notify_(cgroup_id, container.is_from_before ? WIRE_CONTAINER_FROM_BEFORE : WIRE_CONTAINER_STARTED);
}

}  // namespace trace
