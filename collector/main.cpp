// SPDX-License-Identifier: Apache-2.0
// trace-ebpf, the collector. From the command line to the parts that do the work.
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "collector/cli/completion.h"
#include "collector/cli/options.h"
#include "collector/collect.h"
#include "collector/examine.h"
#include "collector/pipeline/filter.h"
#include "collector/plan/scope_settings.h"
#include "collector/show/list.h"
#include "common/base/printable.h"
#include "common/base/standard_streams.h"

namespace trace {
namespace {

void set_up_log(LogLevel level) {
  auto log = spdlog::stderr_logger_st("trace-ebpf");
  log->set_pattern("trace-ebpf: %v");
  switch (level) {
    case LogLevel::debug:
      log->set_level(spdlog::level::debug);
      break;
    case LogLevel::info:
      log->set_level(spdlog::level::info);
      break;
    case LogLevel::warn:
      log->set_level(spdlog::level::warn);
      break;
    case LogLevel::error:
      log->set_level(spdlog::level::err);
      break;
    case LogLevel::fatal:
      log->set_level(spdlog::level::critical);
      break;
  }
  spdlog::set_default_logger(log);
}

// What was typed may hold line ends and commands to the terminal.
int fail(const Error& error, int status) {
  std::fflush(stdout);
  std::fprintf(stderr, "trace-ebpf: %s\n", printable(error.message).c_str());
  return status;
}

int print(const std::string& text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0) {
    return fail({Code::io, "writing to standard output failed"}, kExitFailure);
  }
  return kExitOk;
}

Result<Selection> selection_of(const SelectionArgs& args) {
  const bool nothing = args.trace.empty() && args.events.empty() && args.scopes.empty();
  if (nothing) return default_selection();
  TRY_ASSIGN(Selection selection, parse_selection(args));
  if (selection.events.none()) selection.events = default_selection().events;
  return selection;
}

Result<std::vector<Output>> open_outputs(const CommandLine& options) {
  std::vector<Output> outputs;
  for (const OutputSpec& spec : options.outputs) {
    std::unique_ptr<Encoder> encoder;
    switch (spec.kind) {
      case OutputKind::none:
        continue;
      case OutputKind::table:
      case OutputKind::table_verbose:
        encoder = make_table_encoder(encoding_for(spec, options), spec.kind == OutputKind::table_verbose);
        break;
      case OutputKind::json:
        encoder = make_json_encoder(encoding_for(spec, options));
        break;
      case OutputKind::binary:
        encoder = make_frame_encoder();
        break;
    }
    TRY_ASSIGN(Output output, Output::open(std::move(encoder), spec.path));
    outputs.push_back(std::move(output));
  }
  return outputs;
}

// Whether somebody asks which program a process runs: an output that shows it, a scope, a filter.
bool needs_executables(const CommandLine& options, const Selection& selection) {
  const auto shows = [](const OutputSpec& output) {
    return output.kind == OutputKind::json || output.kind == OutputKind::binary;
  };
  return selection.needs_executable() || std::any_of(options.outputs.begin(), options.outputs.end(), shows);
}

bool writes_to_stdout(const CommandLine& options) {
  return std::any_of(options.outputs.begin(), options.outputs.end(),
                     [](const OutputSpec& output) { return output.kind != OutputKind::none && output.path.empty(); });
}

int run_collection(const CommandLine& options) {
  Result<Selection> selection = selection_of(options.selection);
  if (!selection) return fail(selection.error(), kExitUsage);
  auto filter = Filter::make(*selection);
  if (!filter) return fail(filter.error(), kExitUsage);
  for (const std::string& note : selection->notes) spdlog::warn("{}", note);

  CollectorOptions collector;
  collector.request.events = selection->events;
  collector.request.ring_bytes = static_cast<std::uint32_t>(options.ring_bytes);
  collector.request.settings.exec_env = options.exec_env;
  collector.stages.events = selection->events;
  collector.stages.executables = needs_executables(options, *selection);
  collector.stages.keep_environment = options.exec_env;
  collector.stages.filter = *std::move(filter);
  if (const Status applied = apply_scopes(selection->scopes, collector.request); !applied) {
    return fail(applied.error(), kExitUsage);
  }
  collector.pipeline.events = selection->events;
  collector.pipeline.sort_events = options.sort_events;
  collector.duration = options.duration;
  collector.command = options.command;
  collector.command_to_stderr = writes_to_stdout(options);

  auto outputs = open_outputs(options);
  if (!outputs) return fail(outputs.error(), kExitFailure);
  const Status done = collect(std::move(collector), read_stream_info(), std::move(*outputs));
  return done ? kExitOk : fail(done.error(), kExitFailure);
}

int run_doctor(const CommandLine& options) {
  const bool nothing = options.selection.trace.empty() && options.selection.events.empty();
  EventSlots selected;
  if (nothing) {
    selected.set();
  } else {
    const Result<Selection> selection = selection_of(options.selection);
    if (!selection) return fail(selection.error(), kExitUsage);
    selected = selection->events;
  }
  const Result<std::string> report = examine(selected);
  return report ? print(*report) : fail(report.error(), kExitFailure);
}

int run(int argc, char** argv) {
  const Result<CommandLine> options = parse_command_line(argc, argv, isatty(STDOUT_FILENO) == 1);
  if (!options) return fail(options.error(), kExitUsage);
  set_up_log(options->log_level);
  switch (options->task) {
    case Task::collect:
      return run_collection(*options);
    case Task::doctor:
      return run_doctor(*options);
    case Task::list:
      return print(events_table(options->wide));
    case Task::list_json:
      return print(events_json());
    case Task::list_markdown:
      return print(events_markdown());
    case Task::list_completion:
      return print(completion_script());
    case Task::version:
      return print("trace-ebpf " TRACE_VERSION "\n");
    case Task::help:
      return print(options->help_text);
  }
  return kExitUsage;
}

}  // namespace
}  // namespace trace

int main(int argc, char** argv) {
  trace::hold_standard_streams();
  return trace::run(argc, argv);
}
