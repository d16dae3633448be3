// SPDX-License-Identifier: Apache-2.0
// The keeper, as the collector has it: a process beside it that owns the folder of artifacts (keeper_process.h).
//
// The collector sends it the events that are triggers, and gets an event for each thing that was captured or missed. It never
// waits for it: what finds no room is counted on both sides. So what the disk does, and how large the files are, costs the
// collection nothing.
#pragma once

#include <sys/types.h>

#include <span>
#include <string>

#include "collector/capture/message.h"
#include "collector/capture/outbox.h"
#include "collector/capture/request.h"
#include "collector/capture/silence.h"
#include "collector/pipeline/side_source.h"
#include "common/base/result.h"
#include "common/base/sandbox.h"
#include "common/base/unique_fd.h"

namespace trace {

class Keeper final : public SideSource {
 public:
  // Returns when it is ready: the folder is open, what is executed from now on is held. Errors: of the folder, of fork(2). REQUIRES: this
  // process has one thread, and is not in the sandbox.
  static Result<Keeper> start(const CaptureRequest& request);
  Keeper(Keeper&&) = default;
  Keeper& operator=(Keeper&&) = default;
  ~Keeper() override;

  pid_t pid() const { return pid_; }
  // In the sandbox: to talk to it, and to wait for it.
  Needs needs() const;

  // The events that are triggers come from now on: what was executed before is left out. Waits until that is done. What the kernel side
  // puts into `rings` it reads itself. boot_time_ns: as in StreamInfo.
  void begin(std::span<const capture::RingMap> rings, std::uint64_t boot_time_ns);
  void trigger(const Event& event);

  int wait_fd() const override { return socket_.get(); }
  void take(const Sink& sink) override;
  void caught_up(std::uint64_t time_ns) override;
  void finish(const Sink& sink, const std::function<void()>& meanwhile) override;
  std::vector<wire_loss> take_losses() override;

  // Whether it did all of its work. Errors: it ended before it was asked to, or could not end as it should.
  Status ending() const;
  // What it did, in sentences; empty if it did not end as it should.
  const std::vector<std::string>& summary() const { return summary_; }

 private:
  Keeper(UniqueFd socket, pid_t pid) : socket_(std::move(socket)), pid_(pid) {}

  void send_waiting();
  void on_message(const Sink& sink);
  // heard: whether it has said anything since the last call.
  void look(bool heard);

  UniqueFd socket_;
  pid_t pid_ = 0;
  capture::Outbox outbox_;
  FrameDecoder decoder_{0};
  Event event_;
  std::string message_;
  std::uint64_t lost_ = 0;
  std::uint64_t told_ns_ = 0;  // by caught_up()
  capture::Silence silence_;
  bool begun_ = false;
  bool ended_ = false;
  bool hangs_ = false;  // finish() gave it up
  bool done_ = false;
  std::string failure_;
  std::vector<std::string> summary_;
};

}  // namespace trace
