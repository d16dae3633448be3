// SPDX-License-Identifier: Apache-2.0
// The loop of a collection: drains the source into the pipeline, and sleeps in between.
//
// How long an event waits and how much a wake-up costs pull in opposite directions. The loop has two ways to sleep:
//
//   at rest   the source is armed: the next event wakes the loop, which costs the event's CPU a wake-up
//   busy      nothing is armed; the loop looks at the source every kPoll by itself, so events wake nobody
//
// A drain that finds an event makes the loop busy, one that finds none lets it rest; it arms and then drains once more,
// for what came before it was armed. So an event waits one wake-up at rest and kPoll in a flood. Background events that
// can wait do not make it busy: tables are in no hurry. A drain takes at most kDrainMax frames, so that a flood does not
// keep the loop from losses, checkpoints, signals and its own end.
//
// At the end: nothing new (detach), drain until nothing is found, and then the account, when both sides have counted all. What
// does not add up, there or between two events of a lane, is told in the stream and on stderr (lane_watch.h, missing.h).
#pragma once

#include <chrono>
#include <optional>
#include <set>
#include <string_view>

#include "collector/pipeline/pipeline.h"
#include "collector/pipeline/side_source.h"
#include "collector/run/clock_watch.h"
#include "collector/run/held_losses.h"
#include "collector/run/host.h"
#include "collector/run/lane_watch.h"
#include "collector/source/frame_source.h"

namespace trace {

class Loop {
 public:
  static constexpr auto kPoll = std::chrono::milliseconds(1);
  static constexpr auto kLossInterval = std::chrono::milliseconds(100);
  static constexpr std::chrono::milliseconds kCheckpointInterval{1000};

  using Duration = std::chrono::nanoseconds;

  // All must outlive it. duration: how long run() takes at most. side: may be null.
  Loop(FrameSource& source, Pipeline& pipeline, Host& host, std::optional<Duration> duration,
       SideSource* side = nullptr)
      : source_(source),
        pipeline_(pipeline),
        host_(host),
        side_(side),
        duration_(duration),
        clocks_(pipeline.boot_time_ns()),
        watch_(source) {}

  // Until the host says so, the duration is over, or nobody reads any more.
  void run();
  // Detaches; writes what is left in the source, and the final account.
  void finish();

 private:
  using Time = Host::Time;

  void drain();
  void finish_side();
  // Says that the collection is alive, to whoever reads the stream, and to whom watches this process.
  void checkpoint(Time now);
  void keep_times(Time now);
  void report_losses();
  void tell(const std::vector<wire_loss>& losses);
  void change_files();
  void report_full_tables();
  void sleep(Time now);

  FrameSource& source_;
  Pipeline& pipeline_;
  Host& host_;
  SideSource* side_;
  std::optional<Duration> duration_;
  ClockWatch clocks_;
  LaneWatch watch_;
  HeldLosses losses_;
  std::set<std::string_view> told_full_;  // tables
  Time start_{}, next_loss_{}, next_checkpoint_{};
  std::size_t found_ = 0;  // frames, by the last drain
  bool busy_ = false;      // more of them are to be expected
  bool armed_ = false;
};

}  // namespace trace
