// SPDX-License-Identifier: Apache-2.0
// Input that signals can end, and that is waited for a little at a time, so that something else can be done meanwhile.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "common/sink/files_in_use.h"
#include "common/stream/byte_source.h"
#include "rules/run/stop_signals.h"

namespace trace {

// What is done while input is read. All of it must outlive the input.
struct Meanwhile {
  StopSignals& signals;
  std::atomic<bool>& stop;  // is set on a signal that ends reading
  // Bytes came.
  std::function<void()> heard;
  // Nothing came for `took`, though only `asked` was to be waited.
  std::function<void(std::chrono::milliseconds asked, std::chrono::milliseconds took)> waited;
};

// Opens a file, or standard input for "-" and "stdin". On a signal that ends reading the source is at its end. It is in use
// then. A FIFO is opened without waiting for a writer. Errors: of open(2).
Result<std::unique_ptr<ByteSource>> open_input(const std::string& path, Meanwhile& meanwhile, FilesInUse& in_use);

// The same of a regular file and nothing else.
Result<std::unique_ptr<ByteSource>> open_input_file(const std::string& path, Meanwhile& meanwhile, FilesInUse& in_use);

}  // namespace trace
