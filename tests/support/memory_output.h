// SPDX-License-Identifier: Apache-2.0
// An output that notes what it is given.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "collector/pipeline/output.h"
#include "common/event/owned_event.h"

namespace trace {

// What a NotingEncoder was given.
struct Noted {
  std::vector<OwnedEvent> events;
  std::vector<std::string> frames;
  std::vector<wire_loss> losses;
  std::vector<wire_clock> clocks;
  std::vector<wire_total> end;
  std::vector<wire_total> checkpoint;  // the last one
  std::size_t checkpoints = 0;

  const wire_total* at_end(std::uint32_t id) const {
    for (const wire_total& row : end) {
      if (row.id == id) return &row;
    }
    return nullptr;
  }
  std::vector<std::string_view> names() const {
    std::vector<std::string_view> names;
    for (const OwnedEvent& one : events) names.push_back(one.event.spec->name);
    return names;
  }
};

class NotingEncoder final : public Encoder {
 public:
  NotingEncoder(Noted& noted, bool reads_arguments) : noted_(noted), reads_arguments_(reads_arguments) {}

  bool reads_arguments() const override { return reads_arguments_; }
  void begin(const StreamInfo&, std::string&) override {}
  void event(const Event& event, std::string_view frame, std::string&) override {
    if (reads_arguments_) noted_.events.emplace_back(event);
    noted_.frames.emplace_back(frame);
  }
  void loss(const wire_loss& loss, std::string&) override { noted_.losses.push_back(loss); }
  void clock(const wire_clock& clock, std::string&) override { noted_.clocks.push_back(clock); }
  void artifact(const wire_artifact&, std::string_view, std::string&) override {}
  void totals(std::span<const wire_total> totals, bool final, std::uint64_t, std::string&) override {
    if (final) {
      noted_.end.assign(totals.begin(), totals.end());
    } else {
      noted_.checkpoint.assign(totals.begin(), totals.end());
      ++noted_.checkpoints;
    }
  }

 private:
  Noted& noted_;
  bool reads_arguments_;
};

// noted must outlive the outputs.
inline std::vector<Output> noting_output(Noted& noted, bool reads_arguments = true) {
  std::vector<Output> outputs;
  FilesInUse in_use;
  auto output = Output::open(std::make_unique<NotingEncoder>(noted, reads_arguments), "/dev/null", in_use);
  REQUIRE(output);
  outputs.push_back(*std::move(output));
  return outputs;
}

}  // namespace trace
