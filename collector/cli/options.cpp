// SPDX-License-Identifier: Apache-2.0
#include "collector/cli/options.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "collector/cli/flags.h"
#include "collector/cli/options_capture.h"
#include "collector/cli/options_output.h"
#include "collector/cli/options_rotation.h"
#include "collector/cli/options_units.h"
#include "collector/selection/host_namespace.h"
#include "common/base/text.h"
#include "common/cli/help.h"
#include "common/cli/parse.h"
#include "common/cli/units.h"

namespace trace {
namespace {

struct ListFormat {
  std::string_view name;
  Task task;
};

// "markdown" makes docs/events.md; "table" is what --list alone means.
constexpr auto kListFormats = std::to_array<ListFormat>({
    {"table", Task::list},
    {"json", Task::list_json},
    {"markdown", Task::list_markdown},
    {"completion", Task::list_completion},
});

Result<Task> parse_list(std::string_view name) {
  if (name.empty()) return Task::list;
  std::vector<std::string_view> known;
  for (const ListFormat& format : kListFormats) {
    if (format.name == name) return format.task;
    known.push_back(format.name);
  }
  return unknown_word("unknown format", name, known).in("--list");
}

Status parse_task(const ParsedFlags& flags, CommandLine& options) {
  if (const std::string* const format = flags.last("list")) {
    TRY_ASSIGN(options.task, parse_list(*format));
    if (flags.has("doctor")) return Error{Code::invalid, "--list and --doctor: ask one at a time"};
  }
  if (flags.has("doctor")) options.task = Task::doctor;
  if (flags.has("version")) options.task = Task::version;
  if (flags.has("help")) {
    options.task = Task::help;
    options.help_text = help_text(collector_program());
  }
  options.wide = flags.has("wide");
  return ok();
}

// Reads the last value of a flag, if there is one.
template <class Parse, class Value>
Status take(const ParsedFlags& flags, std::string_view flag, Parse parse, Value& value) {
  const std::string* const text = flags.last(flag);
  if (text == nullptr) return ok();
  auto parsed = parse(*text);
  if (!parsed) return std::move(parsed).error().in("--" + std::string(flag));
  value = *parsed;
  return ok();
}

Status parse_command(const ParsedFlags& flags, CommandLine& options) {
  if (const std::string* const user = flags.last("user")) options.user = *user;
  if (flags.has("user") && options.user.empty()) return Error{Code::invalid, "--user: no name given"};
  if (flags.has("user") && !flags.after_dashes) {
    return Error{Code::invalid, "--user: whom a command runs as, and there is none (-- COMMAND)"};
  }
  if (!flags.after_dashes) return ok();
  if (flags.after_dashes->empty()) return Error{Code::invalid, "no command after \"--\""};
  options.command = *flags.after_dashes;
  return ok();
}

Status parse_sign(const ParsedFlags& flags, CommandLine& options) {
  options.sign = flags.has("sign");
  const bool seals = std::any_of(options.outputs.begin(), options.outputs.end(), is_sealed);
  options.capture.sign = options.sign;
  if (options.sign && !seals && !options.capture.any()) {
    return Error{Code::invalid, "--sign: there is nothing to sign (--output binary:FILE.zst, --capture)"};
  }
  const std::string* const anchor = flags.last("anchor");
  if (anchor == nullptr) return ok();
  if (!options.sign || !seals) {
    return Error{Code::invalid, "--anchor: of recordings that are signed (--sign --output binary:FILE.zst)"};
  }
  if (*anchor == "syslog") {
    options.anchor = AnchorTo::system_log;
  } else if (*anchor == "stderr") {
    options.anchor = AnchorTo::standard_error;
    if (options.log_level > LogLevel::info) {
      return Error{Code::invalid, "--anchor stderr: --log warn and error leave out what it logs"};
    }
  } else {
    return Error{Code::invalid, "--anchor " + in_quotes(*anchor) + ": syslog or stderr"};
  }
  return ok();
}

// What trace-rules reads of it later: a file or a folder. Empty: nothing.
std::string recording_of(const std::vector<OutputSpec>& outputs) {
  for (const OutputSpec& output : outputs) {
    const bool is_read = output.format == CollectorFormat::frame || output.format == CollectorFormat::json;
    if (is_read && !output.path.empty()) return output.rotation ? output.rotation->folder : output.path;
  }
  return "";
}

}  // namespace

std::string list_format_words() {
  std::string out;
  for (const ListFormat& format : kListFormats) out.append(out.empty() ? "" : " ").append(format.name);
  return out;
}

Result<CommandLine> parse_command_line(int argc, const char* const* argv, bool stdout_is_terminal) {
  TRY_ASSIGN(const ParsedFlags flags, parse_flags(collector_program(), argc, argv));
  CommandLine options;
  if (flags.topic) {
    options.task = Task::help;
    options.help_text = *flags.topic;
    return options;
  }
  TRY(parse_task(flags, options));
  options.selection = {flags.all("trace"), flags.all("events"), flags.all("scope"), host_mount_namespace()};
  const std::string* const recorder = flags.last("flight-recorder");
  if (recorder == nullptr || flags.has("output")) {
    TRY(parse_outputs(flags.all("output"), stdout_is_terminal, options));
  }
  if (recorder != nullptr) {
    TRY_ASSIGN(OutputSpec output, parse_flight_recorder(*recorder));
    options.outputs.push_back(std::move(output));
  }
  TRY(parse_captures(flags.all("capture"), options.capture));
  TRY(take(flags, "duration", parse_duration, options.duration));
  TRY(take(flags, "buffer-size", parse_ring_bytes, options.ring_bytes));
  TRY(take(flags, "log", parse_log_level, options.log_level));
  TRY(parse_command(flags, options));
  options.require_sandbox = flags.has("require-sandbox");
  TRY(parse_sign(flags, options));
  options.capture.recording = recording_of(options.outputs);
  return options;
}

}  // namespace trace
