// SPDX-License-Identifier: Apache-2.0
// The command line of trace-ebpf: what the values of its flags (flags.cpp) mean.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "collector/capture/request.h"
#include "collector/selection/selection.h"
#include "common/base/result.h"
#include "common/catalog/formats.h"
#include "common/cli/report.h"
#include "common/codec/encoder.h"

namespace trace {

// A recording of several files, one after the other. 0: no limit.
struct Rotation {
  std::string folder;
  std::string names;             // pattern (common/broker/file_names.h)
  std::uint64_t bytes = 0;       // of a file, before the next one begins
  std::uint64_t time_ns = 0;     // the same
  std::uint64_t keep_bytes = 0;  // of all files
  std::uint64_t keep_ns = 0;     // since a file was written last
  bool makes_folder = false;
  bool operator==(const Rotation&) const = default;
};

struct OutputSpec {
  CollectorFormat format = CollectorFormat::table;
  std::string path;                       // empty: standard output
  std::optional<Rotation> rotation = {};  // then `path` is folder and pattern
  bool operator==(const OutputSpec&) const = default;
};

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

// Where anchors go (common/seal/anchor.h).
enum class AnchorTo : std::uint8_t { system_log, standard_error };

inline constexpr std::uint64_t kRingBytesDefault = std::uint64_t{16} << 20;

struct CommandLine {
  Task task = Task::collect;
  bool wide = false;      // list: no wrapping
  std::string help_text;  // help: what to print

  SelectionArgs selection;
  std::vector<OutputSpec> outputs;  // none: "none"
  EncoderOptions encoding;          // of all of them
  bool exec_env = false;
  bool sort_events = false;
  bool show_readers = false;
  bool sign = false;               // the outputs that are sealed
  std::optional<AnchorTo> anchor;  // of the outputs that are signed
  CaptureRequest capture;

  std::optional<std::chrono::nanoseconds> duration;  // none: until a signal comes
  std::uint64_t ring_bytes = kRingBytesDefault;      // a power of two
  LogLevel log_level = LogLevel::info;
  std::vector<std::string> command;  // run it and collect until it ends; empty: no command
  std::string user;                  // whom the command runs as; empty: as the collector
  bool require_sandbox = false;      // rather end than collect without it
};

// Errors: what is wrong and, where there is one, what was probably meant. They mean kExitUsage.
// stdout_is_terminal chooses the default output.
Result<CommandLine> parse_command_line(int argc, const char* const* argv, bool stdout_is_terminal);

// Completion: what --list can print.
std::string list_format_words();

}  // namespace trace
