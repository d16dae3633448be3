// SPDX-License-Identifier: Apache-2.0
#include "rules/run/outputs.h"

#include <algorithm>
#include <array>

#include <spdlog/spdlog.h>

#include "rules/output/sinks.h"

namespace trace {
namespace {

using MakeSink = std::unique_ptr<DetectionSink> (*)(Sink&);

// In the order of EngineFormat.
constexpr auto kMakers = std::to_array<MakeSink>({
#define ENGINE_FORMAT(id, name, help) make_##id##_sink,
#include "common/catalog/formats.def"
});

}  // namespace

Result<std::unique_ptr<Outputs>> Outputs::open(const std::vector<DetectionOutput>& options, FilesInUse& in_use) {
  auto outputs = std::make_unique<Outputs>();
  for (const DetectionOutput& option : options) {
    TRY_ASSIGN(Sink opened, Sink::open(option.path, in_use));
    Sink& file = *outputs->files_.emplace_back(std::make_unique<Sink>(std::move(opened)));
    outputs->sinks_.push_back(kMakers[static_cast<std::size_t>(option.format)](file));
  }
  return outputs;
}

template <class Write>
Status Outputs::each(Write&& write) {
  for (std::size_t i = 0; i < sinks_.size(); ++i) {
    if (files_[i]->has_ended()) continue;
    const Status written = write(*sinks_[i]);
    if (!written && !have_ended()) spdlog::error("{}; the other outputs go on", written.error().message);
  }
  return have_ended() ? Status(Error{Code::io, "no output can be written any more"}) : ok();
}

Status Outputs::detection(const Detection& detection) {
  return each([&](DetectionSink& sink) { return sink.detection(detection); });
}

Status Outputs::flush() {
  return each([](DetectionSink& sink) { return sink.flush(); });
}

bool Outputs::have_ended() const {
  return std::all_of(files_.begin(), files_.end(), [](const auto& file) { return file->has_ended(); });
}

Status Outputs::outcome() const {
  std::string all;
  for (const auto& file : files_) {
    const Status outcome = file->outcome();
    if (!outcome) all.append(all.empty() ? "" : "; ").append(outcome.error().message);
  }
  return all.empty() ? ok() : Status(Error{Code::io, std::move(all)});
}

}  // namespace trace
