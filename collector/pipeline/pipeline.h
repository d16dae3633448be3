// SPDX-License-Identifier: Apache-2.0
// What happens to an event between the kernel and the outputs: an ordered list of stages.
//
//   frame --> stages that learn from it --> shown? --> the other stages --> (sorter) --> outputs
//                                             |              |
//                                             `-- filtered --'      events made by a stage begin anew at the left
//
// In: frames, in the order in which they happened to each process. Out: bytes of every output, and an account that
// balances (accounts.h). The invariant: each event, whoever made it, ends in exactly one of written, filtered and lost.
//
// An event is shown if it was asked for: selected, and its task is within the scopes. A background event is there for
// tables of the collector only. What each event has to go through is worked out once, from what the stages need: for one
// that no stage and no output reads the arguments of, the frame is copied from the kernel's buffer to that of the output
// and is not decoded. *Rejected:* to decode every frame as a check; a reader of the stream checks it anyway.
//
// All its state is changed by the calls below and by nothing else.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "collector/pipeline/accounts.h"
#include "collector/pipeline/fan_out.h"
#include "collector/pipeline/sorter.h"
#include "collector/pipeline/stage.h"
#include "collector/pipeline/told_state.h"
#include "common/codec/frame/decode.h"

namespace trace {

using Stages = std::vector<std::unique_ptr<Stage>>;

// The stages in their order, a line each: what it is, which events it learns from, which it reads.
std::string describe(const Stages& stages);
// The events that some stage learns from.
EventSlots learnt_from(const Stages& stages);

struct PipelineOptions {
  EventSlots events;  // selected
  bool sort_events = false;
};

class Pipeline {
 public:
  Pipeline(const PipelineOptions& options, Stages stages, const StreamInfo& stream, std::vector<Output> outputs);

  // False if the frame is one that can wait: nothing is to be written because of it.
  bool frame(std::string_view bytes);
  void loss(const wire_loss& loss);
  // An event that the collector makes of its own work. It goes to the outputs whatever was asked for.
  void tell(const Event& event);
  // An event that did not come from the kernel (side_source.h): it goes through the stages as one that was derived.
  void side_event(Event& event);
  // Of those: made, and lost before they came here.
  void side_loss(const wire_loss& loss);
  // The tables of stages that have no room for more.
  std::vector<FullTable> full_tables() const;
  // The wall clock was set: the times of what follows are by its new offset.
  void clock(const wire_clock& clock);
  // Lets go of sorted events that are older than the window; all of them with `everything`.
  void release(bool everything);
  // What the kernel made of that event, by its own count. For the end: frames of which not even the event could be told
  // are counted as lost where something is missing.
  void set_produced(const EventSpec& event, std::uint64_t produced);
  // The events of which what was produced is not what was written, filtered and lost. REQUIRES: set_produced() was called.
  std::vector<const EventSpec*> unbalanced() const;
  // At `time_ns` since boot.
  void totals(bool final, std::uint64_t time_ns) { outputs_.totals(accounts_.totals(final), final, time_ns); }

  // At `time_ns` since boot an output should go on in another file.
  bool is_file_due(std::uint64_t time_ns) const { return outputs_.is_file_due(time_ns); }
  // It does. REQUIRES: what the kernel side lost before the last frame was told by loss().
  void change_files(std::uint64_t time_ns);

  // Added to the kernel's times, to make them times since the epoch.
  std::uint64_t boot_time_ns() const { return boot_time_ns_; }
  const std::string& host() const { return host_; }
  FanOut& outputs() { return outputs_; }
  const Accounts& accounts() const { return accounts_; }
  const EventSlots& selected() const { return selected_; }
  // Frames that could not be decoded. They are among the lost.
  std::uint64_t malformed() const { return malformed_; }

 private:
  // What an event goes through.
  struct Route {
    bool is_selected = false;
    bool decode_shown = false;     // somebody reads its arguments if it is shown
    std::vector<Stage*> learners;  // of every one
    std::vector<Stage*> shown;     // of one that is shown: those that learn, and all others that want it
  };

  void make_routes(bool outputs_read);
  // The whole way of one event. frame: empty if there is none.
  void pass(Event& event, std::string_view frame, bool is_shown);
  void derive(const EventSpec& cause, bool is_shown);
  // The end of that way. frame: empty if it is to be made.
  void write(const Event& event, std::string_view frame);
  void filtered(const EventSpec& event) { ++accounts_.at(event.slot).filtered; }
  void report_malformed(std::string_view frame, const std::string& why);

  Stages stages_;
  EventSlots selected_;
  std::array<Route, WIRE_SLOT_COUNT> routes_;
  std::string host_;
  std::uint64_t boot_time_ns_;
  FrameDecoder decoder_;
  FanOut outputs_;
  Accounts accounts_;
  Sorter sorter_;
  std::unique_ptr<ToldState> told_;  // null: no output has several files
  bool sort_events_;
  Emit emit_;
  Event decoded_;
  Event undecoded_;      // only its identity is known
  std::string encoded_;  // a frame that was made anew
  std::uint64_t malformed_ = 0;
  std::uint64_t unattributed_ = 0;  // of those: not even the event is known
};

}  // namespace trace
