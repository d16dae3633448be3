// SPDX-License-Identifier: Apache-2.0
#include "rules/run/cut.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>

#include <spdlog/spdlog.h>

#include "common/base/printable.h"
#include "common/base/text.h"
#include "common/cli/report.h"
#include "common/seal/sealing_encoder.h"
#include "common/sink/sink.h"
#include "common/stream/reader.h"
#include "rules/cli/flags.h"
#include "rules/cut/cutter.h"
#include "rules/cut/process_at.h"
#include "rules/cut/whole_parts.h"
#include "rules/engine/engine.h"
#include "rules/output/utc_time.h"
#include "rules/run/input.h"
#include "rules/run/reading.h"
#include "rules/run/tapped.h"

namespace trace {
namespace {

class NoDetections final : public DetectionSink {
 public:
  Status detection(const Detection& /*detection*/) override { return ok(); }
  Status flush() override { return ok(); }
};

bool asks_for_time(const CutOptions& options) {
  return std::any_of(options.trees.begin(), options.trees.end(),
                     [](const TreeRoot& root) { return root.at.has_value(); });
}

// What is read twice has to be a file.
Status check_reading(const EngineOptions& options) {
  if (options.files.empty() && ::isatty(STDIN_FILENO) != 0) {
    return Error{Code::invalid, "nothing to read: name a recording (trace-rules cut --output FILE RECORDING)"};
  }
  if (options.cut.path.empty() && ::isatty(STDOUT_FILENO) != 0) {
    return Error{Code::invalid, "an extract is nothing for a terminal: name a file for it (--output FILE)"};
  }
  if (!asks_for_time(options.cut)) return ok();
  std::error_code unknown;
  const bool are_files = std::all_of(options.files.begin(), options.files.end(), [&](const std::string& path) {
    return std::filesystem::is_regular_file(path, unknown) || std::filesystem::is_directory(path, unknown);
  });
  if (!are_files || options.files.empty()) {
    return Error{Code::invalid, "--tree PID@TIME reads the recording twice: it has to be a file"};
  }
  return ok();
}

Status check_whole_frames(const EngineOptions& options) {
  std::error_code unknown;
  if (options.files.size() == 1 && std::filesystem::is_regular_file(options.files.front(), unknown)) return ok();
  return Error{Code::invalid, "--whole-frames: name one recording, in a file"};
}

// What is open before the sandbox closes.
struct Files {
  std::vector<Stream> streams;
  std::vector<Stream> again;  // for the pass that looks for processes by time
  std::optional<Sink> extract;
};

Result<Files> open_files(const EngineOptions& options, Meanwhile& meanwhile) {
  Files files;
  FilesInUse in_use;
  TRY_ASSIGN(files.streams, open_streams(options, meanwhile, in_use));
  if (asks_for_time(options.cut)) {
    TRY_ASSIGN(files.again, open_streams(options, meanwhile, in_use));
  }
  TRY_ASSIGN(Sink extract, Sink::open(options.cut.path, in_use));
  files.extract.emplace(std::move(extract));
  return files;
}

// Reads `streams` if a root is named by a time. What is wrong in them is told when they are read again.
Result<std::vector<ProcessTrees::Root>> find_roots(const CutOptions& options, std::vector<Stream> streams,
                                                   const std::atomic<bool>& stop) {
  std::vector<ProcessTrees::Root> roots;
  std::vector<ProcessAt> asked;
  for (const TreeRoot& root : options.trees) {
    if (root.at) {
      asked.emplace_back(root);
    } else {
      roots.push_back({root.pid, std::nullopt});
    }
  }
  for (Stream& stream : streams) {
    auto reader = open_reader(std::move(stream.bytes));
    for (bool goes_on = static_cast<bool>(reader); goes_on && !stop;) {
      const Item item = (*reader)->next();
      for (ProcessAt& one : asked) one.take(item);
      goes_on = !std::holds_alternative<End>(item);
    }
  }
  for (const ProcessAt& one : asked) {
    const auto root = one.found();
    if (!root) return Error{Code::not_found, "--tree: no process of that number is in the recording"};
    roots.push_back(*root);
    if (const std::uint64_t later_ns = one.came_later_ns(); later_ns != 0) {
      std::string when;
      append_utc_seconds(when, later_ns);
      spdlog::warn("--tree {}@: nothing came of such a process until then; taken is the one that was seen first at {}",
                   root->pid, when);
    }
  }
  return roots;
}

// Whether what was read since the tally was `before` is whole. Nothing: it does not say.
std::optional<bool> is_whole_since(const Tally& before, const Tally& now) {
  if (damaged_parts(now) != damaged_parts(before) || cut_parts(now) != cut_parts(before) ||
      now.failures.size() != before.failures.size()) {
    return false;
  }
  return now.complete_streams > before.complete_streams ? std::optional(true) : std::nullopt;
}

void read_all(std::vector<Stream> streams, Engine& engine, Cutter& cutter, Sink& out, std::atomic<bool>& stop) {
  for (Stream& stream : streams) {
    const Tally before = engine.tally();
    engine.expect(stream.name, stream.is_again);
    cutter.begin(stream.name);
    ReadBytes read;
    auto reader = open_reader(hashed(std::move(stream.bytes), read));
    bool is_read = false;
    const auto see = [&](const Item& item, const StreamInfo* head) {
      cutter.take(item, head, out.buffer());
      is_read = is_read || std::holds_alternative<End>(item);
      if (out.is_large()) out.flush();
      if (out.has_ended() || out.is_full()) stop = true;
    };
    if (reader) {
      static_cast<void>(engine.run(*tapped(*std::move(reader), see), stream.name, stop));  // its sink never fails
    } else {
      engine.give_up(reader.error(), stream.name);
    }
    if (stop) return;
    cutter.end({is_read ? read.hash.take() : "", read.size, is_whole_since(before, engine.tally())}, out.buffer());
  }
}

void tell(const Cutter& cutter, const CutOptions& options, const Tally& tally) {
  std::string told = std::to_string(cutter.events_written()) + " of " + std::to_string(tally.events) + " events";
  if (!options.trees.empty()) {
    told +=
        ", of " + counted(cutter.members(), "process", "processes") + " in " + counted(cutter.roots_found(), "tree");
  }
  spdlog::info("{}", told);
  if (cutter.too_large() > 0) spdlog::warn("{} events have no room in a frame, and were left out", cutter.too_large());
  if (cutter.left_out_members() > 0) {
    spdlog::warn("{} processes were left out: a tree has room for {}", cutter.left_out_members(),
                 ProcessTrees::kMembersMax);
  }
}

// Why a run that could not go on with its output has ended; none if it can.
std::optional<int> ended_status(const Sink& out) {
  if (const Status written = out.outcome(); !written) return fail(kExitFailure, written.error());
  return out.is_closed() ? std::optional(kExitOk) : std::nullopt;
}

int cut_whole_frames(const EngineOptions& options) {
  if (const Status usable = check_whole_frames(options); !usable) return fail(kExitUsage, usable.error());
  const std::string& path = options.files.front();
  UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  if (!fd) return fail(kExitUsage, {Code::io, "opening " + path + ": " + std::strerror(errno)});
  FilesInUse in_use;
  in_use.add(fd.get(), "an input, " + in_quotes(path));
  auto out = Sink::open(options.cut.path, in_use);
  if (!out) return fail_to_open(out.error());
  prepare_sha256();
  if (const Status confined = confine_reader(options, Sink::begin_needs()); !confined)
    return fail(kExitFailure, confined.error());
  auto file = SealedFile::open(std::move(fd), path);
  if (!file) return fail_to_open(file.error());
  const auto cut = cut_whole_parts(*file, options.cut, [&](std::string_view bytes) -> Status {
    out->buffer() += bytes;
    if (out->is_large()) out->flush();
    return out->has_ended() || out->is_full() ? Status(Error{Code::io, "the extract cannot be written"}) : ok();
  });
  out->flush();
  if (const auto status = ended_status(*out)) return *status;
  if (!cut) return fail(cut.error().code == Code::corrupt ? kExitDamaged : kExitFailure, cut.error());
  spdlog::info("{} of {} parts, with {} events", cut->parts, cut->of, cut->events);
  return kExitOk;
}

}  // namespace

int cut(const EngineOptions& options) {
  if (const Status usable = check_reading(options); !usable) return fail(kExitUsage, usable.error());
  if (options.cut.whole_frames) return cut_whole_frames(options);
  auto signals = StopSignals::catch_all(nullptr);
  if (!signals) return fail(kExitFailure, signals.error());
  std::atomic<bool> stop = false;
  Meanwhile meanwhile{*signals, stop, [] {}, [](auto, auto) {}};
  auto files = open_files(options, meanwhile);
  if (!files) return fail_to_open(files.error());
  Sink& out = *files->extract;
  NoDetections sink;
  Engine engine(Evaluator({}, {}), sink, [](const std::string& line) { spdlog::warn("{}", printable(line)); });
  prepare_sha256();
  if (const Status confined = confine_reader(options, Sink::begin_needs()); !confined)
    return fail(kExitFailure, confined.error());

  auto roots = find_roots(options.cut, std::move(files->again), stop);
  if (!roots) return fail(kExitFailure, roots.error());
  const bool seals = options.cut.path.ends_with(".zst");
  Cutter cutter(options.cut, *std::move(roots),
                [seals] { return seals ? make_sealing_encoder(make_frame_encoder()) : make_frame_encoder(); });
  read_all(std::move(files->streams), engine, cutter, out, stop);
  out.flush();
  if (const auto status = ended_status(out)) return *status;
  if (stop) return fail(kExitFailure, {Code::io, "stopped before all was read: the extract has no end"});
  tell(cutter, options.cut, engine.tally());
  const int status = status_of_input(ok(), engine.tally(), false);
  const bool is_of_none = !options.cut.trees.empty() && cutter.roots_found() == 0;
  if (status != kExitOk || !is_of_none) return status;
  return fail(kExitFailure, {Code::not_found, "no process has a number that --tree names"});
}

}  // namespace trace
