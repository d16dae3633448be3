// SPDX-License-Identifier: Apache-2.0
#include "rules/run/outputs.h"

#include <algorithm>
#include <array>
#include <utility>

#include <spdlog/spdlog.h>

#include "common/sink/damage.h"
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
    outputs->rooms_.emplace_back();
    outputs->sinks_.push_back(kMakers[static_cast<std::size_t>(option.format)](file));
  }
  return outputs;
}

Status Outputs::begin() {
  for (const auto& file : files_) TRY(file->begin());
  return ok();
}

template <class Write>
Status Outputs::each(Write&& write) {
  for (std::size_t i = 0; i < sinks_.size(); ++i) {
    if (files_[i]->has_ended()) continue;
    write(i);
    tell_room(i);
    if (files_[i]->has_ended() && !have_ended()) spdlog::error("{}; the other outputs go on", files_[i]->ending());
  }
  return have_ended() ? Status(Error{Code::io, "no output can be written any more"}) : ok();
}

Status Outputs::detection(const Detection& detection) {
  return each([&](std::size_t i) {
    if (files_[i]->is_full() && files_[i]->buffer().size() > kHeldBytesMax) {
      ++rooms_[i].lost;
    } else {
      static_cast<void>(sinks_[i]->detection(detection));  // the file says it
    }
  });
}

Status Outputs::flush() {
  return each([&](std::size_t i) { static_cast<void>(sinks_[i]->flush()); });
}

void Outputs::look() {
  static_cast<void>(each([&](std::size_t i) {
    files_[i]->look();
    if (files_[i]->take_move()) spdlog::warn("{} {}", files_[i]->name(), kMovedAway);
    if (files_[i]->is_full()) files_[i]->flush();
  }));
}

void Outputs::tell_room(std::size_t output) {
  const Sink& file = *files_[output];
  Room& room = rooms_[output];
  if (file.is_full() == std::exchange(room.was_full, file.is_full())) return;
  if (file.is_full()) {
    spdlog::error("no room for {}: detections are kept until there is some, up to {} MiB", file.name(),
                  kHeldBytesMax >> 20);
  } else {
    spdlog::warn("there is room for {} again: {} detections were lost to it", file.name(), std::exchange(room.lost, 0));
  }
}

bool Outputs::have_ended() const {
  return std::all_of(files_.begin(), files_.end(), [](const auto& file) { return file->has_ended(); });
}

Status Outputs::outcome() const {
  std::string all;
  for (const auto& file : files_) {
    const Status outcome = files_.size() > 1 ? file->outcome_beside_others() : file->outcome();
    if (!outcome) all.append(all.empty() ? "" : "; ").append(outcome.error().message);
  }
  return all.empty() ? ok() : Status(Error{Code::io, std::move(all)});
}

}  // namespace trace
