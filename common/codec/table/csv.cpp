// SPDX-License-Identifier: Apache-2.0
// Events as comma-separated values (RFC 4180): a header, then a record for each event, for spreadsheets and data bases.
//
// A record has the same columns whatever the event; its arguments stand in the last one as "name=value; name=value". What
// an attacker chose is made printable (common/base/printable.h), so a record is one line, and quoted. A text that a
// spreadsheet would take for a formula, since it begins with = + - or @, is written after an apostrophe, as is one that begins with
// an apostrophe. A loss is a record of the event "lost", at the time of the last one. There is no END: whoever must know whether all arrived uses json or binary.
#include <chrono>
#include <cstdio>

#include "common/base/printable.h"
#include "common/codec/encoder.h"
#include "common/codec/json/text.h"
#include "common/codec/table/go_text.h"

namespace trace {
namespace {

constexpr std::string_view kHeader =
    "time,cpu,uid,pid,tid,ppid,mntns,pidns,comm,executable,container_id,host,event,retval,args\r\n";
constexpr std::string_view kFormulaBegins = "=+-@'";
constexpr std::uint64_t kNsPerSecond = 1'000'000'000;

void append_quoted(std::string& out, std::string_view safe) {
  out += '"';
  if (!safe.empty() && kFormulaBegins.find(safe.front()) != std::string_view::npos) out += '\'';
  for (const char c : safe) {
    if (c == '"') out += '"';
    out += c;
  }
  out += "\",";
}

void append_text(std::string& out, std::string_view text) {
  append_quoted(out, printable_value(text));
}

template <class Integer>
void append_number(std::string& out, Integer value) {
  append_json_integer(out, value);
  out += ',';
}

class CsvEncoder final : public Encoder {
 public:
  explicit CsvEncoder(const EncoderOptions& options) : options_(options) {}

  void begin(const StreamInfo& info, std::string& out) override {
    boot_time_ns_ = info.boot_time_ns;
    out += kHeader;
  }

  void clock(const wire_clock& clock, std::string& /*out*/) override { boot_time_ns_ = clock.boot_time_ns; }

  void artifact(const wire_artifact& /*artifact*/, std::string_view /*piece*/, std::string& /*out*/) override {}

  void event(const Event& event, std::string_view /*frame*/, std::string& out) override {
    const Context& context = event.context;
    last_ns_ = context.time_ns;
    append_time(out, context.time_ns);
    append_number(out, context.cpu);
    append_number(out, context.uid);
    append_number(out, context.pid);
    append_number(out, context.tid);
    append_number(out, context.ppid);
    append_number(out, context.mntns);
    append_number(out, context.pidns);
    append_text(out, context.comm);
    append_text(out, context.executable);
    append_text(out, context.container_id);
    append_text(out, context.uts);
    append_text(out, event.spec->name);
    if (has_result(context)) {
      append_number(out, context.retval);
    } else {
      out += ',';
    }
    append_arguments(out, event);
  }

  void loss(const wire_loss& loss, std::string& out) override {
    append_time(out, loss.last_time_ns == 0 ? last_ns_ : loss.last_time_ns + boot_time_ns_);
    out += ",,,,,,,,,,,\"lost\",,\"event=";
    out += event_name(loss.id);
    out += "; count=" + std::to_string(loss.count) + "\"\r\n";
  }

  void totals(std::span<const wire_total> /*totals*/, bool /*final*/, std::uint64_t /*time_ns*/,
              std::string& /*out*/) override {}

 private:
  // In UTC: 2024-11-23T23:00:00.123456789Z; relative: seconds since boot.
  void append_time(std::string& out, std::uint64_t time_ns) const {
    using namespace std::chrono;
    char text[64];
    int size = 0;
    if (options_.relative_time) {
      const std::uint64_t since_boot = time_ns - boot_time_ns_;
      size =
          std::snprintf(text, sizeof(text), "%llu.%09llu,", static_cast<unsigned long long>(since_boot / kNsPerSecond),
                        static_cast<unsigned long long>(since_boot % kNsPerSecond));
    } else {
      const sys_seconds time{seconds(time_ns / kNsPerSecond)};
      const sys_days day = floor<days>(time);
      const year_month_day date(day);
      const hh_mm_ss clock(time - day);
      size = std::snprintf(text, sizeof(text), "%04d-%02u-%02uT%02d:%02d:%02d.%09lluZ,", static_cast<int>(date.year()),
                           static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                           static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                           static_cast<int>(clock.seconds().count()),
                           static_cast<unsigned long long>(time_ns % kNsPerSecond));
    }
    out.append(text, static_cast<std::size_t>(size));
  }

  void append_arguments(std::string& out, const Event& event) {
    arguments_.clear();
    for (std::size_t ordinal = 0; ordinal < event.arguments().size(); ++ordinal) {
      if (!is_in_table(event, ordinal)) continue;
      if (!arguments_.empty()) arguments_ += "; ";
      arguments_.append(event.spec->fields[ordinal].name).append("=");
      append_argument(arguments_, event, ordinal, options_.parse_arguments);
    }
    append_quoted(out, arguments_);
    out.back() = '\r';
    out += '\n';
  }

  EncoderOptions options_;
  std::uint64_t boot_time_ns_ = 0;
  std::uint64_t last_ns_ = 0;  // of the last event, for losses whose time is not known
  std::string arguments_;
};

}  // namespace

std::unique_ptr<Encoder> make_csv_encoder(const EncoderOptions& options) {
  return std::make_unique<CsvEncoder>(options);
}

}  // namespace trace
