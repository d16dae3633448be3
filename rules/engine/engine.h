// SPDX-License-Identifier: Apache-2.0
// Reads streams to their end, evaluates every event, and counts.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <string>

#include "common/stream/reader.h"
#include "rules/engine/evaluator.h"
#include "rules/engine/recording_files.h"
#include "rules/engine/stream_watch.h"
#include "rules/engine/tally.h"

namespace trace {

class Engine {
 public:
  // Gets a line about what was skipped or lost, at most one a second of each kind.
  using Complain = std::function<void(const std::string& line)>;

  Engine(Evaluator evaluator, DetectionSink& sink, Complain complain);

  // Reads to the end, or until `stop` is set. REQUIRES: expect(). `name` is that of the stream, for messages. A stream that fails is noted
  // in the tally, so that the others are still read.
  // Errors: of the sink; what was counted until then stands.
  Status run(EventReader& reader, const std::string& name, const std::atomic<bool>& stop);

  // The input of that name is read next: what comes of it, or does not, is told so. is_again: it is a file that was read before; the
  // events of one of JSON, in which nothing says so, would be taken for others.
  void expect(const std::string& name, bool is_again = false);

  // Notes a stream that could not be read, or not to its end.
  void give_up(const Error& why, const std::string& name);

  // Of the input of run(), while it is read: bytes came, or none came for `took` though only `asked` was to be waited. What
  // that makes known of a live stream is evaluated as an event of our own, stream_watch, and told.
  void heard();
  void waited(StreamWatch::Duration asked, StreamWatch::Duration took);

  // From the next event on. What was counted, and learnt of processes, stands. REQUIRES: not called by a sink of this engine.
  void replace(Evaluator evaluator) {
    evaluator.learn_from(std::move(evaluator_));
    evaluator_ = std::move(evaluator);
  }

  const Tally& tally() const { return tally_; }

 private:
  using Clock = std::chrono::steady_clock;

  // One kind of complaint: at most one line a second, with the number of those that were not shown.
  struct Throttle {
    Clock::time_point next{};
    std::uint64_t suppressed = 0;
  };

  // Takes in one item of the stream `name`. False after the last one.
  Result<bool> take(const EventItem& item, const std::string& name, DetectionSink& sink);
  Result<bool> take(const Loss& loss, const std::string& name, DetectionSink& sink);
  Result<bool> take(const Totals& totals, const std::string& name, DetectionSink& sink);
  Result<bool> take(const ClockStep& step, const std::string& name, DetectionSink& sink);
  Result<bool> take(const Artifact& artifact, const std::string& name, DetectionSink& sink);
  Result<bool> take(const UnknownEvent& unknown, const std::string& name, DetectionSink& sink);
  Result<bool> take(const Malformed& what, const std::string& name, DetectionSink& sink);
  Result<bool> take(const Damaged& what, const std::string& name, DetectionSink& sink);
  Result<bool> take(const End& end, const std::string& name, DetectionSink& sink);
  Result<bool> take(const Failed& failed, const std::string& name, DetectionSink& sink);
  void begin_file(const StreamInfo& head);
  void tell(StreamWatch::Change change);
  void count_loss(const wire_loss& loss, const std::string& name);
  void complain_throttled(Throttle& throttle, const std::string& line);

  Evaluator evaluator_;
  DetectionSink& sink_;
  StreamWatch watch_;
  RecordingFiles files_;
  std::string name_;  // of the stream that is read
  bool is_again_ = false;
  std::string host_;  // where the engine runs
  Complain complain_;
  Tally tally_;
  Throttle malformed_;
  Throttle damaged_;
  Throttle unknown_;
  Throttle lost_;
  Throttle not_understood_;
};

}  // namespace trace
