// SPDX-License-Identifier: Apache-2.0
// The outputs of detections that the command line asks for, as one sink of detections.
#pragma once

#include <memory>
#include <vector>

#include "common/sink/sink.h"
#include "rules/cli/options.h"
#include "rules/model/detection.h"

namespace trace {

// An output that fails, or whose reader has gone, does not end the others. One that is full keeps what it is given, up to a
// limit, and goes on when there is room.
class Outputs final : public DetectionSink {
 public:
  // Errors: of the first that cannot be opened, or is in use.
  static Result<std::unique_ptr<Outputs>> open(const std::vector<DetectionOutput>& options, FilesInUse& in_use);

  // Empties the files. REQUIRES: nothing was written. Errors: of Sink::begin(), of the first that cannot be emptied.
  Status begin();

  // Errors: none of them can be written any more.
  Status detection(const Detection& detection) override;
  Status flush() override;

  // Looks after the files: whether somebody deleted, cut or wrote them, and whether there is room where there was none. To be
  // called every second.
  void look();

  // Nothing can be written any more.
  bool have_ended() const;
  // Errors: of all that failed, in one, with what was not written. That its reader has gone is the failure of one of several.
  Status outcome() const;

 private:
  static constexpr std::size_t kHeldBytesMax = 16 << 20;  // of an output that is full

  template <class Write>
  Status each(Write&& write);
  void tell_room(std::size_t output);

  struct Room {
    bool was_full = false;
    std::uint64_t lost = 0;  // detections since
  };

  std::vector<std::unique_ptr<Sink>> files_;
  std::vector<Room> rooms_;                            // of the same index
  std::vector<std::unique_ptr<DetectionSink>> sinks_;  // of the same index
};

}  // namespace trace
