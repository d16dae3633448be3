// SPDX-License-Identifier: Apache-2.0
// Events as rows for people, in Tracee's columns and with values as Go prints them: [a b],
// map[k:v], {1 2}.
//
//   TIME             UID    COMM             PID     TID     RET              EVENT ARGS
//   23:00:00:123456  1000   demo             4242    4242    3                openat dirfd: -100,
//   ...
//
// What a process names itself or a file is chosen by whoever is watched, and a terminal acts on
// some of it; so no control character gets through (append_printable). tests/golden/table_test.cpp.
#include <time.h>

#include <cstdio>
#include <string>

#include "common/codec/encoder.h"
#include "common/codec/meaning_text.h"
#include "common/codec/shown_value.h"
#include "common/codec/text.h"
#include "common/codec/wire_bytes.h"
#include "common/event/socket_address.h"

namespace trace {
namespace {

constexpr std::size_t kTimeWidth = 16;
constexpr std::size_t kUtsWidth = 17;
constexpr std::size_t kContainerWidth = 13;
constexpr std::size_t kNamespaceWidth = 12;
constexpr std::size_t kUidWidth = 6;
constexpr std::size_t kCommWidth = 16;
constexpr std::size_t kPidWidth = 7;
constexpr std::size_t kRetWidth = 16;
constexpr std::size_t kEventWidth = 25;
constexpr std::size_t kContainerShown = 12;  // characters of a container id

constexpr std::uint64_t kNsPerSecond = 1'000'000'000;

// Characters, not bytes, as Go counts them.
std::size_t width_of(std::string_view text) {
  std::size_t width = 0;
  for (const char byte : text)
    width += (static_cast<unsigned char>(byte) & 0xc0) == 0x80 ? 0 : 1;
  return width;
}

// What was appended from `start` on becomes a cell: blanks up to its width, and the one between
// cells.
void end_cell(std::size_t start, std::size_t width, std::string& out) {
  const std::size_t used = width_of(std::string_view(out).substr(start));
  out.append(used < width ? width - used + 1 : 1, ' ');
}

void append_cell(std::string_view text, std::size_t width, std::string& out) {
  const std::size_t start = out.size();
  append_printable(text, out);
  end_cell(start, width, out);
}

template <std::integral Number>
void append_cell(Number number, std::size_t width, std::string& out) {
  const std::size_t start = out.size();
  append_number(number, out);
  end_cell(start, width, out);
}

void append_list(const StringList& list, std::string& out) {
  out += '[';
  const char* separator = "";
  for (const std::string_view text : list) {
    out += separator;
    append_printable(text, out);
    separator = " ";
  }
  out += ']';
}

void append_bytes_list(std::string_view bytes, std::string& out) {
  out += '[';
  const char* separator = "";
  for (const char byte : bytes) {
    out += separator;
    append_number(static_cast<unsigned char>(byte), out);
    separator = " ";
  }
  out += ']';
}

void append_int_list(std::string_view raw, std::string& out) {
  out += '[';
  for (std::size_t at = 0; at < raw.size(); at += sizeof(std::uint64_t)) {
    if (at > 0) out += ' ';
    append_number(load<std::uint64_t>(raw, at), out);
  }
  out += ']';
}

void append_socket_map(SocketAddress address, std::string& out) {
  out += "map[";
  const char* separator = "";
  for (const SocketMember& member : socket_members(address)) {
    out += separator;
    out += member.name;
    out += ':';
    append_printable(member.text, out);
    separator = " ";
  }
  out += ']';
}

void append_credential_struct(const Credentials& credentials, std::string& out) {
  char separator = '{';
  for_each_credential(load<wire_cred>(credentials.raw), [&](const char*, std::uint64_t value) {
    out += separator;
    append_number(value, out);
    separator = ' ';
  });
  out += '}';
}

void append_value(const Value& value, bool parse_arguments, std::string& out) {
  std::visit(
      Overloaded{
          [&](std::monostate) { out += "<nil>"; },
          [&](bool claim) { out += claim ? "true" : "false"; },
          [&](std::int64_t number) { append_number(number, out); },
          [&](std::uint64_t number) { append_number(number, out); },
          [&](double number) { append_plain_float(number, out); },
          [&](Address address) {
            parse_arguments ? append_hex(address.value, out) : append_number(address.value, out);
          },
          [&](std::string_view text) { append_printable(text, out); },
          [&](const StringList& list) { append_list(list, out); },
          [&](const Bytes& bytes) { append_bytes_list(bytes.data, out); },
          [&](const SocketAddress& address) { append_socket_map(address, out); },
          [&](const Credentials& credentials) { append_credential_struct(credentials, out); },
          [&](const Timespec& time) { append_plain_float(seconds_of(time), out); },
          [&](const IntPair& pair) {
            out += '[';
            append_number(pair.first, out);
            out += ' ';
            append_number(pair.second, out);
            out += ']';
          },
          [&](const IntList& list) { append_int_list(list.raw, out); },
          [&](const Json& json) { append_printable(json.text, out); },
      },
      value);
}

class TableEncoder final : public Encoder {
 public:
  TableEncoder(const EncoderOptions& options, bool verbose)
      : options_(options), verbose_(verbose) {}

