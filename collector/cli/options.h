// SPDX-License-Identifier: Apache-2.0
// The command line of trace-ebpf. Only options.cpp knows the library that reads it.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "collector/selection/selection.h"
#include "common/base/result.h"
#include "common/codec/encoder.h"

namespace trace {

enum class OutputKind : std::uint8_t { table, table_verbose, json, binary, none };

struct OutputSpec {
  OutputKind kind = OutputKind::table;
  std::string path;  // empty: standard output
  bool operator==(const OutputSpec&) const = default;
};

enum class LogLevel : std::uint8_t { debug, info, warn, error, fatal };

// What the program is to do.
enum class Task : std::uint8_t {
  collect,
  list,
  list_json,
  list_markdown,
  list_completion,
  doctor,
  version,
  help,
};

// Exit statuses, docs/trace-ebpf.1.
inline constexpr int kExitOk = 0;
inline constexpr int kExitFailure = 1;
inline constexpr int kExitUsage = 2;

inline constexpr std::uint64_t kRingBytesDefault = std::uint64_t{16} << 20;

struct CommandLine {
  Task task = Task::collect;
  bool wide = false;      // list: no wrapping
  std::string help_text;  // help: what to print

  SelectionArgs selection;
  std::vector<OutputSpec> outputs;  // at least one
  EncoderOptions encoding;          // of JSON; a table always shows arguments parsed, see encoding_for()
  bool exec_env = false;
  bool sort_events = false;

  std::optional<std::chrono::nanoseconds> duration;  // none: until a signal comes
  std::uint64_t ring_bytes = kRingBytesDefault;      // a power of two
  LogLevel log_level = LogLevel::info;
  std::vector<std::string> command;  // run it and collect until it ends; empty: no command
};

// The options of one output: a table shows symbols by itself.
EncoderOptions encoding_for(const OutputSpec& output, const CommandLine& options);

// Errors: what is wrong and, where there is one, what was probably meant. They mean kExitUsage.
// stdout_is_terminal chooses the default output.
Result<CommandLine> parse_command_line(int argc, const char* const* argv, bool stdout_is_terminal);

}  // namespace trace
