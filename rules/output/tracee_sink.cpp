// SPDX-License-Identifier: Apache-2.0
// As tracee-rules prints detections, but for the time, which is that of the event and not that of printing.
#include "common/base/printable.h"
#include "rules/output/event_text.h"
#include "rules/output/sinks.h"
#include "rules/output/utc_time.h"

namespace trace {
namespace {

void append_value(const DataValue& value, std::string& out) {
  const auto* list = std::get_if<StringList>(&value);
  if (list == nullptr) return append_data_value(out, value);
  char separator = '[';
  for (const std::string_view text : *list) {
    out += separator;
    separator = ' ';
    append_printable_value(out, text);
  }
  out += separator == '[' ? "[]" : "]";
}

// As Go prints a map.
void append_data(const std::vector<Finding::Entry>& data, std::string& out) {
  out += "map[";
  for (std::size_t i = 0; i < data.size(); ++i) {
    if (i > 0) out += ' ';
    append_printable(out, data[i].first);
    out += ':';
    append_value(data[i].second, out);
  }
  out += ']';
}

class TraceeSink final : public DetectionSink {
 public:
  explicit TraceeSink(Sink& file) : file_(file) {}

  Status flush() override { return file_.write({}); }

  Status detection(const Detection& detection) override {
    std::string& text = file_.buffer();
    text += "\n*** Detection ***\nTime: ";
    append_utc_seconds(text, detection.event.context.time_ns);
    text += "\nSignature ID: ";
    append_printable(text, detection.rule.id);
    text += "\nSignature: ";
    append_printable(text, detection.rule.title);
    text += "\nData: ";
    append_data(detection.finding.data(), text);
    text += "\nCommand: ";
    append_printable_value(text, detection.event.context.comm);
    text += "\nHostname: ";
    append_printable_value(text, detection.event.context.uts);
    text += '\n';
    return file_.is_large() ? file_.write({}) : ok();
  }

 private:
  Sink& file_;
};

}  // namespace

std::unique_ptr<DetectionSink> make_tracee_sink(Sink& file) {
  return std::make_unique<TraceeSink>(file);
}

}  // namespace trace
