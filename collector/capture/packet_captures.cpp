// SPDX-License-Identifier: Apache-2.0
#include "collector/capture/packet_captures.h"

#include <utility>

#include "collector/capture/packet_counts.h"

namespace trace {

Needs PacketCaptures::needs() {
  return PacketFiles::needs();
}

PacketCaptures::PacketCaptures(const CaptureRequest& request, ArtifactStore& store, Artifacts& artifacts)
    : files_(store, request.packets, request.limits.file_bytes,
             [&artifacts](ManifestLine line, bool complete) { artifacts.note(std::move(line), complete); }) {}

void PacketCaptures::add_counts(UniqueFd map, std::size_t cpus) {
  counts_ = std::move(map);
  cpus_ = cpus;
}

void PacketCaptures::on(const Event& event) {
  const auto* const path = std::get_if<std::string_view>(&event.arg("pathname"));
  files_.learn(event.context.host_pid, event.context.leader_start_ns,
               {std::string(path == nullptr ? std::string_view() : *path), std::string(event.context.container_id)});
}

void PacketCaptures::take() {
  is_busy_ = false;
  if (!ring_) return;
  ring_->take([this](std::string_view record) {
    files_.take(record);
    is_busy_ = true;
  });
}

void PacketCaptures::finish() {
  take();
  files_.finish(lost_packets(counts_, cpus_));
}

}  // namespace trace
