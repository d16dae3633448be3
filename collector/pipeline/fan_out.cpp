// SPDX-License-Identifier: Apache-2.0
#include "collector/pipeline/fan_out.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace trace {

FanOut::FanOut(const StreamInfo& stream, std::vector<Output> outputs) : outputs_(std::move(outputs)) {
  for (Output& output : outputs_) {
    output.encoder().begin(stream, output.buffer());
    reads_arguments_ = reads_arguments_ || output.encoder().reads_arguments();
  }
}

void FanOut::event(const Event& event, std::string_view frame) {
  for (Output& output : outputs_) {
    output.encoder().event(event, frame, output.buffer());
    if (output.is_large()) output.flush();
  }
}

void FanOut::loss(const wire_loss& loss) {
  for (Output& output : outputs_) output.encoder().loss(loss, output.buffer());
}

void FanOut::totals(std::span<const wire_total> rows, bool final) {
  for (Output& output : outputs_) output.encoder().totals(rows, final, output.buffer());
}

void FanOut::flush() {
  for (Output& output : outputs_) output.flush();
}

bool FanOut::is_over() const {
  const auto closed = [](const Output& output) { return output.is_closed(); };
  const auto failed = [](const Output& output) { return output.failure().has_value(); };
  return std::any_of(outputs_.begin(), outputs_.end(), failed) ||
         (!outputs_.empty() && std::all_of(outputs_.begin(), outputs_.end(), closed));
}

Status FanOut::written() const {
  std::optional<Error> all;
  for (const Output& output : outputs_) {
    if (!output.failure()) continue;
    if (all) {
      all->message.append("; ").append(output.failure()->message);
    } else {
      all = output.failure();
    }
  }
  return all ? Status(*std::move(all)) : ok();
}

}  // namespace trace
