// SPDX-License-Identifier: Apache-2.0
// A source of frames without a kernel: hands out what a test puts in, and remembers what was asked of it.
#pragma once

#include <array>
#include <deque>
#include <string>

#include "collector/source/frame_source.h"
#include "common/catalog/catalog.h"

namespace trace {

class ListedFrames final : public FrameSource {
 public:
  // Appends a frame, which is counted as produced.
  void put(std::string frame, std::uint16_t slot) {
    frames_.push_back(std::move(frame));
    ++totals_.at(slot).produced;
  }
  // Counts events that were lost, to be told with the next losses.
  void lose(const wire_loss& loss) {
    losses_.push_back(loss);
    KernelTotals& totals = totals_.at(find_event(loss.id)->slot);
    totals.produced += loss.count;
    totals.lost += loss.count;
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
  std::vector<std::pair<std::string, std::uint64_t>> misses() const override { return missed; }
  void set_container(std::uint64_t, std::optional<wire_container_age>) override {}

  bool empty() const { return frames_.empty(); }

  bool armed = false;
  bool detached = false;
  std::size_t drains = 0;
  std::vector<std::pair<std::string, std::uint64_t>> missed;

 private:
  std::deque<std::string> frames_;
  std::vector<wire_loss> losses_;
  std::array<KernelTotals, WIRE_SLOT_COUNT> totals_{};
};

}  // namespace trace
