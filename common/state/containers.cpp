// SPDX-License-Identifier: Apache-2.0
#include "common/state/containers.h"

namespace trace {
namespace {

// What the events of cgroups say.
struct CgroupFacts {
  const std::uint64_t* id = nullptr;
  const std::uint64_t* hierarchy = nullptr;
  std::string_view path;
};

CgroupFacts facts_of(const Event& event) {
  static_assert(WIRE_ORDINAL(cgroup_mkdir, cgroup_id) == WIRE_ORDINAL(cgroup_rmdir, cgroup_id) &&
                WIRE_ORDINAL(cgroup_mkdir, cgroup_path) == WIRE_ORDINAL(cgroup_rmdir, cgroup_path) &&
                WIRE_ORDINAL(cgroup_mkdir, hierarchy_id) == WIRE_ORDINAL(cgroup_rmdir, hierarchy_id));
  CgroupFacts facts;
  facts.id = std::get_if<std::uint64_t>(&event.args[WIRE_ORDINAL(cgroup_mkdir, cgroup_id)].value);
  facts.hierarchy = std::get_if<std::uint64_t>(&event.args[WIRE_ORDINAL(cgroup_mkdir, hierarchy_id)].value);
  const auto* path = std::get_if<std::string_view>(&event.args[WIRE_ORDINAL(cgroup_mkdir, cgroup_path)].value);
  if (path != nullptr) facts.path = *path;
  return facts;
}

}  // namespace

const Container* Containers::found(std::uint64_t cgroup_id, std::string_view path) {
  return add(cgroup_id, path, 0, true);
}

const Container* Containers::update(const Event& event) {
  const CgroupFacts facts = facts_of(event);
  if (facts.id == nullptr || !is_own(event)) return nullptr;
  if (event.spec->id == WIRE_EVENT_cgroup_rmdir) return remove(*facts.id);
  return add(*facts.id, facts.path, event.context.time_ns, false);
}

bool Containers::is_own(const Event& event) const {
  const CgroupFacts facts = facts_of(event);
  return facts.hierarchy != nullptr && *facts.hierarchy == hierarchy_;
}

// One that is within a container of before is as old as that.
const Container* Containers::add(std::uint64_t cgroup_id, std::string_view path, std::uint64_t time_ns,
                                 bool is_from_before) {
  const ContainerName name = container_of_path(path);
  if (name.id.empty()) return nullptr;
  if (const auto known = by_cgroup_.find(cgroup_id); known != by_cgroup_.end()) {
    Container& container = *known->second.container;
    if (known->second.is_removed) return nullptr;
    // It was found just after it was created, which was after the collection began.
    if (!is_from_before && container.cgroups == 1) {
      container.is_from_before = false;
      container.created_ns = time_ns;
    }
    return &container;
  }
  const auto same = by_id_.find(name.id);
  if (by_cgroup_.size() >= kMax || (same != by_id_.end() && same->second->cgroups >= kOfOneMax)) {
    ++left_out_;
    return nullptr;
  }
  std::shared_ptr<Container> container;
  if (same != by_id_.end()) {
    container = same->second;
  } else {
    container = std::make_shared<Container>();
    container->id = name.id;
    container->runtime = name.runtime;
    container->is_from_before = is_from_before;
    container->created_ns = time_ns;
    by_id_.emplace(container->id, container);
  }
  ++container->cgroups;
  const Container* const added = container.get();
  by_cgroup_.emplace(cgroup_id, Cgroup{std::move(container), false});
  return added;
}

const Container* Containers::remove(std::uint64_t cgroup_id) {
  const auto found = by_cgroup_.find(cgroup_id);
  if (found == by_cgroup_.end() || found->second.is_removed) return nullptr;
  found->second.is_removed = true;
  Container& container = *found->second.container;
  if (--container.cgroups == 0) by_id_.erase(container.id);
  removed_.push_back(cgroup_id);
  if (removed_.size() > kRemovedMax) {
    by_cgroup_.erase(removed_.front());
    removed_.pop_front();
  }
  return &container;
}

const Container* Containers::find(std::uint64_t cgroup_id) const {
  if (by_cgroup_.empty()) return nullptr;
  const auto found = by_cgroup_.find(cgroup_id);
  return found == by_cgroup_.end() ? nullptr : found->second.container.get();
}

}  // namespace trace
