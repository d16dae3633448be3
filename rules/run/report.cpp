// SPDX-License-Identifier: Apache-2.0
#include "rules/run/report.h"

#include <unistd.h>

#include <algorithm>
#include <optional>

#include <spdlog/spdlog.h>

#include "common/artifact/manifest.h"
#include "common/base/printable.h"
#include "common/cli/report.h"
#include "common/sink/sink.h"
#include "common/stream/reader.h"
#include "rules/cli/flags.h"
#include "rules/engine/engine.h"
#include "rules/load/selected_signatures.h"
#include "rules/report/page/page.h"
#include "rules/run/input.h"
#include "rules/run/reading.h"

namespace trace {
namespace {

Status read_all(std::vector<Stream> streams, Engine& engine, Gatherer& gatherer, std::atomic<bool>& stop) {
  for (Stream& stream : streams) {
    engine.expect(stream.name, stream.is_again);
    gatherer.begin(stream.name);
    auto reader = open_reader(gather_from(std::move(stream.bytes), gatherer));
    if (reader) {
      TRY(engine.run(*gather_from(*std::move(reader), gatherer), stream.name, stop));
    } else {
      engine.give_up(reader.error(), stream.name);
    }
  }
  return ok();
}

// All signatures, as those that could not fire are told of; what the engine makes itself is in no recording.
std::vector<BlindSignature> events_of(const SelectedSignatures& selected) {
  std::vector<BlindSignature> out;
  const auto events = selected.events();
  for (const Metadata* const rule : selected.metadata()) {
    BlindSignature one{rule->id, rule->title, {}};
    for (const std::string_view event : events.at(rule)) {
      if (find_event(event)->origin != Origin::engine) one.events.push_back(event);
    }
    if (!one.events.empty()) out.push_back(std::move(one));
  }
  return out;
}

std::vector<BlindSignature> blind_ones(std::vector<BlindSignature> all, const Gaps& gaps) {
  std::erase_if(all, [&](const BlindSignature& one) {
    return std::any_of(one.events.begin(), one.events.end(), [&](std::string_view event) { return gaps.has(event); });
  });
  return all;
}

// What is open before the sandbox closes.
struct Files {
  std::vector<Stream> streams;
  std::unique_ptr<ByteSource> manifest;  // null: none
  std::optional<Sink> page;
};

Result<Files> open_files(const EngineOptions& options, Meanwhile& meanwhile) {
  Files files;
  FilesInUse in_use;
  TRY_ASSIGN(files.streams, open_streams(options, meanwhile, in_use));
  if (!options.artifacts.empty()) {
    TRY_ASSIGN(files.manifest, open_input_file(options.artifacts + "/" + kManifestName, meanwhile, in_use));
  }
  TRY_ASSIGN(Sink page, Sink::open(options.report_path, in_use));
  files.page.emplace(std::move(page));
  return files;
}

}  // namespace

int report(const EngineOptions& options) {
  if (options.files.empty() && ::isatty(STDIN_FILENO) != 0) {
    return fail(kExitUsage, {Code::invalid, "nothing to read: name a recording (trace-rules report FILE)"});
  }
  auto selected = select_signatures(options);
  if (!selected) return trace::fail("", selected.error(), kExitUsage);
  auto signals = StopSignals::catch_all(nullptr);
  if (!signals) return fail(kExitFailure, signals.error());
  std::atomic<bool> stop = false;
  Meanwhile meanwhile{*signals, stop, [] {}, [](auto, auto) {}};
  auto files = open_files(options, meanwhile);
  if (!files) return fail_to_open(files.error());
  const std::size_t signatures = selected->metadata().size();
  std::vector<BlindSignature> events = events_of(*selected);
  const std::string policy = content_policy();
  Gatherer gatherer;
  Engine engine(Evaluator(std::move(selected->set.rules), std::move(selected->natives)), gatherer,
                [](const std::string& line) { spdlog::warn("{}", printable(line)); });
  if (const Status confined = confine_reader(options, Sink::begin_needs()); !confined)
    return fail(kExitFailure, confined.error());

  Status done = read_all(std::move(files->streams), engine, gatherer, stop);
  if (done && files->manifest) done = gatherer.artifacts().read_manifest(*files->manifest);
  say(summary(engine.tally()));
  if (stop) return fail(kExitFailure, {Code::io, "stopped before all was read: no report was written"});
  if (!done) return fail(kExitFailure, done.error());
  const PageData data{gatherer, engine.tally(), gatherer.recordings(), signatures,
                      blind_ones(std::move(events), gatherer.gaps())};
  if (const Status written = files->page->write(report_page(data, policy)); !written) {
    return fail(kExitFailure, written.error());
  }
  if (const Status written = files->page->outcome(); !written) return fail(kExitFailure, written.error());
  const int status = status_of_input(done, engine.tally(), false);
  const ManifestFacts& manifest = gatherer.artifacts().manifest();
  const bool is_sound = manifest.broken_at == 0 && manifest.malformed == 0;
  return is_sound ? status
                  : fail(kExitDamaged, {Code::corrupt, "the manifest of the artifacts is not as it was written"});
}

}  // namespace trace
