// SPDX-License-Identifier: Apache-2.0
// Items and detections -> an exporter -> a file.
#pragma once

#include <string>

#include "common/sink/sink.h"
#include "rules/convert/exporter.h"

namespace trace {

class Converted final : public DetectionSink {
 public:
  Converted(Exporter& exporter, Sink& file) : exporter_(exporter), file_(file) {}

  // A recording begins.
  void begin() { has_stream_ = false; }
  // `head` as of EventReader. False: nothing more can be written.
  bool take(const Item& item, const StreamInfo* head);
  Status detection(const Detection& detection) override;

 private:
  Exporter& exporter_;
  Sink& file_;
  bool has_stream_ = false;
  StreamInfo head_;  // of the stream
};

}  // namespace trace
