// SPDX-License-Identifier: Apache-2.0
// The files of a recording, one after the other, as their writer has them: when the next one is due, and how much may be
// written. A broker opens and removes them (common/broker/recording_folder.h), since the collector can do neither.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "common/base/path_watch.h"
#include "common/broker/broker.h"
#include "common/sink/sink.h"

namespace trace {

struct FileLimits {
  std::uint64_t bytes = 0;       // of a file, before the next one begins; 0: no limit
  std::uint64_t time_ns = 0;     // the same
  std::uint64_t keep_bytes = 0;  // of all of them, by the broker; 0: no limit
};

class FileSeries {
 public:
  // `recording`: of the broker's grants. `folder` is for messages, and is looked after.
  FileSeries(std::shared_ptr<Broker> broker, std::size_t recording, std::string folder, FileLimits limits);

  // Opens the next file. Errors: of the broker.
  Result<Sink> next();
  // Of the file that was opened last, or of the first one before that: 0, 1 ...
  std::uint32_t number() const { return opened_ == 0 ? 0 : opened_ - 1; }
  // For messages.
  std::string name() const { return "\"" + folder_ + "\""; }

  // The file that is written has its head, of so many bytes.
  void has_begun(std::uint64_t bytes, std::uint64_t time_ns);
  bool is_due(std::uint64_t bytes, std::uint64_t time_ns) const;

  // Whether so many bytes may be written; files are removed for them if need be. Errors: of the broker.
  Result<bool> make_room(std::uint64_t bytes);
  // Why it makes none.
  std::string_view lack() const {
    return broker_->is_silent() ? "the broker, which makes room for it, does not answer"
                                : "there is no room that it may take";
  }
  // Whether somebody has moved the folder since it was last asked. The recording goes on in it.
  bool take_move() const { return watch_ && watch_->take() != 0; }
  void wrote(std::uint64_t bytes) { room_ -= bytes < room_ ? bytes : room_; }

 private:
  // Asked for at once, so that not every write asks.
  static constexpr std::uint64_t kRoomBytesMax = 1 << 20;

  std::shared_ptr<Broker> broker_;
  std::size_t recording_;
  std::string folder_;
  FileLimits limits_;
  std::uint32_t opened_ = 0;
  std::uint64_t head_bytes_ = 0;
  std::uint64_t begin_ns_ = 0;  // since boot
  std::uint64_t room_ = 0;      // bytes that may be written
  std::optional<PathWatch> watch_;
};

}  // namespace trace
