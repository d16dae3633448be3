// SPDX-License-Identifier: Apache-2.0
#include "rules/run/commands.h"

#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <iterator>
#include <memory>
#include <optional>

#include <spdlog/spdlog.h>

#include "common/base/confinement.h"
#include "common/base/near_name.h"
#include "common/base/printable.h"
#include "common/base/supervisor.h"
#include "common/base/text.h"
#include "common/catalog/syscall_name.h"
#include "common/cli/completion.h"
#include "common/cli/report.h"
#include "common/sink/waiting_writes.h"
#include "common/stream/reader.h"
#include "rules/builtin/shipped.h"
#include "rules/cli/flags.h"
#include "rules/engine/engine.h"
#include "rules/engine/flushing_source.h"
#include "rules/keep/incident_keeper.h"
#include "rules/load/selected_signatures.h"
#include "rules/load/signature_files.h"
#include "rules/run/convert.h"
#include "rules/run/cut.h"
#include "rules/run/input.h"
#include "rules/run/keep.h"
#include "rules/run/outputs.h"
#include "rules/run/reading.h"
#include "rules/run/reload.h"
#include "rules/run/report.h"
#include "rules/show/lint.h"
#include "rules/show/rule_list.h"
#include "rules/show/rule_source.h"
#include "rules/show/signature_tests.h"
#include "rules/verify/verify.h"

