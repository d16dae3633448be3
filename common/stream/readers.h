// SPDX-License-Identifier: Apache-2.0
// The two kinds of reader, for reader.cpp, which chooses.
#pragma once

#include "common/stream/input.h"
#include "common/stream/reader.h"

namespace trace {

// The members that every reader answers from.
class ReaderState : public EventReader {
 public:
  const Event& event() const override { return event_; }
  const wire_loss& loss() const override { return loss_; }
  std::span<const wire_total> totals() const override { return totals_; }
  bool totals_are_final() const override { return final_; }
  std::string_view unknown_name() const override { return unknown_name_; }
  const Malformed& malformed() const override { return malformed_; }
  const Error& failure() const override { return failure_; }
  bool complete() const override { return final_; }

 protected:
  Event event_;
  wire_loss loss_{};
  std::vector<wire_total> totals_;
  bool final_ = false;
  std::string unknown_name_;
  Malformed malformed_;
  Error failure_;
};

std::unique_ptr<EventReader> make_frame_reader(Input input);
std::unique_ptr<EventReader> make_json_reader(Input input);

}  // namespace trace
