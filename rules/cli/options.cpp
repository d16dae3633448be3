// SPDX-License-Identifier: Apache-2.0
#include "rules/cli/options.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "common/base/near_name.h"
#include "common/base/text.h"
#include "common/cli/help.h"
#include "common/cli/parse.h"
#include "rules/cli/flags.h"

namespace trace {
namespace {

using Command = EngineOptions::Command;

constexpr auto kListFormats = std::to_array<std::string_view>({"table", "completion"});

Error invalid(std::string message) {
  return {Code::invalid, std::move(message)};
}

// Tracee's messages, since its users may look for them.
Status add_tracee_input(const std::string& text, EngineOptions& options) {
  if (text.empty()) return invalid("no tracee input options specified");
  const std::size_t colon = text.find(':');
  if (colon == std::string::npos) return invalid("invalid input-tracee option: " + text);
  const std::string key = text.substr(0, colon);
  const std::string value = text.substr(colon + 1);
  if (key.empty() || value.empty()) {
    return invalid("empty key or value passed: key: >" + key + "< value: >" + value + "<");
  }
  if (key == "file") {
    options.files.push_back(value);
    return ok();
  }
  if (key != "format") return invalid("invalid input-tracee option key: " + key);
  if (value == "gob") {
    return invalid("invalid tracee input format specified: gob (not supported; write json with --output json)");
  }
  if (value != "json") return invalid("invalid tracee input format specified: " + value);
  return ok();
}

Result<DetectionOutput> parse_output(const std::string& text) {
  const std::size_t colon = text.find(':');
  const std::string format = text.substr(0, colon);
  if (colon != std::string::npos && colon + 1 == text.size()) {
    return invalid("--output " + in_quotes(text) + ": a file name is missing");
  }
  std::vector<std::string_view> known;
  for (std::size_t i = 0; i < engine_formats().size(); ++i) {
    known.push_back(engine_formats()[i].name);
    if (known.back() != format) continue;
    return DetectionOutput{static_cast<EngineFormat>(i), colon == std::string::npos ? "" : text.substr(colon + 1)};
  }
  return unknown_word("unknown format", format, known).in("--output " + in_quotes(text));
}

Status take_input(const ParsedFlags& flags, EngineOptions& options) {
  options.files = flags.all("input");
  for (const std::string& text : flags.all("input-tracee")) TRY(add_tracee_input(text, options));
  options.files.insert(options.files.end(), flags.operands.begin(), flags.operands.end());
  if (flags.after_dashes) {
    options.files.insert(options.files.end(), flags.after_dashes->begin(), flags.after_dashes->end());
  }
  return ok();
}

Status take_rules(const ParsedFlags& flags, EngineOptions& options) {
  for (const std::string& text : flags.all("rules")) {
    for (const std::string_view id : parts_of(text, ',')) {
      if (!id.empty()) options.rules.emplace_back(id);
    }
  }
  if (flags.has("rules") && options.rules.empty()) return invalid("--rules: no id given");
  options.rules_dirs = flags.all("rules-dir");
  options.require_sandbox = flags.has("require-sandbox");
  options.builtin = !flags.has("no-builtin");
  if (!options.builtin && options.rules_dirs.empty()) {
    return invalid("--no-builtin: no signatures are left (name a folder of your own: --rules-dir DIR)");
  }
  return ok();
}

Status take_log_level(const ParsedFlags& flags, EngineOptions& options) {
  const std::string* const level = flags.last("log");
  if (level == nullptr) return ok();
  auto parsed = parse_log_level(*level);
  if (!parsed) return std::move(parsed).error().in("--log");
  options.log_level = *parsed;
  return ok();
}

// A report is one file, in one format.
Status take_report(const ParsedFlags& flags, EngineOptions& options) {
  if (const std::string* const folder = flags.last("artifacts")) options.artifacts = *folder;
  if (options.command != Command::report) return ok();
  if (flags.all("output").size() > 1) return invalid("--output: a report is written to one file");
  if (const std::string* const path = flags.last("output")) options.report_path = *path;
  return ok();
}

Status take_outputs(const ParsedFlags& flags, EngineOptions& options) {
  for (const std::string& text : flags.all("output")) {
    TRY_ASSIGN(DetectionOutput output, parse_output(text));
    options.outputs.push_back(std::move(output));
  }
  if (options.outputs.empty()) options.outputs.push_back({});
  return ok();
}

// --ring and what goes with it.
Status take_kept(const ParsedFlags& flags, EngineOptions& options) {
  if (options.command == Command::keep) {
    TRY_ASSIGN(options.keep, take_keep(flags));
    return ok();
  }
  TRY_ASSIGN(options.keep, take_incidents(flags));
  if (!options.keep.ring.empty() && options.command != Command::run) {
    return invalid("--ring: it is for detections, and for keep");
  }
  return ok();
}

Result<Command> command_of(const ParsedFlags& flags, std::optional<Command> word) {
  if (flags.has("help") || flags.topic) return Command::help;
  if (flags.has("version")) return Command::version;
  if (const std::string* const format = flags.last("list")) {
    if (format->empty() || *format == kListFormats[0]) return Command::list;
    if (*format == kListFormats[1]) return Command::list_completion;
    return unknown_word("unknown format", *format, kListFormats).in("--list");
  }
  if (flags.has("list-events")) return Command::list_events;
  if (flags.has("explain")) return Command::explain;
  if (flags.has("print-rule")) return Command::print_rule;
  return word.value_or(Command::run);
}

// The words that may stand first, and what each means.
struct CommandName {
  std::string_view word;
  Command command{};
};
constexpr auto kCommands = std::to_array<CommandName>({
    {"test", Command::test},
    {"lint", Command::lint},
    {"verify", Command::verify},
    {"report", Command::report},
    {"keep", Command::keep},
    {"cut", Command::cut},
    {"convert", Command::convert},
});

// Flags that mean something to some commands only.
struct OwnFlag {
  std::string_view flag;
  Command command{};
};
constexpr auto kOwnFlags = std::to_array<OwnFlag>({
    {"anchors", Command::verify},
    {"artifacts", Command::report},
    {"container", Command::cut},
    {"detections", Command::convert},
    {"event", Command::cut},
    {"format", Command::convert},
    {"from", Command::cut},
    {"from", Command::keep},
    {"key", Command::verify},
    {"to", Command::cut},
    {"to", Command::keep},
    {"tree", Command::cut},
    {"whole-frames", Command::cut},
});

std::string_view word_of(Command command) {
  const auto* const found =
      std::find_if(kCommands.begin(), kCommands.end(), [&](const CommandName& one) { return one.command == command; });
  return found == kCommands.end() ? std::string_view() : found->word;
}

Status refuse_others(const ParsedFlags& flags, Command command) {
  for (const OwnFlag& own : kOwnFlags) {
    const bool is_for_it = std::any_of(kOwnFlags.begin(), kOwnFlags.end(), [&](const OwnFlag& one) {
      return one.flag == own.flag && one.command == command;
    });
    if (is_for_it || !flags.has(own.flag)) continue;
    return invalid("--" + std::string(own.flag) + ": it is for " + std::string(word_of(own.command)));
  }
  return ok();
}

// Those that read what comes from others; the rest reads signatures, which are the user's.
bool has_sandbox(Command command) {
  constexpr auto kAll = std::to_array({Command::run, Command::verify, Command::report, Command::keep, Command::cut,
                                       Command::convert, Command::version});
  return std::find(kAll.begin(), kAll.end(), command) != kAll.end();
}

std::optional<Command> command_named(std::string_view word) {
  for (const CommandName& one : kCommands) {
    if (one.word == word) return one.command;
  }
  return std::nullopt;
}

}  // namespace

std::span<const std::string_view> engine_command_names() {
  static constexpr auto kNames = [] {
    std::array<std::string_view, kCommands.size()> names;
    for (std::size_t i = 0; i < names.size(); ++i) names.at(i) = kCommands.at(i).word;
    return names;
  }();
  return kNames;
}

std::string engine_list_words() {
  std::string out;
  for (const std::string_view format : kListFormats) out.append(out.empty() ? "" : " ").append(format);
  return out;
}

Result<EngineOptions> parse_engine_options(int argc, const char* const* argv) {
  const std::optional<Command> word = argc > 1 ? command_named(argv[1]) : std::nullopt;
  // The word takes the place of the program's name: what follows it are its arguments.
  TRY_ASSIGN(const ParsedFlags flags, parse_flags(engine_program(), word ? argc - 1 : argc, word ? argv + 1 : argv));
  EngineOptions options;
  TRY_ASSIGN(options.command, command_of(flags, word));
  if (options.command == Command::help) {
    options.help_text = flags.topic ? *flags.topic : help_text(engine_program());
    return options;
  }
  TRY(take_input(flags, options));
  TRY(take_rules(flags, options));
  options.keys = flags.all("key");
  if (const std::string* const anchors = flags.last("anchors")) options.anchors = *anchors;
  TRY(take_report(flags, options));
  TRY(refuse_others(flags, options.command));
  if (options.require_sandbox && !has_sandbox(options.command)) {
    return invalid("--require-sandbox: there is no sandbox for what only reads signatures");
  }
  TRY(take_kept(flags, options));
  if (options.command == Command::cut) {
    TRY_ASSIGN(options.cut, take_cut(flags));
  } else if (options.command == Command::convert) {
    TRY_ASSIGN(options.convert, take_convert(flags));
  } else if (options.command != Command::report && options.command != Command::keep) {
    TRY(take_outputs(flags, options));
  }
  TRY(take_log_level(flags, options));
  if (const std::string* const rule = flags.last("print-rule")) options.rule = *rule;
  return options;
}

}  // namespace trace