namespace trace {
namespace {

// Signatures are wrong: what is wrong begins with its place.
int refuse(const Error& error) {
  return trace::fail("", error, kExitUsage);
}

int print(const std::string& text) {
  return trace::print(engine_program().name, text);
}

int list(const EngineOptions& options) {
  const auto selected = select_signatures(options);
  return selected ? print(rule_list(*selected)) : refuse(selected.error());
}

int list_events(const EngineOptions& options) {
  auto selected = select_signatures(options);
  if (!selected) return refuse(selected.error());
  const Evaluator evaluator(std::move(selected->set.rules), std::move(selected->natives));
  std::string out;
  for (const std::string_view name : evaluator.events()) {
    if (find_event(name)->origin == Origin::engine) continue;  // no collector has it
    out.append(out.empty() ? "" : ",").append(name);
  }
  return print(out + "\n");
}

int explain(const EngineOptions& options) {
  auto selected = select_signatures(options);
  if (!selected) return refuse(selected.error());
  return print(Evaluator(std::move(selected->set.rules), std::move(selected->natives)).explain());
}

// What a file written in C++ says of itself.
std::string text_of(const Metadata& rule) {
  return "# " + rule.id + " " + rule.name + ": written in C++, rules/builtin/native/" + rule.name + ".cpp\n# " +
         rule.title + ". " + rule.description + "\n";
}

int print_rule(const EngineOptions& options) {
  const auto selected = select_signatures(options);
  if (!selected) return refuse(selected.error());
  std::vector<SourceFile> files = shipped_signatures();
  for (const std::string& folder : options.rules_dirs) {
    auto found = read_signature_directory(folder);
    if (!found) return fail(kExitUsage, found.error());
    files.insert(files.end(), found->begin(), found->end());
  }
  if (const auto source = rule_source(files, options.rule)) {
    return print(printable(*source, Blanks::tabs_and_lines));
  }
  std::vector<std::string_view> known;
  for (const Metadata* one : selected->metadata()) {
    if (one->id == options.rule || one->name == options.rule) return print(text_of(*one));
    known.insert(known.end(), {one->id, one->name});
  }
  return fail(kExitUsage, {Code::invalid, "--print-rule: no signature " + in_quotes(options.rule) +
                                              did_you_mean(options.rule, known)});
}

// The signatures of the files and folders that are named, or the shipped ones.
Result<RuleSet> named_signatures(const EngineOptions& options) {
  std::vector<SourceFile> files;
  std::vector<std::string> paths = options.files;
  paths.insert(paths.end(), options.rules_dirs.begin(), options.rules_dirs.end());
  for (const std::string& path : paths) {
    std::error_code unknown;  // opening it will tell
    if (std::filesystem::is_directory(path, unknown)) {
      TRY_ASSIGN(std::vector<SourceFile> found, read_signature_directory(path));
      std::move(found.begin(), found.end(), std::back_inserter(files));
    } else {
      TRY_ASSIGN(SourceFile file, read_signature_file(path));
      files.push_back(std::move(file));
    }
  }
  const std::vector<SourceFile> shipped = shipped_signatures();
  TRY_ASSIGN(RuleSet set, load_signatures(files.empty() ? shipped : files, shipped));
  auto natives = make_native_signatures();
  TRY(disable_natives(set, natives));
  return set;
}

int test(const EngineOptions& options) {
  const Result<RuleSet> set = named_signatures(options);
  if (!set) return set.error().code == Code::invalid ? refuse(set.error()) : fail(kExitUsage, set.error());
  const std::vector<std::string> failures = run_signature_tests(*set);
  std::string out;
  for (const std::string& failure : failures) out += printable(failure) + "\n";
  for (const std::string& complaint : lint(*set)) out += "warning: " + printable(complaint) + "\n";
  out += counted(set->rules.size(), "signature") + ", " + counted(set->tests.size(), "test") + ", " +
         std::to_string(failures.size()) + " failed\n";
  const int printed = print(out);
  return failures.empty() ? printed : kExitFailure;
}

int lint_signatures(const EngineOptions& options) {
  const Result<RuleSet> set = named_signatures(options);
  if (!set) return set.error().code == Code::invalid ? refuse(set.error()) : fail(kExitUsage, set.error());
  const std::vector<std::string> complaints = lint(*set);
  std::string out;
  for (const std::string& complaint : complaints) out += printable(complaint) + "\n";
  out += counted(set->rules.size(), "signature") + ", " + counted(complaints.size(), "complaint") + "\n";
  const int printed = print(out);
  return complaints.empty() ? printed : kExitFailure;
}

Status read_all(std::vector<Stream> streams, Engine& engine, DetectionSink& sink, std::atomic<bool>& stop) {
  for (Stream& stream : streams) {
    engine.expect(stream.name, stream.is_again);
    const Result<std::unique_ptr<EventReader>> reader =
        open_reader(flush_before_reading(std::move(stream.bytes), sink, stop));
    if (reader) {
      TRY(engine.run(**reader, stream.name, stop));
    } else {
      engine.give_up(reader.error(), stream.name);
    }
  }
  return sink.flush();
}

int exit_status(const Status& done, const Outputs& outputs, const Tally& tally, bool was_stopped) {
  if (const Status written = outputs.outcome(); !written) return fail(kExitFailure, written.error());
  if (outputs.have_ended()) return kExitOk;  // nobody reads the detections any more
  return status_of_input(done, tally, was_stopped);
}

// Null: nothing is to be kept.
Result<std::unique_ptr<IncidentKeeper>> start_keeper(const EngineOptions& options, DetectionSink& inner) {
  if (options.keep.ring.empty()) return std::unique_ptr<IncidentKeeper>();
  return IncidentKeeper::start(options.keep.ring, options.keep.incidents, options.keep.limits, inner,
                               options.require_sandbox);
}

int run(const EngineOptions& options) {
  if (options.files.empty() && ::isatty(STDIN_FILENO) != 0) {
    return fail(kExitUsage, {Code::invalid,
                             "nothing to read: pipe events into it (trace-ebpf | trace-rules), or name a "
                             "file (--input FILE)"});
  }
  auto selected = select_signatures(options);
  if (!selected) return refuse(selected.error());
  Supervisor supervisor = Supervisor::of_environment();
  auto reload = Reload::prepare(options);
  if (!reload) return fail(kExitFailure, reload.error());
  std::optional<Engine> engine;
  const auto go_on_reading = [&] {
    (*reload)->go_on(options, *engine);
    if (!(*reload)->is_reading()) supervisor.ready();
  };
  const auto on_hangup = [&] {
    supervisor.reloading();
    (*reload)->begin();
    go_on_reading();
  };
  auto signals = StopSignals::catch_all(*reload ? std::function<void()>(on_hangup) : nullptr);
  if (!signals) return fail(kExitFailure, signals.error());
  std::atomic<bool> stop = false;
  FilesInUse in_use;
  std::unique_ptr<Outputs> outputs;
  IncidentKeeper* watched = nullptr;
  auto meet_duties = [&, next = Supervisor::Clock::time_point()]() mutable {
    const auto now = Supervisor::Clock::now();
    if (now < next) return;
    next = now + std::chrono::milliseconds(500);
    supervisor.alive(now);
    if (*reload && (*reload)->is_reading()) go_on_reading();
    outputs->look();
    if (watched != nullptr) watched->look();
  };
  Meanwhile meanwhile{*signals, stop,
                      [&] {
                        engine->heard();
                        meet_duties();
                      },
                      [&](auto asked, auto took) {
                        engine->waited(asked, took);
                        meet_duties();
                      }};
  auto streams = open_streams(options, meanwhile, in_use);
  if (!streams) return fail_to_open(streams.error());
  auto opened = Outputs::open(options.outputs, in_use);
  if (!opened) return fail_to_open(opened.error());
  outputs = *std::move(opened);
  spdlog::debug("{} signatures", selected->metadata().size());
  auto keeper = start_keeper(options, *outputs);
  if (!keeper) return fail_to_open(keeper.error());
  watched = keeper->get();
  DetectionSink& sink = *keeper ? static_cast<DetectionSink&>(**keeper) : *outputs;
  engine.emplace(Evaluator(std::move(selected->set.rules), std::move(selected->natives)), sink,
                 [](const std::string& line) { spdlog::warn("{}", printable(line)); });
  const Confinement confinement{.needs = joined({waiting_writes_needs(), *reload ? (*reload)->needs() : Needs(),
                                                 *keeper ? (*keeper)->needs() : Needs()}),
                                .call_name = syscall_name};
  if (options.require_sandbox) {
    for (const Status& one : {try_confinement(confinement), *reload ? (*reload)->confined() : ok()}) {
      if (!one) return fail(kExitFailure, one.error());
    }
  }
  if (const Status begun = outputs->begin(); !begun) return fail(kExitFailure, begun.error());
  const Status confined = confine(confinement);
  for (const Status& one : {confined, *reload ? (*reload)->confined() : ok()}) {
    const Status accepted = accept_confinement(one, options.require_sandbox);
    if (!accepted) return fail(kExitFailure, accepted.error());
  }

  supervisor.ready();
  const Status done = read_all(*std::move(streams), *engine, sink, stop);
  supervisor.stopping();
  Status kept = ok();
  if (*keeper) {
    (*keeper)->finish();
    kept = (*keeper)->ending();
  }
  say(summary(engine->tally()));
  const int status = exit_status(done, *outputs, engine->tally(), stop);
  return status == kExitOk && !kept ? fail(kExitFailure, kept.error()) : status;
}

}  // namespace

int run_command(const EngineOptions& options) {
  switch (options.command) {
    case EngineOptions::Command::run:
      return run(options);
    case EngineOptions::Command::test:
      return test(options);
    case EngineOptions::Command::lint:
      return lint_signatures(options);
    case EngineOptions::Command::verify:
      return verify(options);
    case EngineOptions::Command::report:
      return report(options);
    case EngineOptions::Command::keep:
      return keep(options);
    case EngineOptions::Command::cut:
      return cut(options);
    case EngineOptions::Command::convert:
      return convert(options);
    case EngineOptions::Command::list:
      return list(options);
    case EngineOptions::Command::list_completion:
      return print(completion_script(engine_program()));
    case EngineOptions::Command::list_events:
      return list_events(options);
    case EngineOptions::Command::print_rule:
      return print_rule(options);
    case EngineOptions::Command::explain:
      return explain(options);
    case EngineOptions::Command::help:
      return print(options.help_text);
    case EngineOptions::Command::version:
      return print("trace-rules " TRACE_VERSION "\n");
  }
  return kExitUsage;
}

}  // namespace trace
