// SPDX-License-Identifier: Apache-2.0
// The command line of trace-rules. docs/trace-rules.1 is its manual.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"

namespace trace {

enum class OutputFormat : std::uint8_t { text, json };

struct OutputOption {
  OutputFormat format = OutputFormat::text;
  std::string path;  // "" is standard output
};

struct EngineOptions {
  enum class Command : std::uint8_t { run, test, list, list_events, explain, help, version };
  Command command = Command::run;
  std::vector<std::string> files;  // input, or for "test" signature files; empty: the default
  std::vector<std::string> rules;  // ids or names; empty: all
  std::string rules_dir;           // empty: the shipped ones
  std::vector<OutputOption> outputs;
  std::string_view help_of;  // text for Command::help; empty: of all options
  std::string log_level = "info";
};

// Errors: invalid, ready to be shown.
Result<EngineOptions> parse_engine_options(int argc, const char* const* argv);

std::string usage();

}  // namespace trace
