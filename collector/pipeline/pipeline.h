// SPDX-License-Identifier: Apache-2.0
// What happens to a frame between the ring buffer and the outputs:
//
//   frame -> account -> containers -> (environment) -> decode -> processes -> filter -> encode, for every output
//
// All its state is changed by the calls below and by nothing else.
#pragma once

#include <bitset>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collector/enrich/containers.h"
#include "collector/pipeline/accounts.h"
#include "collector/pipeline/output.h"
#include "common/codec/frame/decode.h"
#include "common/state/processes.h"

namespace trace {

struct PipelineOptions {
  std::bitset<WIRE_SLOT_MAX> events;  // to be written; others were needed for something else
  // By slot: whether the event is wanted. Empty: it is.
  std::vector<std::function<bool(const Event&)>> filters;
  bool keep_environment = false;
  bool sort_events = false;
  bool executables = false;  // learn which program each process runs, and say so in its events
};

class Pipeline {
 public:
  Pipeline(PipelineOptions options, const StreamInfo& stream, std::vector<Output> outputs);

  // Tells of cgroups that are found to be containers.
  void on_container(Containers::Notify notify) { notify_ = std::move(notify); }
  void scan_containers(const CgroupHierarchy& hierarchy) {
    hierarchy_id_ = hierarchy.id;
    containers_.scan(hierarchy, notify_);
  }

  // False if the frame was one that can wait: for tables only, so that nothing is to be written because of it.
  bool frame(std::string_view bytes);
  void loss(const wire_loss& loss);
  // The wall clock was set: the times of what follows are by its new offset.
  void clock(const wire_clock& clock);
  // Lets go of sorted events that are older than the window; all of them with `everything`.
  void release(bool everything);
  // What the kernel made of that event, by its own count. For the end: frames of which not even the event could be told
  // are counted as lost where something is missing.
  void set_produced(const EventSpec& event, std::uint64_t produced);
  void totals(bool final);

  // Writes what is buffered if there is much of it, or in any case. An output that fails does not keep the others from it.
  void flush(bool always);
  // Nothing can be written any more: every output has lost its reader or has failed.
  bool is_over() const;
  // Errors: of all outputs that failed, in one.
  Status written() const;

  const Accounts& accounts() const { return accounts_; }
  const std::bitset<WIRE_SLOT_MAX>& selected() const { return options_.events; }
  // Frames that could not be decoded. They are among the lost.
  std::uint64_t malformed() const { return malformed_; }

 private:
  struct Held {
    std::uint64_t time_ns;
    std::string frame;
  };

  void track_containers(const wire_event& head, std::string_view bytes);
  void handle(std::string_view bytes);
  bool wanted(const Event& event) const;
  void name_executable();
  void report_malformed(const wire_event& head, const std::string& why);

  PipelineOptions options_;
  std::vector<Output> outputs_;
  FrameDecoder decoder_;
  Containers containers_;
  std::uint32_t hierarchy_id_ = 0;  // of the cgroups that containers are told by
  Processes processes_;
  Containers::Notify notify_ = [](std::uint64_t, std::optional<wire_container_age>) {};
  Accounts accounts_;
  Event event_;
  std::string edited_;  // a frame that was changed
  std::vector<Held> held_;
  std::uint64_t newest_ns_ = 0;
  std::uint64_t malformed_ = 0;
  std::uint64_t unattributed_ = 0;  // of those: not even the event is known
};

}  // namespace trace
