// SPDX-License-Identifier: Apache-2.0
// container_create and container_remove: of the first cgroup of a container, and of its last. What a runtime knows of it
// besides (image, name, pod) is left absent.
#include "collector/derive/derivations.h"

namespace trace {
namespace {

const Container* container_of(const Event& cause, const Tables& tables) {
  static_assert(WIRE_ORDINAL(cgroup_mkdir, cgroup_id) == WIRE_ORDINAL(cgroup_rmdir, cgroup_id));
  if (!tables.containers.is_own(cause)) return nullptr;
  const auto* cgroup_id = std::get_if<std::uint64_t>(&cause.args[WIRE_ORDINAL(cgroup_mkdir, cgroup_id)].value);
  return cgroup_id == nullptr ? nullptr : tables.containers.find(*cgroup_id);
}

}  // namespace

void derive_container_create(const Event& cause, const Tables& tables, Emit& emit) {
  const Container* const container = container_of(cause, tables);
  if (container == nullptr || container->cgroups != 1) return;
  OwnedEvent made = made_of(cause, WIRE_SLOT_container_create);
  made.put("runtime", container->runtime);
  made.put("container_id", std::string_view(container->id));
  made.put("ctime", container->created_ns);
  emit.event(std::move(made));
}

void derive_container_remove(const Event& cause, const Tables& tables, Emit& emit) {
  const Container* const container = container_of(cause, tables);
  if (container == nullptr || container->cgroups != 0) return;
  OwnedEvent made = made_of(cause, WIRE_SLOT_container_remove);
  made.put("runtime", container->runtime);
  made.put("container_id", std::string_view(container->id));
  emit.event(std::move(made));
}

}  // namespace trace
