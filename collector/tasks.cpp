// SPDX-License-Identifier: Apache-2.0
#include "collector/tasks.h"

#include <algorithm>

#include <spdlog/spdlog.h>

#include "collector/capture/capture_stage.h"
#include "collector/cli/flags.h"
#include "collector/collect.h"
#include "collector/examine.h"
#include "collector/outputs.h"
#include "collector/pipeline/filter.h"
#include "collector/plan/scope_settings.h"
#include "collector/run/command.h"
#include "collector/selection/host_namespace.h"
#include "collector/selection/linked_paths.h"
#include "collector/show/list.h"
#include "common/cli/completion.h"
#include "common/cli/report.h"

namespace trace {
namespace {

int failed(const Error& error, int status) {
  return fail(collector_program().name, error, status);
}

int show(const std::string& text) {
  return print(collector_program().name, text);
}

Result<Selection> selection_of(const SelectionArgs& args) {
  const bool nothing = args.trace.empty() && args.events.empty() && args.scopes.empty();
  if (nothing) return default_selection();
  TRY_ASSIGN(Selection selection, parse_selection(args));
  add_linked_paths(selection, own_mount_namespace(), follow_links);
  return selection;
}

// Whether somebody asks which program a process runs: an output that shows it, a scope, a filter.
bool needs_executables(const CommandLine& options, const Selection& selection) {
  const auto shows = [](const OutputSpec& output) { return spec_of(output.format).shows_program; };
  return selection.needs_executable() || std::any_of(options.outputs.begin(), options.outputs.end(), shows);
}

// A reader that is a program learns by one event for each which processes were there before; a person's table does not begin
// with all of them.
void add_existing_processes(const CommandLine& options, Selection& selection) {
  const bool for_programs = std::any_of(options.outputs.begin(), options.outputs.end(),
                                        [](const OutputSpec& output) { return spec_of(output.format).shows_program; });
  const bool by_default = options.selection.trace.empty() && options.selection.events.empty();
  if (for_programs && by_default) selection.events.set(WIRE_SLOT_existing_process);
}

void add_artifacts(const CommandLine& options, Selection& selection) {
  if (options.capture.any()) {
    selection.events.set(WIRE_SLOT_artifact);
  } else if (selection.events.test(WIRE_SLOT_artifact)) {
    selection.notes.emplace_back("nothing is captured without --capture: there will be no event artifact");
  }
}

// Files whose bytes are captured are found by the kernel's paths, too.
void add_linked_paths(CaptureRequest& capture, std::vector<std::string>& notes) {
  for (TransferRequest& transfer : capture.transfers) {
    const std::vector<std::string> given = transfer.paths;
    for (const std::string& path : given) {
      const bool is_beginning = path.ends_with('*');
      const auto found =
          paths_led_to(is_beginning ? path.substr(0, path.size() - 1) : path, is_beginning, follow_links);
      for (const std::string& one : found) {
        if (transfer.paths.size() == WIRE_CAPTURE_PREFIXES_MAX) break;
        transfer.paths.push_back(is_beginning ? one + "*" : one);
      }
      if (!found.empty()) notes.push_back(linked_path_note(path, found));
    }
  }
}

bool writes_to_stdout(const CommandLine& options) {
  return std::any_of(options.outputs.begin(), options.outputs.end(),
                     [](const OutputSpec& output) { return output.path.empty(); });
}

int run_collection(const CommandLine& options) {
  Result<Selection> selection = selection_of(options.selection);
  if (!selection) return failed(selection.error(), kExitUsage);
  add_existing_processes(options, *selection);
  add_artifacts(options, *selection);
  auto filter = Filter::make(*selection);
  if (!filter) return failed(filter.error(), kExitUsage);
  CollectorOptions collector;
  collector.capture = options.capture;
  add_linked_paths(collector.capture, selection->notes);
  for (const std::string& note : selection->notes) spdlog::warn("{}", note);
  collector.capture.attempts = selection->scopes.empty();
  collector.capture.require_sandbox = options.require_sandbox;
  collector.request.events = selection->events | triggers_of(options.capture);
  collector.request.attempts = selection->attempts;
  collector.request.ring_bytes = static_cast<std::uint32_t>(options.ring_bytes);
  collector.request.settings.exec_env = options.exec_env;
  collector.stages.events = selection->events;
  collector.stages.executables = needs_executables(options, *selection);
  collector.stages.keep_environment = options.exec_env;
  collector.stages.filter = *std::move(filter);
  if (const Status applied = apply_scopes(selection->scopes, collector.request); !applied) {
    return failed(applied.error(), kExitUsage);
  }
  collector.pipeline.events = selection->events;
  collector.pipeline.sort_events = options.sort_events;
  collector.duration = options.duration;
  collector.command = options.command;
  collector.show_readers = options.show_readers;
  collector.command_options = {writes_to_stdout(options), options.user};
  collector.require_sandbox = options.require_sandbox;

  if (!options.command.empty()) {
    if (const Status found = Command::look_for(options.command.front()); !found) {
      return failed(found.error(), kExitFailure);
    }
  }
  auto opened = open_outputs(options);
  if (!opened) return failed(opened.error(), kExitFailure);
  collector.broker = opened->broker;
  const Status done = collect(std::move(collector), read_stream_info(), std::move(opened->outputs));
  return done ? kExitOk : failed(done.error(), kExitFailure);
}

int run_doctor(const CommandLine& options) {
  const bool nothing = options.selection.trace.empty() && options.selection.events.empty();
  EventSlots selected;
  if (nothing) {
    selected.set();
  } else {
    const Result<Selection> selection = selection_of(options.selection);
    if (!selection) return failed(selection.error(), kExitUsage);
    selected = selection->events;
  }
  if (options.capture.any()) selected.set(WIRE_SLOT_artifact);
  const Result<std::string> report = examine(selected);
  return report ? show(*report) : failed(report.error(), kExitFailure);
}

}  // namespace

int run_task(const CommandLine& options) {
  switch (options.task) {
    case Task::collect:
      return run_collection(options);
    case Task::doctor:
      return run_doctor(options);
    case Task::list:
      return show(events_table(options.wide));
    case Task::list_json:
      return show(events_json());
    case Task::list_markdown:
      return show(events_markdown());
    case Task::list_completion:
      return show(completion_script(collector_program()));
    case Task::version:
      return show("trace-ebpf " TRACE_VERSION "\n");
    case Task::help:
      return show(options.help_text);
  }
  return kExitUsage;
}

}  // namespace trace
