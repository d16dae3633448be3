// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <cstdio>

#include "common/base/printable.h"
#include "rules/output/sinks.h"

namespace trace {
namespace {

// Not by gmtime(), which reads the zone's file when it is first called, and by then the sandbox is
// closed.
void append_time(std::uint64_t time_ns, std::string& out) {
  using namespace std::chrono;
  const sys_seconds time{seconds(time_ns / 1'000'000'000)};
  const sys_days day = floor<days>(time);
  const year_month_day date(day);
  const hh_mm_ss clock(time - day);
  char text[64];
  const int size = std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
                                 static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                                 static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                                 static_cast<int>(clock.seconds().count()));
  out.append(text, static_cast<std::size_t>(size));
}

void append_value(const DataValue& value, std::string& out) {
  std::visit(Overloaded{
                 [&](bool is) { out += is ? "true" : "false"; },
                 [&](std::string_view text) { append_printable(out, text); },
                 [&](const StringList& list) {
                   out += '[';
                   for (const std::string_view text : list) {
                     if (out.back() != '[') out += ' ';
                     append_printable(out, text);
                   }
                   out += ']';
                 },
                 [&](auto number) { out += std::to_string(number); },
             },
             value);
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

class TextSink final : public DetectionSink {
 public:
  explicit TextSink(Sink& file) : file_(file) {}

  Status flush() override { return file_.write({}); }

  Status detection(const Detection& detection) override {
    std::string& text = file_.buffer();
    text += "\n*** Detection ***\nTime: ";
    append_time(detection.event.context.time_ns, text);
    text += "\nSignature ID: ";
    append_printable(text, detection.rule.id);
    text += "\nSignature: ";
    append_printable(text, detection.rule.title);
    text += "\nData: ";
    append_data(detection.finding.data(), text);
    text += "\nCommand: ";
    append_printable(text, detection.event.context.comm);
    text += "\nHostname: ";
    append_printable(text, detection.event.context.uts);
    text += '\n';
    return file_.is_large() ? file_.write({}) : ok();
  }

 private:
  Sink& file_;
};

}  // namespace

std::unique_ptr<DetectionSink> make_text_sink(Sink& file) {
  return std::make_unique<TextSink>(file);
}

}  // namespace trace
