// SPDX-License-Identifier: Apache-2.0
#include "collector/pipeline/file_series.h"

#include <sys/inotify.h>

#include <algorithm>
#include <utility>

#include <spdlog/spdlog.h>

namespace trace {

FileSeries::FileSeries(std::shared_ptr<Broker> broker, std::size_t recording, std::string folder, FileLimits limits)
    : broker_(std::move(broker)), recording_(recording), folder_(std::move(folder)), limits_(limits) {
  auto watch = PathWatch::start(folder_, IN_MOVE_SELF);
  if (watch) {
    watch_ = *std::move(watch);
  } else {
    spdlog::warn("whether \"{}\" is moved away cannot be seen: {}", folder_, watch.error().message);
  }
}

Result<Sink> FileSeries::next() {
  Result<OpenedFile> file = broker_->next_file(recording_);
  if (!file) return std::move(file).error().in("\"" + folder_ + "\"");
  ++opened_;
  return Sink::of_new_file(std::move(file->fd), "\"" + folder_ + "/" + file->name + "\"");
}

void FileSeries::has_begun(std::uint64_t bytes, std::uint64_t time_ns) {
  head_bytes_ = bytes;
  begin_ns_ = time_ns;
}

bool FileSeries::is_due(std::uint64_t bytes, std::uint64_t time_ns) const {
  if (begin_ns_ == 0) return false;
  const bool is_long = limits_.bytes != 0 && bytes >= head_bytes_ + limits_.bytes;
  return is_long || (limits_.time_ns != 0 && time_ns - begin_ns_ >= limits_.time_ns);
}

Result<bool> FileSeries::make_room(std::uint64_t bytes) {
  if (limits_.keep_bytes == 0 || bytes <= room_) return true;
  const std::uint64_t more = std::min(kRoomBytesMax, limits_.keep_bytes / 32);
  for (const std::uint64_t wanted : {bytes + more, bytes}) {
    TRY_ASSIGN(const bool has_room, broker_->make_room(recording_, wanted));
    if (!has_room) continue;
    room_ = wanted;
    return true;
  }
  return false;
}

}  // namespace trace
