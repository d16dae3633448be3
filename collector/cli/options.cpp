// SPDX-License-Identifier: Apache-2.0
#include "collector/cli/options.h"

#include <algorithm>
#include <array>
#include <string_view>

#define CXXOPTS_VECTOR_DELIMITER '\0'  // commas are the values' own
#include <cxxopts.hpp>

#include "collector/cli/options_help.h"
#include "collector/cli/options_output.h"
#include "collector/cli/options_units.h"
#include "collector/selection/host_namespace.h"
#include "common/base/near_name.h"
#include "common/base/text.h"

namespace trace {
namespace {

using Values = std::vector<std::string>;

struct Level {
  std::string_view name;
  LogLevel level;
};

constexpr auto kLevels = std::to_array<Level>({
    {"debug", LogLevel::debug},
    {"info", LogLevel::info},
    {"warn", LogLevel::warn},
    {"error", LogLevel::error},
    {"fatal", LogLevel::fatal},
});

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

cxxopts::Options make_parser() {
  cxxopts::Options parser("trace-ebpf");
  parser.allow_unrecognised_options();  // so that the message about them is ours
  for (const Flag& flag : flags()) {
    std::string names = flag.letter == 0 ? std::string() : std::string(1, flag.letter) + ",";
    names += flag.name;
    auto value = cxxopts::value<Values>();
    if (flag.argument.empty()) {
      parser.add_options()(names, "");
    } else if (flag.argument.starts_with('[')) {
      parser.add_options()(names, "", value->implicit_value("table"));
    } else {
      parser.add_options()(names, "", value);
    }
  }
  return parser;
}

Values values_of(const cxxopts::ParseResult& parsed, const std::string& flag) {
  return parsed.count(flag) == 0 ? Values() : parsed[flag].as<Values>();
}

// The library's own words: "Option ‘trace’ is missing an argument".
Error usage_error(std::string text) {
  for (const std::string_view quote : {"\u2018", "\u2019"}) {
    for (std::size_t at = text.find(quote); at != std::string::npos; at = text.find(quote)) {
      text.replace(at, quote.size(), "\"");
    }
  }
  if (!text.empty()) text[0] = lower(text[0]);
  return {Code::invalid, std::move(text)};
}

Error unknown_argument(const std::string& argument) {
  if (!argument.starts_with('-')) {
    return {Code::invalid, "unexpected argument " + in_quotes(argument) + " (a command to run comes behind \"--\")"};
  }
  std::vector<std::string> spellings;
  for (const Flag& flag : flags()) {
    spellings.push_back("--" + std::string(flag.name));
  }
  const std::vector<std::string_view> known(spellings.begin(), spellings.end());
  const std::string name = argument.substr(0, argument.find('='));
  return {Code::invalid,
          "unknown option " + in_quotes(name) + did_you_mean(name, known) + ", use --help for more info"};
}

Result<LogLevel> parse_level(std::string_view name) {
  std::vector<std::string_view> known;
  for (const Level& level : kLevels) {
    if (level.name == name) return level.level;
    known.push_back(level.name);
  }
  const std::string near = did_you_mean(name, known);
  return Error{Code::invalid, "invalid log level: " + in_quotes(name) +
                                  (near.empty() ? " (one of debug, info, warn, error, fatal)" : near)};
}

// The word behind --list, which stands alone: --list json.
Status parse_list(const Values& given, Values& unmatched, CommandLine& options) {
  std::string name = given.back();
  if (name == "table" && !unmatched.empty() && !unmatched.front().starts_with('-')) {
    name = unmatched.front();
    unmatched.erase(unmatched.begin());
  }
  for (const ListFormat& format : kListFormats) {
    if (format.name == name) {
      options.task = format.task;
      return ok();
    }
  }
  std::vector<std::string_view> names;
  std::string known;
  for (const ListFormat& format : kListFormats) {
    names.push_back(format.name);
    known.append(known.empty() ? "" : ", ").append(format.name);
  }
  const std::string near = did_you_mean(name, names);
  return Error{Code::invalid,
               "--list " + in_quotes(name) + ": unknown format" + (near.empty() ? " (one of " + known + ")" : near)};
}

// "--trace help" and its like. Returns whether there was one.
bool take_topic(const cxxopts::ParseResult& parsed, CommandLine& options) {
  for (const Flag& flag : flags()) {
    if (flag.argument.empty()) continue;
    const Values values = values_of(parsed, std::string(flag.name));
    if (std::find(values.begin(), values.end(), "help") == values.end()) continue;
    options.task = Task::help;
    options.help_text = topic_text(flag.name).value_or(help_text());
    return true;
  }
  return false;
}

Status parse_task(const cxxopts::ParseResult& parsed, Values& unmatched, CommandLine& options) {
  if (parsed.count("list") != 0) TRY(parse_list(values_of(parsed, "list"), unmatched, options));
  if (parsed.count("doctor") != 0) {
    if (parsed.count("list") != 0) return Error{Code::invalid, "--list and --doctor: ask one at a time"};
    options.task = Task::doctor;
  }
  if (parsed.count("version") != 0) options.task = Task::version;
  if (parsed.count("help") != 0) {
    options.task = Task::help;
    options.help_text = help_text();
  }
  options.wide = parsed.count("wide") != 0;
  return ok();
}

Status parse_run(const cxxopts::ParseResult& parsed, CommandLine& options) {
  for (const std::string& text : values_of(parsed, "duration")) {
    auto duration = parse_duration(text);
    if (!duration) return std::move(duration).error().in("--duration");
    options.duration = *duration;
  }
  for (const std::string& text : values_of(parsed, "buffer-size")) {
    auto bytes = parse_ring_bytes(text);
    if (!bytes) return std::move(bytes).error().in("--buffer-size");
    options.ring_bytes = *bytes;
  }
  for (const std::string& text : values_of(parsed, "log")) {
    auto level = parse_level(text);
    if (!level) return std::move(level).error().in("--log");
    options.log_level = *level;
  }
  return ok();
}

Result<CommandLine> read(const cxxopts::ParseResult& parsed, bool stdout_is_terminal) {
  CommandLine options;
  if (take_topic(parsed, options)) return options;
  Values unmatched = parsed.unmatched();
  TRY(parse_task(parsed, unmatched, options));
  if (!unmatched.empty()) return unknown_argument(unmatched.front());
  options.selection.trace = values_of(parsed, "trace");
  options.selection.events = values_of(parsed, "events");
  options.selection.scopes = values_of(parsed, "scope");
  options.selection.host_mntns = host_mount_namespace();
  TRY(parse_outputs(values_of(parsed, "output"), stdout_is_terminal, options));
  TRY(parse_run(parsed, options));
  return options;
}

}  // namespace

EncoderOptions encoding_for(const OutputSpec& output, const CommandLine& options) {
  EncoderOptions encoding = options.encoding;
  if (output.kind == OutputKind::table) encoding.parse_arguments = true;
  return encoding;
}

Result<CommandLine> parse_command_line(int argc, const char* const* argv, bool stdout_is_terminal) {
  const char* const* const end = argv + argc;
  const char* const* const dashes = std::find(argv, end, std::string_view("--"));
  try {
    const cxxopts::ParseResult parsed = make_parser().parse(static_cast<int>(dashes - argv), argv);
    Result<CommandLine> options = read(parsed, stdout_is_terminal);
    if (!options || dashes == end) return options;
    options->command.assign(dashes + 1, end);
    if (options->command.empty()) return Error{Code::invalid, "no command behind \"--\""};
    return options;
  } catch (const cxxopts::exceptions::exception& failure) {
    return usage_error(failure.what());
  }
}

}  // namespace trace
