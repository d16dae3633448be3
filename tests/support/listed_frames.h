// SPDX-License-Identifier: Apache-2.0
// A source of frames without a kernel: hands out what a test puts in, and remembers what was asked of it.
#pragma once

#include <array>
#include <cstddef>
#include <cstring>
#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "collector/source/frame_source.h"
#include "common/catalog/catalog.h"
#include "common/catalog/head.h"

namespace trace {

class ListedFrames final : public FrameSource {
 public:
  // Appends a frame, which is counted as produced, as the next one of its lane.
  void put(std::string frame, std::uint16_t slot) {
    if (frame.size() >= sizeof(wire_event)) {
      std::uint16_t lane = 0;
      std::memcpy(&lane, frame.data() + offsetof(wire_event, lane), sizeof(lane));
      const wire_u64 seq = ++lanes.at(lane).made;
      std::memcpy(frame.data() + offsetof(wire_event, seq), &seq, sizeof(seq));
    }
    put_unchanged(std::move(frame));
    ++totals_.at(slot).produced;
  }
  // Appends a frame that nobody counted.
  void put_unchanged(std::string frame) { frames_.push_back(std::move(frame)); }
  // Counts an event of lane 0 that is never handed out.
  void discard(std::uint16_t slot) {
    ++lanes[0].made;
    ++totals_.at(slot).produced;
  }
  // Counts events that were lost, to be told with the next losses.
  void lose(const wire_loss& loss) {
    losses_.push_back(loss);
    KernelTotals& totals = totals_.at(find_event(loss.id)->slot);
    totals.produced += loss.count;
    totals.lost += loss.count;
    lanes[0].made += loss.count;
    lanes[0].lost += loss.count;
  }

  int wait_fd() const override { return -1; }
  void arm() override { armed = true; }
  void disarm() override { armed = false; }
  std::size_t drain(FrameSink& sink) override {
    ++drains;
    std::size_t count = 0;
    for (; !frames_.empty() && count < kDrainMax; ++count) {
      const std::string frame = std::move(frames_.front());
      frames_.pop_front();
      sink.frame(frame);
    }
    return count;
  }
  void detach() override { detached = true; }
  std::vector<wire_loss> take_losses() override { return std::exchange(losses_, {}); }
  KernelTotals totals(std::uint16_t slot) const override { return totals_.at(slot); }
  std::size_t lane_count() const override { return lanes.size(); }
  LaneTotals lane_totals(std::uint16_t lane) const override { return lanes.at(lane); }
  std::vector<std::pair<std::string, std::uint64_t>> misses() const override { return missed; }
  std::uint64_t containers_left_out() const override { return left_out; }
  void set_container(std::uint64_t, std::optional<wire_container_age>) override {}

  bool empty() const { return frames_.empty(); }

  bool armed = false;
  bool detached = false;
  std::size_t drains = 0;
  std::uint64_t left_out = 0;
  std::vector<std::pair<std::string, std::uint64_t>> missed;
  std::vector<LaneTotals> lanes = std::vector<LaneTotals>(3);

 private:
  std::deque<std::string> frames_;
  std::vector<wire_loss> losses_;
  std::array<KernelTotals, WIRE_SLOT_COUNT> totals_{};
};

}  // namespace trace
