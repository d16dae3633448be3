// SPDX-License-Identifier: Apache-2.0
// The outputs of detections that the command line asks for, as one sink of detections.
#pragma once

#include <memory>
#include <vector>

#include "common/sink/sink.h"
#include "rules/cli/options.h"
#include "rules/model/detection.h"

namespace trace {

// An output that fails, or whose reader has gone, does not end the others.
class Outputs final : public DetectionSink {
 public:
  // Errors: of the first that cannot be opened, or is in use.
  static Result<std::unique_ptr<Outputs>> open(const std::vector<DetectionOutput>& options, FilesInUse& in_use);

  // Errors: none of them can be written any more.
  Status detection(const Detection& detection) override;
  Status flush() override;

  // Nothing can be written any more.
  bool have_ended() const;
  // Errors: of all that failed, in one, with what was not written.
  Status outcome() const;

 private:
  template <class Write>
  Status each(Write&& write);

  std::vector<std::unique_ptr<Sink>> files_;
  std::vector<std::unique_ptr<DetectionSink>> sinks_;  // of the same index
};

}  // namespace trace
