// SPDX-License-Identifier: Apache-2.0
// Packets, from the kernel side's ring to files.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "collector/capture/artifacts.h"
#include "collector/capture/byte_ring.h"
#include "collector/capture/packet_files.h"
#include "collector/capture/request.h"

namespace trace {

class PacketCaptures {
 public:
  // Both must outlive it.
  PacketCaptures(const CaptureRequest& request, ArtifactStore& store, Artifacts& artifacts);

  void add_ring(ByteRing ring) { ring_.emplace(std::move(ring)); }
  // The map of wire_packet_counts.
  void add_counts(UniqueFd map, std::size_t cpus);
  // boot_ns: when the machine was booted, since the epoch, as the stream of events has it.
  void begin(std::uint64_t boot_ns) { files_.begin(boot_ns); }

  // An event sched_process_exec.
  void on(const Event& event);

  // What is to be waited for; -1: nothing, or, while packets come, not one by one: look again in kMs.
  int wait_fd() const { return ring_ && !is_busy_ ? ring_->wait_fd() : -1; }
  bool is_busy() const { return is_busy_; }
  static constexpr int kMs = 2;

  void take();
  // Writes what was taken. To be called every second.
  void tick() { files_.flush(); }
  void finish();

  static Needs needs();

 private:
  PacketFiles files_;
  std::optional<ByteRing> ring_;
  UniqueFd counts_;
  std::size_t cpus_ = 0;
  bool is_busy_ = false;
};

}  // namespace trace
