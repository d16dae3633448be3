// SPDX-License-Identifier: Apache-2.0
// Events as a table for people, in Tracee's columns. The arguments stand last, since they know no width.
#include <algorithm>
#include <ctime>
#include <utility>

#include "common/base/printable.h"
#include "common/catalog/meaning_text.h"
#include "common/codec/encoder.h"
#include "common/codec/json/text.h"
#include "common/codec/table/go_text.h"

namespace trace {
namespace {

constexpr std::uint64_t kNsPerSecond = 1'000'000'000;
constexpr std::size_t kEventWidth = 25;

// Fills with blanks up to the column, and one more. Widths count characters, not bytes. REQUIRES: UTF-8 from `begin` on.
void pad(std::string& out, std::size_t begin, std::size_t width) {
  const std::size_t used = characters_of(std::string_view(out).substr(begin));
  out.append(used < width ? width - used + 1 : 1, ' ');
}

void column(std::string& out, std::string_view text, std::size_t width) {
  const std::size_t begin = out.size();
  append_printable_value(out, text);
  pad(out, begin, width);
}

template <class Integer>
void number_column(std::string& out, Integer value, std::size_t width) {
  const std::size_t begin = out.size();
  append_json_integer(out, value);
  pad(out, begin, width);
}

void append_digits(std::string& out, std::uint64_t value, std::size_t digits) {
  const std::string text = std::to_string(value);
  if (text.size() < digits) out.append(digits - text.size(), '0');
  out += text;
}

class TableEncoder final : public Encoder {
 public:
  TableEncoder(const EncoderOptions& options, bool verbose) : options_(options), verbose_(verbose) {}

  void begin(const StreamInfo& info, std::string& out) override {
    tzset();  // reads the zone file now: in the sandbox it cannot be opened, and localtime_r() would show UTC
    boot_time_ns_ = info.boot_time_ns;
    column(out, "TIME", 16);
    if (verbose_) {
      column(out, "UTS_NAME", 17);
      column(out, "CONTAINER_ID", 13);
      column(out, "MNT_NS", 12);
      column(out, "PID_NS", 12);
    }
    column(out, "UID", 6);
    column(out, "COMM", 16);
    column(out, "PID", 7);
    column(out, "TID", 7);
    if (verbose_) column(out, "PPID", 7);
    column(out, "RET", 16);
    column(out, "EVENT", kEventWidth);
    out += "ARGS\n";
  }

  void event(const Event& event, std::string_view /*frame*/, std::string& out) override {
    const Context& context = event.context;
    ++written_;
    time(out, context.time_ns);
    if (verbose_) {
      column(out, context.uts, 17);
      column(out, context.container_id.substr(0, 12), 13);
      number_column(out, context.mntns, 12);
      number_column(out, context.pidns, 12);
    }
    number_column(out, context.uid, 6);
    column(out, context.comm, 16);
    number_column(out, context.pid, 7);
    number_column(out, context.tid, 7);
    if (verbose_) number_column(out, context.ppid, 7);
    if (has_result(context)) {
      result(out, context.retval);
    } else {
      column(out, "-", 16);
    }
    name(out, event.spec->name);
    arguments(event, out);
    out += '\n';
  }

  void loss(const wire_loss& loss, std::string& out) override {
    out += "! lost " + std::to_string(loss.count) + ' ';
    out += event_name(loss.id);
    out += " events";
    if (loss.lane != WIRE_NO_LANE) out += " on cpu " + std::to_string(loss.cpu);
    out += '\n';
    lost_ += loss.count;
  }

  void clock(const wire_clock& clock, std::string& /*out*/) override { boot_time_ns_ = clock.boot_time_ns; }

  void artifact(const wire_artifact& /*artifact*/, std::string_view /*piece*/, std::string& /*out*/) override {}

  void totals(std::span<const wire_total> totals, bool final, std::uint64_t /*time_ns*/, std::string& out) override {
    if (!final) return;
    std::uint64_t filtered = 0;
    for (const wire_total& total : totals) filtered += total.filtered;
    out += "\nEnd of events stream\n{\"Stats\":{\"EventCount\":" + std::to_string(written_) +
           ",\"EventsFiltered\":" + std::to_string(filtered) +
           ",\"NetCapCount\":0,\"BPFLogsCount\":0,\"ErrorCount\":0,\"LostEvCount\":" + std::to_string(lost_) +
           ",\"LostWrCount\":0,\"LostNtCapCount\":0,\"LostBPFLogsCount\":0}}\n";
  }

 private:
  void time(std::string& out, std::uint64_t time_ns) const {
    const std::size_t begin = out.size();
    if (options_.relative_time) {
      const std::uint64_t since_boot = time_ns - boot_time_ns_;
      append_json_integer(out, since_boot / kNsPerSecond);
      out += '.';
      append_digits(out, since_boot % kNsPerSecond / 1000, 6);
    } else {
      const auto seconds = static_cast<std::time_t>(time_ns / kNsPerSecond);
      std::tm local{};
      localtime_r(&seconds, &local);
      char text[16];
      out.append(text, std::strftime(text, sizeof(text), "%H:%M:%S:", &local));
      append_digits(out, time_ns % kNsPerSecond / 1000, 6);
    }
    pad(out, begin, 16);
  }

  // Those of the kernel's own, which no program sees, by their names.
  static void result(std::string& out, std::int64_t value) {
    constexpr std::int64_t kFirstInternal = -512;
    if (value > kFirstInternal || value < 2 * kFirstInternal) return number_column(out, value, 16);
    column(out, meaning_text(Meaning::result, static_cast<std::uint64_t>(value)), 16);
  }

  void name(std::string& out, std::string_view text) const {
    if (verbose_ || text.size() <= kEventWidth) return column(out, text, kEventWidth);
    column(out, std::string(text.substr(0, kEventWidth - 3)) + "...", kEventWidth);
  }

  void arguments(const Event& event, std::string& out) const {
    bool first = true;
    for (std::size_t ordinal = 0; ordinal < event.arguments().size(); ++ordinal) {
      if (!is_in_table(event, ordinal)) continue;
      if (!std::exchange(first, false)) out += ", ";
      out += event.spec->fields[ordinal].name;
      out += ": ";
      append_argument(out, event, ordinal, options_.parse_arguments || !verbose_);
    }
  }

  EncoderOptions options_;
  bool verbose_;
  std::uint64_t boot_time_ns_ = 0;
  std::uint64_t written_ = 0;
  std::uint64_t lost_ = 0;
};

}  // namespace

std::unique_ptr<Encoder> make_table_encoder(const EncoderOptions& options) {
  return std::make_unique<TableEncoder>(options, false);
}

std::unique_ptr<Encoder> make_table_verbose_encoder(const EncoderOptions& options) {
  return std::make_unique<TableEncoder>(options, true);
}

}  // namespace trace
