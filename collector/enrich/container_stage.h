// SPDX-License-Identifier: Apache-2.0
// Says of each event which container it happened in, and tells the kernel side which cgroups are of containers.
#pragma once

#include <functional>
#include <optional>

#include "collector/enrich/cgroups.h"
#include "collector/pipeline/stage.h"
#include "common/seam/settings.h"
#include "common/state/containers.h"

namespace trace {

class ContainerStage final : public Stage {
 public:
  // Takes a cgroup that is a container, not one below it, or ceases to be one (no age).
  using Notify = std::function<void(std::uint64_t cgroup_id, std::optional<wire_container_age> age)>;

  // `containers` must outlive this. notify: may be null.
  explicit ContainerStage(Containers& containers) : containers_(containers) {}

  void on_container(Notify notify) { notify_ = std::move(notify); }
  // Takes in the cgroups that are there. Again after a failed start: it tells of the same ones.
  void scan(const CgroupHierarchy& hierarchy);

  std::string_view name() const override { return "containers"; }
  StageNeeds needs() const override;
  bool on(Event& event, Emit& emit) override;
  std::optional<FullTable> full_table() const override;

 private:
  void notify(std::uint64_t cgroup_id, std::string_view path, const Container& container);

  Containers& containers_;
  Notify notify_;
};

}  // namespace trace
