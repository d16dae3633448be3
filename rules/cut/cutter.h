// SPDX-License-Identifier: Apache-2.0
// Items of recordings -> an extract, as a stream of frames.
//
//   recordings ──▶ Cutter ──▶ encoder of frames (sealing) ──▶ bytes
//                    ├ ProcessTrees    who belongs to it
//                    └ ExtractAccount  what its end says
//
// Each stream that is read becomes one that is written, with the same head and an end of its own, even if nothing of it was chosen. Before
// the end stands the event `extract`, which says of what it is. Losses within the window come along, as do the collector's words that something
// is wrong, and what tells that the wall clock was set always does. What a process of a tree, or an ancestor of it, runs is written whatever else was asked for, unless it comes after the
// window.
//
// The mark is a hash of that of the source: no process that was watched knew it, and the same extract has the same bytes.
// Tested by tests/unit/rules/cut and tests/corruption/cut_test.cpp.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "common/codec/encoder.h"
#include "common/stream/reader.h"
#include "rules/cli/cut_options.h"
#include "rules/cut/account.h"
#include "rules/cut/process_trees.h"

namespace trace {

// Of a recording that was read.
struct SourceFacts {
  std::string sha256;  // empty: not known
  std::uint64_t bytes = 0;
  std::optional<bool> is_whole;  // nothing: it does not say
};

class Cutter {
 public:
  using MakeEncoder = std::function<std::unique_ptr<Encoder>()>;

  // `roots`: the processes of options.trees.
  Cutter(const CutOptions& options, std::vector<ProcessTrees::Root> roots, MakeEncoder make_encoder);

  // What comes next is of the recording of that name.
  void begin(const std::string& name) { name_ = name; }
  // `head`: what the reader that gave the item says of the stream.
  void take(const Item& item, const StreamInfo* head, std::string& out);
  // The recording is over.
  void end(const SourceFacts& source, std::string& out);

  std::uint64_t events_written() const { return events_written_; }
  // Events with more bytes than an event in frames can have: some that were JSON.
  std::uint64_t too_large() const { return too_large_; }
  // Processes that were roots, and those that belong to their trees.
  std::size_t roots_found() const;
  std::size_t members() const;
  std::uint64_t left_out_members() const;

 private:
  struct Stream {
    StreamInfo head;  // of the source
    std::unique_ptr<Encoder> encoder;
    ExtractAccount account;
    ProcessTrees* trees = nullptr;  // null: all processes
    std::uint64_t boot_time_ns = 0;
    std::uint64_t last_ns = 0;  // since boot, of what was read
    std::uint64_t events = 0;   // read
    bool has_begun = false;     // something is written
  };

  void open(const StreamInfo* head);
  void begin_writing(std::string& out);
  void close(const SourceFacts* source, std::string& out);
  void note_time(std::uint64_t time_ns);
  void take(const Event& event, std::string& out);
  void take(const Loss& loss, std::string& out);
  void take(const Totals& totals, std::string& out);
  void take(const ClockStep& step, std::string& out);
  // False: it is too large.
  bool write(const Event& event, std::string& out);
  bool writes(const Event& event, std::string& out);
  bool has_container(const Event& event) const;
  std::uint64_t from_ns() const { return options_.from ? options_.from->in_recording(begin_ns_) : 0; }
  std::uint64_t to_ns() const { return options_.to ? options_.to->in_recording(begin_ns_) : UINT64_MAX; }
  std::uint64_t since_boot(std::uint64_t time_ns) const { return time_ns - std::min(time_ns, stream_->boot_time_ns); }

  CutOptions options_;
  std::vector<ProcessTrees::Root> roots_;
  MakeEncoder make_encoder_;
  std::map<std::string, ProcessTrees> trees_;  // by host
  std::unique_ptr<Stream> stream_;             // null: none is open
  std::string name_;
  std::string frame_;
  std::uint64_t begin_ns_ = 0;  // of the first recording; 0: not known yet
  std::uint64_t events_written_ = 0;
  std::uint64_t too_large_ = 0;
};

}  // namespace trace
