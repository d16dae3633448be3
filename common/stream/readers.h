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
  std::span<const Mismatch> mismatches() const override { return mismatches_; }
  bool complete() const override { return final_ && mismatches_.empty(); }

 protected:
  // REQUIRES: totals_ is set.
  void take_totals(bool final) {
    final_ = final;
    if (!final) return;
    const std::vector<Mismatch> more = events_read_.compare(totals_);
    mismatches_.insert(mismatches_.end(), more.begin(), more.end());
    events_read_.clear();
  }

  Event event_;
  wire_loss loss_{};
  std::vector<wire_total> totals_;
  bool final_ = false;
  EventsRead events_read_;
  std::vector<Mismatch> mismatches_;
  std::string unknown_name_;
  Malformed malformed_;
  Error failure_;
};

std::unique_ptr<EventReader> make_frame_reader(Input input);
std::unique_ptr<EventReader> make_json_reader(Input input);

}  // namespace trace
