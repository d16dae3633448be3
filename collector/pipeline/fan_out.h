// SPDX-License-Identifier: Apache-2.0
// The outputs of a collection: each gets the same events, and one that fails does not keep the others from them.
#pragma once

#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "collector/pipeline/output.h"
#include "common/base/unique_fd.h"

namespace trace {

class FanOut {
 public:
  FanOut(const StreamInfo& stream, std::vector<Output> outputs);

  // Some output reads the arguments of events; else their frames and their identity are enough.
  bool reads_arguments() const { return reads_arguments_; }
  bool empty() const { return outputs_.empty(); }
  // For epoll: readable once the reader of a FIFO has gone, which the next flush() finds. So it is told at once, and before another reader
  // takes what was meant for the dead one. -1: there is none.
  int wait_fd() const { return readers_gone_.get(); }

  // Output::begin() of each. Before anything is written, and before the sandbox. Errors: of the first that fails.
  Status begin();

  // Writes what is buffered if it is much. frame: as Encoder::event() has it.
  void event(const Event& event, std::string_view frame);
  void loss(const wire_loss& loss);
  void clock(const wire_clock& clock);
  // Looks after the files, too: whether somebody deleted, cut or wrote them.
  void totals(std::span<const wire_total> rows, bool final, std::uint64_t time_ns);

  // Whether FIFOs that lost their readers have others: is_file_due() then. To be called now and then.
  void look_for_readers();

  // At `time_ns` since boot an output should go on in another file.
  bool is_file_due(std::uint64_t time_ns) const;
  // Those outputs do that. What is told again at the head of a file, `state` hands out.
  using State = std::function<void(const std::function<void(const Event&)>& sink)>;
  void change_files(std::span<const wire_total> rows, std::uint64_t time_ns, const State& state);
  // Some output may come to that.
  bool may_change_files() const;

  // Writes all that is buffered.
  void flush();
  // Nothing can be written any more: every output has lost its reader or has failed.
  bool is_over() const;
  // Errors: of all outputs that failed, in one. That its reader has gone is the failure of one of several.
  Status written() const;

 private:
  void flush(Output& output);
  void change_file(Output& output, std::span<const wire_total> rows, std::uint64_t time_ns, const State& state);
  // Tells if the output ends by it.
  template <class Try>
  void attempt(Output& output, Try&& on_sink);

  void watch_reader(const Output& output);

  StreamInfo stream_;
  std::vector<Output> outputs_;
  UniqueFd readers_gone_;
  bool reads_arguments_ = false;
  bool told_refusal_ = false;  // of the next file
};

}  // namespace trace
