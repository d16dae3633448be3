// SPDX-License-Identifier: Apache-2.0
#include "rules/cli/options.h"

// A file name may hold a comma; where values are lists, they are split here.
#define CXXOPTS_VECTOR_DELIMITER '\0'
#include <algorithm>
#include <array>

#include <cxxopts.hpp>

#include "common/base/near_name.h"
#include "common/base/text.h"

namespace trace {
namespace {

using Texts = std::vector<std::string>;

constexpr auto kLogLevels = std::to_array<std::string_view>({"debug", "info", "warn", "error", "fatal"});

Error invalid(std::string message) {
  return {Code::invalid, std::move(message)};
}

cxxopts::Options specification() {
  cxxopts::Options spec("trace-rules", "Finds what is suspicious in a stream of events from trace-ebpf.");
  spec.custom_help("[OPTION...] [FILE...]\n  trace-rules test [FILE...]").positional_help("");
  auto add = spec.add_options();
  add("i,input", "read events from FILE; standard input if there is none", cxxopts::value<Texts>(), "FILE");
  add("input-tracee", "file:FILE, format:json (Tracee's spelling)", cxxopts::value<Texts>(), "OPTION");
  add("r,rules", "only these signatures, by id or name, comma-separated", cxxopts::value<Texts>(), "ID");
  add("rules-dir", "signatures of DIR instead of those shipped", cxxopts::value<std::string>(), "DIR");
  add("o,output", "text or json, with :FILE to a file", cxxopts::value<Texts>(), "FORMAT");
  add("l,list", "list the signatures");
  add("list-events", "list the events they need, as trace-ebpf --trace event= takes them");
  add("explain", "print what the signatures were compiled to");
  add("log", "debug, info, warn, error or fatal", cxxopts::value<std::string>(), "LEVEL");
  add("version", "print the version");
  add("h,help", "print this");
  add("files", "", cxxopts::value<Texts>());
  spec.parse_positional({"files"});
  return spec;
}

constexpr std::string_view kTraceeInputUsage =
    "--input-tracee takes Tracee's spelling of --input, and may be repeated:\n"
    "  file:FILE    read events from FILE; file:stdin is standard input, which is also the default\n"
    "  format:json  they are JSON; what they are is seen by the first bytes in any case\n";

// Tracee's messages, since its users may look for them.
Status add_tracee_input(const std::string& text, EngineOptions& options) {
  if (text == "help") {
    options.command = EngineOptions::Command::help;
    options.help_of = kTraceeInputUsage;
    return ok();
  }
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
    return invalid(
        "invalid tracee input format specified: gob (not supported; write json with --output "
        "json)");
  }
  if (value != "json") return invalid("invalid tracee input format specified: " + value);
  return ok();
}

Result<OutputOption> parse_output(const std::string& text) {
  constexpr auto kFormats = std::to_array<std::string_view>({"text", "json"});
  const std::size_t colon = text.find(':');
  const std::string format = text.substr(0, colon);
  if (colon != std::string::npos && colon + 1 == text.size()) {
    return invalid("--output " + text + ": a file name is missing");
  }
  std::string path = colon == std::string::npos ? "" : text.substr(colon + 1);
  if (format == "text") return OutputOption{OutputFormat::text, std::move(path)};
  if (format == "json") return OutputOption{OutputFormat::json, std::move(path)};
  return invalid("--output " + text + ": unknown format \"" + format + "\"" + did_you_mean(format, kFormats));
}

Status fill_run(const cxxopts::ParseResult& parsed, EngineOptions& options) {
  if (parsed.count("input") > 0) options.files = parsed["input"].as<Texts>();
  if (parsed.count("input-tracee") > 0) {
    for (const std::string& text : parsed["input-tracee"].as<Texts>()) TRY(add_tracee_input(text, options));
  }
  if (parsed.count("files") > 0) {
    const auto& files = parsed["files"].as<Texts>();
    options.files.insert(options.files.end(), files.begin(), files.end());
  }
  if (parsed.count("rules") > 0) {
    for (const std::string& text : parsed["rules"].as<Texts>()) {
      for_each_part(text, ',', [&](std::string_view rule) {
        if (!rule.empty()) options.rules.emplace_back(rule);
      });
    }
    if (options.rules.empty()) return invalid("--rules: no id given");
  }
  if (parsed.count("rules-dir") > 0) options.rules_dir = parsed["rules-dir"].as<std::string>();
  if (parsed.count("output") > 0) {
    for (const std::string& text : parsed["output"].as<Texts>()) {
      TRY_ASSIGN(OutputOption output, parse_output(text));
      options.outputs.push_back(std::move(output));
    }
  }
  if (options.outputs.empty()) options.outputs.push_back({});
  return ok();
}

Status fill_log(const cxxopts::ParseResult& parsed, EngineOptions& options) {
  if (parsed.count("log") == 0) return ok();
  std::string level = parsed["log"].as<std::string>();
  if (std::find(kLogLevels.begin(), kLogLevels.end(), level) == kLogLevels.end()) {
    const std::string near = did_you_mean(level, kLogLevels);
    return invalid("--log " + level + ": unknown level" +
                   (near.empty() ? " (one of debug, info, warn, error, fatal)" : near));
  }
  options.log_level = level == "fatal" ? "critical" : std::move(level);  // spdlog's name of it
  return ok();
}

EngineOptions::Command command_of(const cxxopts::ParseResult& parsed) {
  if (parsed.count("help") > 0) return EngineOptions::Command::help;
  if (parsed.count("version") > 0) return EngineOptions::Command::version;
  if (parsed.count("list") > 0) return EngineOptions::Command::list;
  if (parsed.count("list-events") > 0) return EngineOptions::Command::list_events;
  if (parsed.count("explain") > 0) return EngineOptions::Command::explain;
  return EngineOptions::Command::run;
}

}  // namespace

Result<EngineOptions> parse_engine_options(int argc, const char* const* argv) {
  const bool test = argc > 1 && std::string_view(argv[1]) == "test";
  try {
    // Behind "test" the arguments are those of another program, so to speak: it takes its place as
    // argv[0].
    const cxxopts::ParseResult parsed = specification().parse(test ? argc - 1 : argc, test ? argv + 1 : argv);
    EngineOptions options;
    options.command = command_of(parsed);
    TRY(fill_run(parsed, options));
    TRY(fill_log(parsed, options));
    if (test && options.command == EngineOptions::Command::run) options.command = EngineOptions::Command::test;
    return options;
  } catch (const cxxopts::exceptions::exception& error) {  // the edge: nothing beyond throws
    std::string message = error.what();
    for (std::string_view quote : {"\u2018", "\u2019"}) {
      for (std::size_t at = 0; (at = message.find(quote, at)) != std::string::npos;) {
        message.replace(at, quote.size(), "\"");
      }
    }
    return invalid(message + " (see --help)");
  }
}

std::string usage() {
  return specification().help() + "\nExit status: 0 fine, 1 reading or writing failed, 2 wrong usage or signatures.\n";
}

}  // namespace trace