  void begin(const StreamInfo& info, std::string& out) override {
    boot_time_ns_ = info.boot_time_ns;
    append_cell("TIME", kTimeWidth, out);
    if (verbose_) {
      append_cell("UTS_NAME", kUtsWidth, out);
      append_cell("CONTAINER_ID", kContainerWidth, out);
      append_cell("MNT_NS", kNamespaceWidth, out);
      append_cell("PID_NS", kNamespaceWidth, out);
    }
    append_cell("UID", kUidWidth, out);
    append_cell("COMM", kCommWidth, out);
    append_cell("PID", kPidWidth, out);
    append_cell("TID", kPidWidth, out);
    if (verbose_) append_cell("PPID", kPidWidth, out);
    append_cell("RET", kRetWidth, out);
    append_cell("EVENT", kEventWidth, out);
    out += "ARGS\n";
  }

  void event(const Event& event, std::string_view, std::string& out) override {
    const Context& context = event.context;
    append_time_cell(context.time_ns, out);
    if (verbose_) {
      append_cell(context.uts, kUtsWidth, out);
      append_cell(context.container_id.substr(0, kContainerShown), kContainerWidth, out);
      append_cell(context.mntns, kNamespaceWidth, out);
      append_cell(context.pidns, kNamespaceWidth, out);
    }
    append_cell(context.uid, kUidWidth, out);
    append_cell(context.comm, kCommWidth, out);
    append_cell(context.pid, kPidWidth, out);
    append_cell(context.tid, kPidWidth, out);
    if (verbose_) append_cell(context.ppid, kPidWidth, out);
    append_cell(context.retval, kRetWidth, out);
    append_event_name(event.spec->name, out);
    append_arguments(event, out);
    out += '\n';
  }

  // "! lost 12 openat events on cpu 1 between 23:00:00:123456 and 23:00:01:000000"
  void loss(const wire_loss& loss, std::string& out) override {
    const EventSpec* const spec = find_event(loss.id);
    out += "! lost ";
    append_number(loss.count, out);
    out += ' ';
    out += spec == nullptr ? "unknown" : spec->name;
    out += loss.count == 1 ? " event on cpu " : " events on cpu ";
    append_number(loss.cpu, out);
    out += " between ";
    append_time(loss.first_time_ns + boot_time_ns_, out);
    out += " and ";
    append_time(loss.last_time_ns + boot_time_ns_, out);
    out += '\n';
  }

  // Tracee's last words. What it counts and we do not have is 0.
  void totals(std::span<const wire_total> totals, bool final, std::string& out) override {
    if (!final) return;
    wire_total sum{};
    for (const wire_total& total : totals) {
      sum.written += total.written;
      sum.filtered += total.filtered;
      sum.lost += total.lost;
    }
    out += "\nEnd of events stream\n{\"Stats\":{\"EventCount\":";
    append_number(sum.written, out);
    out += ",\"EventsFiltered\":";
    append_number(sum.filtered, out);
    out += R"(,"NetCapCount":0,"BPFLogsCount":0,"ErrorCount":0,"LostEvCount":)";
    append_number(sum.lost, out);
    out += ",\"LostWrCount\":0,\"LostNtCapCount\":0,\"LostBPFLogsCount\":0}}\n";
  }

 private:
  void append_event_name(std::string_view name, std::string& out) const {
    constexpr std::string_view kCut = "...";
    const std::size_t start = out.size();
    if (verbose_ || name.size() <= kEventWidth) {
      out += name;
    } else {
      out += name.substr(0, kEventWidth - kCut.size());
      out += kCut;
    }
    end_cell(start, kEventWidth, out);
  }

  void append_arguments(const Event& event, std::string& out) const {
    const char* separator = "";
    for (std::size_t i = 0; i < event.spec->fields.size(); ++i) {
      const FieldSpec& field = event.spec->fields[i];
      const Value value = shown_value(event.args[i].value, field);
      out += separator;
      out += field.name;
      out += ": ";
      if (options_.parse_arguments && field.meaning != Meaning::none) {
        append_meaning_text(field.meaning, raw_number(value), out);
      } else {
        append_value(value, options_.parse_arguments, out);
      }
      separator = ", ";
    }
  }

  void append_time_cell(std::uint64_t time_ns, std::string& out) {
    const std::size_t start = out.size();
    append_time(time_ns, out);
    end_cell(start, kTimeWidth, out);
  }

  // HH:MM:SS:uuuuuu of the day, or since boot. Most events share the second of the one before.
  void append_time(std::uint64_t epoch_ns, std::string& out) {
    const std::uint64_t time_ns = options_.relative_time ? epoch_ns - boot_time_ns_ : epoch_ns;
    const std::uint64_t second = time_ns / kNsPerSecond;
    if (second != second_ || second_text_.empty()) {
      second_ = second;
      format_second();
    }
    out += second_text_;
    const std::uint64_t microseconds = time_ns % kNsPerSecond / 1000;
    for (std::uint64_t unit = 100'000; unit > 0; unit /= 10) {
      out += static_cast<char>('0' + microseconds / unit % 10);
    }
  }

  void format_second() {
    const auto clock = static_cast<time_t>(second_);
    struct tm parts {};
    if (options_.relative_time) {
      gmtime_r(&clock, &parts);
    } else {
      localtime_r(&clock, &parts);
    }
    std::array<char, 16> text{};
    std::snprintf(
        text.data(), text.size(), "%02u:%02u:%02u:", static_cast<unsigned>(parts.tm_hour) % 100U,
        static_cast<unsigned>(parts.tm_min) % 100U, static_cast<unsigned>(parts.tm_sec) % 100U);
    second_text_ = text.data();
  }

  EncoderOptions options_;
  bool verbose_;
  std::uint64_t boot_time_ns_ = 0;
  std::uint64_t second_ = 0;
  std::string second_text_;
};

}  // namespace

std::unique_ptr<Encoder> make_table_encoder(const EncoderOptions& options, bool verbose) {
  return std::make_unique<TableEncoder>(options, verbose);
}

}  // namespace trace
