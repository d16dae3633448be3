// SPDX-License-Identifier: Apache-2.0
// The command line of trace-rules: what the values of its flags (flags.cpp) mean. docs/trace-rules.1 is its manual.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/base/result.h"
#include "common/catalog/formats.h"
#include "common/cli/report.h"

namespace trace {

struct DetectionOutput {
  EngineFormat format = EngineFormat::text;
  std::string path;  // "" is standard output
};

struct EngineOptions {
  enum class Command : std::uint8_t { run, test, list, list_completion, list_events, explain, help, version };
  Command command = Command::run;
  std::vector<std::string> files;  // input, or for "test" signature files; empty: the default
  std::vector<std::string> rules;  // ids or names; empty: all
  std::string rules_dir;           // empty: the shipped ones
  std::vector<DetectionOutput> outputs;
  std::string help_text;  // for Command::help
  LogLevel log_level = LogLevel::info;
};

// Errors: invalid, ready to be shown.
Result<EngineOptions> parse_engine_options(int argc, const char* const* argv);

// Completion: what --list can print.
std::string engine_list_words();

}  // namespace trace
