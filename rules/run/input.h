// SPDX-License-Identifier: Apache-2.0
// Input that signals can end.
//
// In `trace-ebpf | trace-rules` Ctrl-C hits both programs. The collector then drains what the
// kernel still holds into the pipe; so the first SIGINT does not end reading from a pipe, its end
// does. A second one does, as does SIGTERM, and the first one if the input is a file.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "common/base/unique_fd.h"
#include "common/sink/files_in_use.h"
#include "common/stream/byte_source.h"

namespace trace {

// SIGINT and SIGTERM, from now on read here instead of ending the program; SIGHUP too, if there is something to do on it.
class StopSignals {
 public:
  // `on_hangup` is called while input is read, between two events; none: SIGHUP ends the program as ever.
  static Result<StopSignals> block(std::function<void()> on_hangup);

  int fd() const { return fd_.get(); }
  // Takes one signal off. REQUIRES: fd() is readable. True if reading is to end now.
  bool take(bool input_drains);

 private:
  StopSignals(UniqueFd fd, std::function<void()> on_hangup) : fd_(std::move(fd)), on_hangup_(std::move(on_hangup)) {}
  UniqueFd fd_;
  std::function<void()> on_hangup_;
  bool interrupted_ = false;
};

// Opens a file, or standard input for "-" and "stdin". On a signal that ends reading, `stop` is set
// and the source is at its end. `signals` and `stop` must outlive it. It is in use then. Errors: of open(2).
struct Stopping {
  StopSignals& signals;
  std::atomic<bool>& stop;
};
Result<std::unique_ptr<ByteSource>> open_input(const std::string& path, Stopping stopping, FilesInUse& in_use);

}  // namespace trace
