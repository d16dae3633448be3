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
                 [&](const std::string& text) { append_printable(out, text); },
                 [&](const std::vector<std::string>& list) {
                   out += '[';
                   for (const std::string& text : list) {
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
void append_data(const FindingData& data, std::string& out) {
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
  explicit TextSink(OutputFile& file) : file_(file) {}

  Status detection(const Detection& detection) override {
    text_ = "\n*** Detection ***\nTime: ";
    append_time(detection.event.context.time_ns, text_);
    text_ += "\nSignature ID: ";
    append_printable(text_, detection.signature.id);
    text_ += "\nSignature: ";
    append_printable(text_, detection.signature.title);
    text_ += "\nData: ";
    append_data(detection.data, text_);
    text_ += "\nCommand: ";
    append_printable(text_, detection.event.context.comm);
    text_ += "\nHostname: ";
    append_printable(text_, detection.event.context.uts);
    text_ += '\n';
    return file_.write(text_);
  }

 private:
  OutputFile& file_;
  std::string text_;
};

}  // namespace

std::unique_ptr<DetectionSink> make_text_sink(OutputFile& file) {
  return std::make_unique<TextSink>(file);
}

}  // namespace trace
