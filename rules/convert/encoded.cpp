// SPDX-License-Identifier: Apache-2.0
// Formats that the collector has encoders of.
#include <algorithm>
#include <array>

#include "rules/convert/exporter.h"

namespace trace {
namespace {

class EncodedExporter final : public Exporter {
 public:
  explicit EncodedExporter(std::unique_ptr<Encoder> encoder, bool has_head)
      : encoder_(std::move(encoder)), has_head_(has_head) {}

  // A head, as CSV has one, is written once.
  void begin(const StreamInfo& head, std::string& out) override {
    head_ = head;
    boot_time_ns_ = head.boot_time_ns;
    std::string unused;
    encoder_->begin(head, has_begun_ && has_head_ ? unused : out);
    has_begun_ = true;
  }
  void event(const Event& event, std::string& out) override { encoder_->event(event, {}, out); }
  void loss(const Loss& loss, std::string& out) override {
    wire_loss frame = loss.frame;
    frame.first_time_ns = since_boot(frame.first_time_ns);
    frame.last_time_ns = since_boot(frame.last_time_ns);
    encoder_->loss(frame, out);
  }
  void totals(const Totals& totals, std::string& out) override {
    const std::uint64_t time_ns = since_boot(totals.time_ns);
    if (totals.begins) {
      head_.is_extract = totals.is_extract;
      begin(StreamInfo(head_), out);
    }
    if (totals.goes_on) {
      encoder_->end_file(totals.rows, time_ns, out);
    } else {
      encoder_->totals(totals.rows, totals.final, time_ns, out);
    }
  }
  void clock(const ClockStep& step, std::string& out) override {
    wire_clock frame = step.frame;
    boot_time_ns_ = frame.boot_time_ns;
    frame.time_ns = since_boot(frame.time_ns);
    encoder_->clock(frame, out);
  }
  void artifact(const Artifact& artifact, std::string& out) override {
    encoder_->artifact(artifact.frame, artifact.piece, out);
  }

 private:
  std::uint64_t since_boot(std::uint64_t time_ns) const { return time_ns - std::min(time_ns, boot_time_ns_); }

  std::unique_ptr<Encoder> encoder_;
  bool has_head_;
  StreamInfo head_;  // of JSON, what was known before its first line
  bool has_begun_ = false;
  std::uint64_t boot_time_ns_ = 0;
};

using MakeExporter = std::unique_ptr<Exporter> (*)();
constexpr auto kMakers = std::to_array<MakeExporter>({
#define EXPORT(id, name, what, help) make_##id##_exporter,
#include "rules/cli/exports.def"
});

}  // namespace

std::unique_ptr<Exporter> make_json_exporter() {
  return std::make_unique<EncodedExporter>(make_json_encoder(), false);
}

std::unique_ptr<Exporter> make_csv_exporter() {
  return std::make_unique<EncodedExporter>(make_csv_encoder({.parse_arguments = true}), true);
}

std::unique_ptr<Exporter> make_exporter(ExportFormat format) {
  return kMakers[static_cast<std::size_t>(format)]();
}

}  // namespace trace
