// SPDX-License-Identifier: Apache-2.0
#include "collector/pipeline/fan_out.h"

#include <algorithm>
#include <utility>

#include <spdlog/spdlog.h>

namespace trace {

FanOut::FanOut(const StreamInfo& stream, std::vector<Output> outputs) : outputs_(std::move(outputs)) {
  for (Output& output : outputs_) {
    output.encoder().begin(stream, output.buffer());
    reads_arguments_ = reads_arguments_ || output.encoder().reads_arguments();
  }
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
  for (Output& output : outputs_) output.encoder().clock(clock, output.buffer());
}

void FanOut::totals(std::span<const wire_total> rows, bool final, std::uint64_t time_ns) {
  for (Output& output : outputs_) {
    attempt(output, [](Sink& sink) { sink.look(); });
    output.totals(rows, final, time_ns);
  }
}

template <class Try>
void FanOut::attempt(Output& output, Try&& on_sink) {
  const bool had_failed = output.sink().failure().has_value();
  on_sink(output.sink());
  if (output.sink().failure() && !had_failed && !is_over()) {
    spdlog::error("{}; the other outputs go on", output.sink().failure()->message);
  }
}

void FanOut::flush(Output& output) {
  const bool was_full = output.sink().is_full();
  attempt(output, [](Sink& sink) { sink.flush(); });
  const bool is_full = output.sink().is_full();
  if (is_full && !was_full) {
    spdlog::error("no room for {}: what comes until there is some is not written to it, and counted",
                  output.sink().name());
  }
  if (was_full && !is_full) {
    spdlog::warn("there is room for {} again: {} events were lost to it", output.sink().name(), output.tell_lost());
  }
}

void FanOut::flush() {
  for (Output& output : outputs_) flush(output);
}

bool FanOut::is_over() const {
  const auto has_ended = [](const Output& output) { return output.sink().has_ended(); };
  return !outputs_.empty() && std::all_of(outputs_.begin(), outputs_.end(), has_ended);
}

Status FanOut::written() const {
  std::string all;
  for (const Output& output : outputs_) {
    const Status outcome = output.sink().outcome();
    if (!outcome) all.append(all.empty() ? "" : "; ").append(outcome.error().message);
  }
  return all.empty() ? ok() : Status(Error{Code::io, std::move(all)});
}

}  // namespace trace
