// SPDX-License-Identifier: Apache-2.0
#include "collector/pipeline/fan_out.h"

#include <sys/epoll.h>

#include <algorithm>
#include <utility>

#include <spdlog/spdlog.h>

#include "common/sink/damage.h"

namespace trace {

FanOut::FanOut(const StreamInfo& stream, std::vector<Output> outputs) : stream_(stream), outputs_(std::move(outputs)) {
  for (Output& output : outputs_) {
    output.encoder().begin(output.as_its_own(stream), output.buffer());
    output.file_has_begun(stream.begin_ns);
    watch_reader(output);
    reads_arguments_ = reads_arguments_ || output.encoder().reads_arguments();
  }
}

void FanOut::watch_reader(const Output& output) {
  if (!output.is_fifo()) return;
  if (!readers_gone_) readers_gone_ = UniqueFd(::epoll_create1(EPOLL_CLOEXEC));
  epoll_event gone{};  // EPOLLERR comes unasked; closing the FIFO ends it
  ::epoll_ctl(readers_gone_.get(), EPOLL_CTL_ADD, output.sink().fd(), &gone);
}

Status FanOut::begin() {
  for (Output& output : outputs_) TRY(output.begin());
  return ok();
}

void FanOut::event(const Event& event, std::string_view frame) {
  for (Output& output : outputs_) {
    output.event(event, frame);
    if (output.sink().is_large()) flush(output);
  }
}

void FanOut::loss(const wire_loss& loss) {
  for (Output& output : outputs_) output.loss(loss);
}

void FanOut::clock(const wire_clock& clock) {
  stream_.boot_time_ns = clock.boot_time_ns;
  for (Output& output : outputs_) output.clock(clock);
}

void FanOut::totals(std::span<const wire_total> rows, bool final, std::uint64_t time_ns) {
  for (Output& output : outputs_) {
    attempt(output, [](Sink& sink) { sink.look(); });
    if (const auto moved = output.take_move()) spdlog::warn("{} {}", *moved, kMovedAway);
    output.totals(rows, final, time_ns);
  }
}

void FanOut::look_for_readers() {
  for (Output& output : outputs_) {
    if (const Status looked = output.look_for_reader(); !looked) spdlog::error("{}", looked.error().message);
  }
}

template <class Try>
void FanOut::attempt(Output& output, Try&& on_sink) {
  const bool had_ended = output.sink().has_ended();
  on_sink(output.sink());
  if (output.sink().has_ended() && !had_ended && !is_over()) {
    spdlog::error("{}; the other outputs go on{}", output.sink().ending(),
                  output.awaits_reader() ? ", and so does this one if another reader comes" : "");
  }
}

void FanOut::flush(Output& output) {
  attempt(output, [&](Sink& sink) {
    if (output.is_fifo()) sink.look_for_reader();
    output.flush();
  });
  if (!output.take_change_of_room()) return;
  if (output.is_full()) {
    spdlog::error("no room for {}: {}; what comes until there is some is not written to it, and counted",
                  output.sink().name(), output.lack());
  } else {
    spdlog::warn("there is room for {} again: {} events were lost to it", output.sink().name(), output.tell_lost());
  }
}

void FanOut::flush() {
  for (Output& output : outputs_) flush(output);
}

bool FanOut::is_file_due(std::uint64_t time_ns) const {
  return std::any_of(outputs_.begin(), outputs_.end(), [&](const Output& output) { return output.is_due(time_ns); });
}

bool FanOut::may_change_files() const {
  return std::any_of(outputs_.begin(), outputs_.end(), [](const Output& output) { return output.may_begin_again(); });
}

void FanOut::change_files(std::span<const wire_total> rows, std::uint64_t time_ns, const State& state) {
  for (Output& output : outputs_) {
    if (output.is_due(time_ns)) change_file(output, rows, time_ns, state);
  }
}

void FanOut::change_file(Output& output, std::span<const wire_total> rows, std::uint64_t time_ns, const State& state) {
  if (output.awaits_reader()) {
    spdlog::warn("{} has a reader again, which gets a stream of its own: {} events were lost to it",
                 output.sink().name(), output.tell_lost());
  }
  const Status ended = output.end_file(rows, time_ns);
  if (!ended && !std::exchange(told_refusal_, true)) {
    spdlog::error("{}; what is recorded goes on in {}", ended.error().message, output.sink().name());
  }
  if (!ended) return;
  told_refusal_ = false;
  flush(output);
  if (!output.is_ready_for_next()) return;
  stream_.begin_ns = time_ns;
  output.begin_file(stream_);
  watch_reader(output);
  if (output.encoder().tells_state()) {
    state([&](const Event& event) {
      output.state(event);
      if (output.sink().is_large()) flush(output);
    });
  }
  output.file_has_begun(time_ns);
  flush(output);
}

bool FanOut::is_over() const {
  const auto has_ended = [](const Output& output) { return output.sink().has_ended(); };
  return !outputs_.empty() && std::all_of(outputs_.begin(), outputs_.end(), has_ended);
}

Status FanOut::written() const {
  std::string all;
  for (const Output& output : outputs_) {
    const Status outcome = output.outcome(outputs_.size() > 1);
    if (!outcome) all.append(all.empty() ? "" : "; ").append(outcome.error().message);
  }
  return all.empty() ? ok() : Status(Error{Code::io, std::move(all)});
}

}  // namespace trace
