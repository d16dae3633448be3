// SPDX-License-Identifier: Apache-2.0
// The command line of trace-rules: what the values of its flags (flags.cpp) mean. docs/trace-rules.1 is its manual.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "common/catalog/formats.h"
#include "common/cli/report.h"
#include "rules/cli/convert_options.h"
#include "rules/cli/cut_options.h"
#include "rules/cli/keep_options.h"

namespace trace {

struct DetectionOutput {
  EngineFormat format = EngineFormat::text;
  std::string path;  // "" is standard output
};

struct EngineOptions {
  enum class Command : std::uint8_t {
    run,
    test,
    lint,
    verify,
    report,
    keep,
    cut,
    convert,
    list,
    list_completion,
    list_events,
    print_rule,
    explain,
    help,
    version
  };
  Command command = Command::run;
  std::vector<std::string>
      files;  // input, what to verify, or for "test" and "lint" signature files; empty: the default
  std::vector<std::string> rules;       // ids or names; empty: all
  std::vector<std::string> rules_dirs;  // beside the shipped ones
  bool builtin = true;                  // the shipped ones are used
  std::vector<std::string> keys;        // for Command::verify
  std::optional<std::string> anchors;   // for it, too: a log with them
  std::string rule;                     // for Command::print_rule: id or name
  std::vector<DetectionOutput> outputs;
  std::string report_path;       // for Command::report: "" is standard output
  KeepOptions keep;              // for Command::keep, and for Command::run
  std::string artifacts;         // for Command::report: the folder of what was captured; "": none
  CutOptions cut;                // for Command::cut
  ConvertOptions convert;        // for Command::convert
  std::string help_text;         // for Command::help
  bool require_sandbox = false;  // Command::run: rather end than read without it
  LogLevel log_level = LogLevel::info;
};

// Errors: invalid, ready to be shown.
Result<EngineOptions> parse_engine_options(int argc, const char* const* argv);

// The words that may stand first instead of options.
std::span<const std::string_view> engine_command_names();

// Completion: what --list can print.
std::string engine_list_words();

}  // namespace trace
