// SPDX-License-Identifier: Apache-2.0
#include "collector/run/loop.h"

#include <algorithm>
#include <utility>

#include "collector/pipeline/identity.h"
#include "collector/run/missing.h"

namespace trace {
namespace {

// Notes whether any frame was one that cannot wait.
class IntoPipeline final : public FrameSink {
 public:
  IntoPipeline(Pipeline& pipeline, LaneWatch& watch) : pipeline_(pipeline), watch_(watch) {}
  void frame(std::string_view bytes) override {
    if (bytes.size() >= sizeof(wire_event)) watch_.drained(HEAD_MEMBER(bytes, lane), HEAD_MEMBER(bytes, seq));
    found_any_ = pipeline_.frame(bytes) || found_any_;
  }
  bool found_any() const { return found_any_; }

 private:
  Pipeline& pipeline_;
  LaneWatch& watch_;
  bool found_any_ = false;
};

}  // namespace

void Loop::run() {
  start_ = host_.now();
  next_loss_ = start_ + kLossInterval;
  next_checkpoint_ = start_ + kCheckpointInterval;
  while (!pipeline_.outputs().is_over()) {
    // Before the drain: at rest the loop is woken by the step, so what it finds then is later than the step.
    if (const auto step = clocks_.look(host_.clocks())) pipeline_.clock(*step);
    drain();
    const Time now = host_.now();
    if (duration_ && now - start_ >= *duration_) return;
    keep_times(now);
    pipeline_.release(false);
    pipeline_.outputs().flush();
    change_files();
    if (pipeline_.outputs().is_over()) return;
    sleep(now);
    if (host_.should_stop()) return;
  }
}

void Loop::finish() {
  // Detaching takes long on a slow machine; a reader is not to take the collector for dead meanwhile.
  if (const Time now = host_.now(); now + kCheckpointInterval / 2 > next_checkpoint_) {
    checkpoint(now);
    pipeline_.outputs().flush();
  }
  source_.detach();
  // A program that was running on another CPU when it was detached may still be at its last event.
  const Time patience = host_.now() + kLossInterval;
  do {
    drain();
    if (found_ == 0 && watch_.awaits_any() && host_.now() < patience) {
      host_.pause(kPoll);
      found_ = 1;
    }
  } while (found_ != 0);
  report_losses();
  tell(losses_.take_all());
  report_full_tables();
  for (const Discrepancy& found : watch_.find_at_end()) tell_missing(found, pipeline_);
  finish_side();
  pipeline_.release(true);
  for (const EventSpec& event : events()) {
    if (const KernelTotals totals = source_.totals(event.slot); totals.produced != 0) {
      pipeline_.set_produced(event, totals.produced);
    }
  }
  for (const EventSpec* event : pipeline_.unbalanced()) {
    tell_unbalanced(*event, pipeline_.accounts().at(event->slot), pipeline_);
  }
  pipeline_.totals(true, host_.clocks().time_ns);
  pipeline_.outputs().flush();
}

void Loop::finish_side() {
  if (side_ == nullptr) return;
  pipeline_.outputs().flush();  // what is there need not wait for it
  const auto meanwhile = [this] {
    const Time now = host_.now();
    if (now < next_checkpoint_) return;
    checkpoint(now);
    pipeline_.outputs().flush();
  };
  side_->finish([this](Event& event) { pipeline_.side_event(event); }, meanwhile);
  for (const wire_loss& loss : side_->take_losses()) pipeline_.side_loss(loss);
}

void Loop::drain() {
  IntoPipeline sink(pipeline_, watch_);
  const ClockReading before = side_ == nullptr ? ClockReading() : host_.clocks();
  found_ = source_.drain(sink);
  if (side_ != nullptr) {
    if (found_ < FrameSource::kDrainMax) side_->caught_up(before.boot_time_ns + before.time_ns);
    side_->take([this](Event& event) { pipeline_.side_event(event); });
  }
  for (const Discrepancy& found : watch_.find()) tell_missing(found, pipeline_);
  busy_ = sink.found_any() || found_ == FrameSource::kDrainMax;
}

void Loop::keep_times(Time now) {
  if (now >= next_loss_) {
    report_losses();
    pipeline_.outputs().look_for_readers();
    next_loss_ = now + kLossInterval;
  }
  if (now >= next_checkpoint_) {
    report_full_tables();
    checkpoint(now);
  }
}

// The losses of now: events after them are in the stream already, and by their numbers a reader would miss those before.
void Loop::checkpoint(Time now) {
  report_losses();
  pipeline_.totals(false, host_.clocks().time_ns);
  next_checkpoint_ = now + kCheckpointInterval;
  host_.alive();
}

// Losses go into the file of the events around them, by whose numbers its reader notices that some are missing.
void Loop::change_files() {
  const std::uint64_t time_ns = host_.clocks().time_ns;
  if (!pipeline_.is_file_due(time_ns)) return;
  report_losses();
  pipeline_.change_files(time_ns);
}

void Loop::report_full_tables() {
  std::vector<FullTable> full = pipeline_.full_tables();
  if (source_.containers_left_out() != 0) {
    full.push_back({"containers", WIRE_CONTAINERS_MAX, "the kernel side takes further ones for the host's"});
  }
  for (const FullTable& table : full) {
    if (told_full_.insert(table.name).second) tell_full(table, pipeline_);
  }
}

void Loop::report_losses() {
  losses_.add(source_.take_losses());
  tell(losses_.take(watch_));
}

void Loop::tell(const std::vector<wire_loss>& losses) {
  for (const wire_loss& loss : losses) pipeline_.loss(loss);
}

void Loop::sleep(Time now) {
  const bool was_armed = std::exchange(armed_, false);
  if (busy_) {
    source_.disarm();
    if (found_ < FrameSource::kDrainMax) host_.pause(kPoll);
  } else if (!was_armed) {
    source_.arm();
    armed_ = true;
  } else {
    auto left = next_checkpoint_ - now;
    if (duration_) left = std::min<Loop::Duration>(left, *duration_ - (now - start_));
    host_.wait(std::chrono::ceil<std::chrono::milliseconds>(left));
  }
}

}  // namespace trace
