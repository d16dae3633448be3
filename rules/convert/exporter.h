// SPDX-License-Identifier: Apache-2.0
// Recordings in the words of other schemas.
//
//   mappings.def   what each event is called, and what its arguments are     (mapping.h)
//   facts.h        what a schema asks of an event
//   exporters      timesketch.cpp, ecs.cpp, ocsf.cpp; encoded.cpp has the formats that encoders have (json, csv)
//
// The same recording gives the same bytes. Each event gives a line, whether it has a mapping or not; so does each loss.
// Tested by tests/unit/rules/convert and tests/e2e/cases/convert.test.
#pragma once

#include <memory>
#include <string>

#include "common/codec/encoder.h"
#include "common/stream/item.h"
#include "rules/cli/convert_options.h"
#include "rules/model/detection.h"

namespace trace {

class Exporter {
 public:
  virtual ~Exporter() = default;
  // A stream begins; of JSON `head` is empty.
  virtual void begin(const StreamInfo& head, std::string& out) = 0;
  virtual void event(const Event& event, std::string& out) = 0;
  // Its times are since the epoch.
  virtual void loss(const Loss& loss, std::string& out) = 0;
  // What else a stream says.
  virtual void totals(const Totals& /*totals*/, std::string& /*out*/) {}
  virtual void clock(const ClockStep& /*step*/, std::string& /*out*/) {}
  virtual void artifact(const Artifact& /*artifact*/, std::string& /*out*/) {}
  // The event that completed it came last.
  virtual void detection(const Detection& /*detection*/, std::string& /*out*/) {}
};

#define EXPORT(id, name, what, help) std::unique_ptr<Exporter> make_##id##_exporter();
#include "rules/cli/exports.def"

std::unique_ptr<Exporter> make_exporter(ExportFormat format);

}  // namespace trace
