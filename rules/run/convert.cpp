// SPDX-License-Identifier: Apache-2.0
#include "rules/run/convert.h"

#include <unistd.h>

#include <optional>

#include <spdlog/spdlog.h>

#include "common/base/printable.h"
#include "common/cli/report.h"
#include "common/sink/sink.h"
#include "common/stream/reader.h"
#include "rules/cli/flags.h"
#include "rules/engine/engine.h"
#include "rules/load/selected_signatures.h"
#include "rules/run/converted.h"
#include "rules/run/input.h"
#include "rules/run/reading.h"
#include "rules/run/tapped.h"

namespace trace {
namespace {

// None, unless detections are asked for.
Result<Evaluator> make_evaluator(const EngineOptions& options) {
  if (!options.convert.detections) return Evaluator({}, {});
  TRY_ASSIGN(SelectedSignatures selected, select_signatures(options));
  return Evaluator(std::move(selected.set.rules), std::move(selected.natives));
}

struct Files {
  std::vector<Stream> streams;
  std::optional<Sink> out;
};

Result<Files> open_files(const EngineOptions& options, Meanwhile& meanwhile) {
  Files files;
  FilesInUse in_use;
  TRY_ASSIGN(files.streams, open_streams(options, meanwhile, in_use));
  TRY_ASSIGN(Sink out, Sink::open(options.convert.path, in_use));
  files.out.emplace(std::move(out));
  return files;
}

void read_all(std::vector<Stream> streams, Engine& engine, Converted& converted, std::atomic<bool>& stop) {
  for (Stream& stream : streams) {
    engine.expect(stream.name, stream.is_again);
    converted.begin();
    auto reader = open_reader(std::move(stream.bytes));
    const auto see = [&](const Item& item, const StreamInfo* head) {
      if (!converted.take(item, head)) stop = true;
    };
    if (reader) {
      static_cast<void>(engine.run(*tapped(*std::move(reader), see), stream.name, stop));  // its sink never fails
    } else {
      engine.give_up(reader.error(), stream.name);
    }
    if (stop) return;
  }
}

}  // namespace

int convert(const EngineOptions& options) {
  if (options.files.empty() && ::isatty(STDIN_FILENO) != 0) {
    return fail(kExitUsage,
                {Code::invalid, "nothing to read: name a recording (trace-rules convert --format ecs FILE)"});
  }
  auto evaluator = make_evaluator(options);
  if (!evaluator) return trace::fail("", evaluator.error(), kExitUsage);
  auto signals = StopSignals::catch_all(nullptr);
  if (!signals) return fail(kExitFailure, signals.error());
  std::atomic<bool> stop = false;
  Meanwhile meanwhile{*signals, stop, [] {}, [](auto, auto) {}};
  auto files = open_files(options, meanwhile);
  if (!files) return fail_to_open(files.error());
  const std::unique_ptr<Exporter> exporter = make_exporter(options.convert.format);
  Sink& out = *files->out;
  Converted converted(*exporter, out);
  Engine engine(*std::move(evaluator), converted, [](const std::string& line) { spdlog::warn("{}", printable(line)); });
  if (const Status confined = confine_reader(options, Sink::begin_needs()); !confined)
    return fail(kExitFailure, confined.error());

  read_all(std::move(files->streams), engine, converted, stop);
  static_cast<void>(out.begin());  // also if nothing came of it; the outcome tells
  out.flush();
  if (const Status written = out.outcome(); !written) return fail(kExitFailure, written.error());
  say(summary(engine.tally()));
  if (out.is_closed()) return kExitOk;
  if (stop) return fail(kExitFailure, {Code::io, "stopped before all was read: the output is a part of it"});
  return status_of_input(ok(), engine.tally(), false);
}

}  // namespace trace
