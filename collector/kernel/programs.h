// SPDX-License-Identifier: Apache-2.0
// The BPF programs, loaded and attached: the only place that knows of libbpf's skeleton.
//
//   TRY_ASSIGN(Programs programs, Programs::load(facts, request));
//   programs.arm(); epoll_wait(programs.wait_fd()...); programs.drain(sink);
#pragma once

#include <cstdint>
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
#include "collector/source/frame_source.h"

namespace trace {

class Programs final : public FrameSource {
 public:
  // Plans, loads, and plans again without what the kernel refused, until it loads and attaches. By then the ring buffer
  // holds events of what was there before.
  static Result<Programs> load(const KernelFacts& facts, const ProgramsRequest& request);
  Programs(Programs&&) noexcept;
  Programs& operator=(Programs&&) noexcept;
  ~Programs() override;

  const Plan& plan() const;
  const Refused& refused() const;
  std::size_t program_count() const;

  // The kernel's pid namespaces nest, and the collector is not in the outermost one: processes may be outside of its own,
  // which no iterator tells of.
  bool in_own_pid_namespace() const;

  // The ring of what is written and read, for who keeps it; none if nothing of that is captured.
  struct RingMap {
    int fd;
    std::size_t bytes;
  };
  std::optional<RingMap> captured_bytes() const;
  // The ring of packets, and how many found no room there (common/seam/packets.h), likewise.
  std::optional<RingMap> packets() const;
  std::optional<RingMap> packet_counts() const;

  int wait_fd() const override;
  void arm() override;
  void disarm() override;
  std::size_t drain(FrameSink& sink) override;
  void detach() override;
  std::vector<wire_loss> take_losses() override;
  KernelTotals totals(std::uint16_t slot) const override;
  std::size_t lane_count() const override;
  LaneTotals lane_totals(std::uint16_t lane) const override;
  std::vector<std::pair<std::string, std::uint64_t>> misses() const override;
  std::uint64_t containers_left_out() const override;
  void set_container(std::uint64_t cgroup_id, std::optional<wire_container_age> age) override;

 private:
  struct State;
  static int on_frame(void* state, void* data, std::size_t size);
  explicit Programs(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace trace
