// SPDX-License-Identifier: Apache-2.0
#include "rules/output/text_block.h"

#include <algorithm>
#include <cctype>

#include "common/base/printable.h"
#include "rules/output/event_text.h"
#include "rules/output/utc_time.h"

namespace trace {
namespace {

constexpr std::size_t kIndent = 13;           // of values: two blanks, the label, a blank
constexpr std::size_t kContainerDigits = 12;  // as docker ps shows them
constexpr std::uint32_t kNobody = 0xffffffff;

// ECMA-48, 8.3.117 (SGR).
std::string_view colour_of(Severity severity) {
  switch (severity) {
    case Severity::critical:
    case Severity::high:
      return "\x1b[1;31m";
    case Severity::medium:
      return "\x1b[1;33m";
    case Severity::low:
      return "\x1b[1;36m";
    case Severity::informational:
      return "\x1b[1m";
  }
  return {};
}

// Lines of a block. REQUIRES: texts are printable.
class Block {
 public:
  Block(std::string& out, const TextLook& look) : out_(out), look_(look) {}

  void head(const Metadata& rule) {
    std::string severity(name_of(rule.severity));
    for (char& c : severity) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    out_ += '\n';
    if (look_.colours) out_ += colour_of(rule.severity);
    out_ += severity;
    if (look_.colours) out_ += "\x1b[0m";
    out_ += ' ';
    append_printable(out_, rule.id);
    out_ += ' ';
    append_printable(out_, rule.title);
    out_ += '\n';
  }

  void line(std::string_view label, std::string_view value) {
    if (value.empty()) return;
    out_.append("  ").append(label).append(kIndent - 2 - label.size(), ' ');
    wrapped(value);
    out_ += '\n';
  }

 private:
  // Broken after the last column; what goes on is indented as the value is.
  void wrapped(std::string_view value) {
    const std::size_t room = look_.columns > 2 * kIndent ? look_.columns - kIndent : 0;
    std::size_t used = 0;
    while (!value.empty()) {
      std::size_t size = 1;
      while (size < value.size() && (static_cast<unsigned char>(value[size]) & 0xc0U) == 0x80U) ++size;
      if (room != 0 && used == room) {
        out_.append("\n").append(kIndent, ' ');
        used = 0;
      }
      out_ += value.substr(0, size);
      value.remove_prefix(size);
      ++used;
    }
  }

  std::string& out_;
  const TextLook& look_;
};

std::string named_number(std::string_view name, std::uint64_t number) {
  std::string out;
  append_printable_value(out, name);
  return out.empty() ? std::to_string(number) : out + " (" + std::to_string(number) + ")";
}

std::string process_of(const Context& context) {
  std::string out = named_number(context.comm, context.host_pid);
  if (context.pid != context.host_pid) out += ", " + std::to_string(context.pid) + " in its namespace";
  if (context.tid != context.pid) out += ", thread " + std::to_string(context.tid);
  if (!context.executable.empty()) append_printable_value(out += "  ", context.executable);
  return out;
}

// Names of ancestors, the parent first, as far as they are known.
std::string ancestors_of(const Event& event) {
  std::string scratch;
  std::string out;
  const auto ask = [&](StateField field) {
    return event.state == nullptr ? Value() : event.state->value(field, event.context, scratch);
  };
  const Value names = ask(StateField::ancestor_comm);
  if (const auto* list = std::get_if<StringList>(&names)) {
    for (const std::string_view name : *list) {
      if (out.empty()) {
        out = named_number(name, event.context.host_ppid);
      } else {
        append_printable_value(out += ", ", name);
      }
    }
  }
  return out.empty() && event.context.host_ppid != 0 ? std::to_string(event.context.host_ppid) : out;
}

std::string user_of(const Context& context, const UserNames& users) {
  std::string out = named_number(users.name_of(context.uid, context), context.uid);
  const bool other = context.login_uid != kNobody && context.login_uid != context.uid;
  if (other) out += ", logged in as " + named_number(users.name_of(context.login_uid, context), context.login_uid);
  return out;
}

std::string data_of(const Finding& finding) {
  std::string out;
  for (const auto& [name, value] : finding.data()) {
    if (!out.empty()) out += ", ";
    append_printable(out, name);
    out += ": ";
    append_data_value(out, value);
  }
  return out;
}

std::string what_of(const Event& event) {
  std::string out(event.spec->name);
  append_arguments(out += "  ", event);
  return out;
}

}  // namespace

void append_text_block(std::string& out, const Detection& detection, const TextLook& look, const UserNames& users) {
  const Event& event = detection.event;
  const Context& context = event.context;
  Block block(out, look);
  block.head(detection.rule);
  block.line("what", what_of(event));
  for (const Event* earlier : detection.finding.earlier_events()) block.line("after", what_of(*earlier));
  block.line("found", data_of(detection.finding));
  block.line("process", process_of(context));
  block.line("started by", ancestors_of(event));
  block.line("user", user_of(context, users));
  block.line("container", printable_value(context.container_id.substr(0, kContainerDigits)));
  block.line("host", printable_value(context.uts));
  std::string time;
  append_utc_microseconds(time, context.time_ns);
  block.line("time", time);
}

}  // namespace trace
