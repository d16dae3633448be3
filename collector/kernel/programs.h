// SPDX-License-Identifier: Apache-2.0
// The BPF programs, loaded and attached: the only place that knows of libbpf's skeleton.
//
//   TRY_ASSIGN(Programs programs, Programs::load(facts, request));
//   programs.arm(); epoll_wait(programs.wait_fd()...); programs.drain(handler);
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "collector/kernel/kernel_facts.h"
#include "collector/kernel/ledgers.h"
#include "collector/plan/plan.h"
#include "collector/plan/request.h"

namespace trace {

class Programs {
 public:
  // Plans, loads, and plans again without what the kernel refused, until it loads and attaches. By then the ring buffer
  // holds events of what was there before.
  static Result<Programs> load(const KernelFacts& facts, const ProgramsRequest& request);
  Programs(Programs&&) noexcept;
  Programs& operator=(Programs&&) noexcept;
  ~Programs();

  const Plan& plan() const;
  std::size_t program_count() const;

  // The kernel's pid namespaces nest, and the collector is not in the outermost one: processes may be outside of its own,
  // which no iterator tells of.
  bool in_own_pid_namespace() const;
  // Detaches everything; what is in the ring buffer stays to be drained.
  void detach();

  // A descriptor for epoll: readable when an armed ring buffer got something.
  int wait_fd() const;
  // Asks for a wake-up by the next event. Returns false if there is something to drain already.
  bool arm();
  void disarm();
  // Hands out the frames that are there, at most kDrainMax, so that a flood does not keep the caller from all else; they
  // are valid during the call only. Returns how many.
  static constexpr std::size_t kDrainMax = 8192;
  std::size_t drain(const std::function<void(std::string_view frame)>& handler);

  // Losses since the last call, one entry a lane and event.
  std::vector<wire_loss> take_losses();
  KernelTotals totals(std::uint16_t slot) const;
  // Hits that the kernel left out since the start because the same program was already running on that CPU, by program;
  // only those that are not 0. What they would have been is not known. Linux 5.12; nothing before tells.
  std::vector<std::pair<std::string, std::uint64_t>> misses() const;

  // Says how old the container of a cgroup is; nothing: it is not one of a container (any more).
  void set_container(std::uint64_t cgroup_id, std::optional<wire_container_age> age);

 private:
  struct State;
  static int on_frame(void* state, void* data, std::size_t size);
  explicit Programs(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace trace
