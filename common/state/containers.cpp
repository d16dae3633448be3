// SPDX-License-Identifier: Apache-2.0
#include "common/state/containers.h"

#include <algorithm>
#include <array>

namespace trace {
namespace {

constexpr std::size_t kIdSize = 64;        // docker, containerd, cri-o, podman: SHA-256 in hex
constexpr std::size_t kGardenIdSize = 28;  // garden: 8-4-4-4-4 hex digits
constexpr std::string_view kUnknown = "unknown";

bool is_hex(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); });
}

bool is_garden_id(std::string_view text) {
  if (text.size() != kGardenIdSize) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !is_hex(text.substr(i, 1))) return false;
  }
  return true;
}

struct Prefix {
  std::string_view text;
  std::string_view runtime;
};
constexpr auto kPrefixes = std::to_array<Prefix>({
#define RUNTIME(prefix, name) {prefix, name},
#include "common/catalog/runtimes.def"
});
constexpr auto kInfixes = std::to_array<Prefix>({
#define RUNTIME(prefix, name)
#define RUNTIME_INFIX(text, name) {text, name},
#include "common/catalog/runtimes.def"
});

// Of one component of a path and the one above it; no id if it holds none.
ContainerName container_of_component(std::string_view name, std::string_view above) {
  static constexpr std::string_view kScope = ".scope";
  std::string_view runtime = kUnknown;
  if (name.ends_with(kScope)) name.remove_suffix(kScope.size());
  for (const Prefix& prefix : kPrefixes) {
    if (!name.starts_with(prefix.text)) continue;
    name.remove_prefix(prefix.text.size());
    runtime = prefix.runtime;
    break;
  }
  for (const Prefix& infix : kInfixes) {
    const std::size_t at = name.find(infix.text);
    if (at == std::string_view::npos) continue;
    name.remove_prefix(at + infix.text.size());
    runtime = infix.runtime;
  }
  if (is_garden_id(name)) return {name, "garden"};
  if (name.size() != kIdSize || !is_hex(name)) return {};
  if (runtime == kUnknown && above == "docker") runtime = "docker";  // by its cgroupfs driver
  return {name, runtime};
}

// Takes the last component off a path.
std::string_view take_last(std::string_view& path) {
  const std::size_t slash = path.rfind('/');
  const std::string_view name = slash == std::string_view::npos ? path : path.substr(slash + 1);
  path = slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
  return name;
}

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

ContainerName container_of_path(std::string_view path) {
  while (!path.empty()) {
    const std::string_view name = take_last(path);
    std::string_view rest = path;
    const ContainerName container = container_of_component(name, take_last(rest));
    if (!container.id.empty()) return container;
  }
  return {};
}

bool is_container(std::string_view path) {
  const std::string_view name = take_last(path);
  if (!container_of_path(path).id.empty()) return false;
  return !container_of_component(name, take_last(path)).id.empty();
}

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
