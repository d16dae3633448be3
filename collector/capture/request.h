// SPDX-License-Identifier: Apache-2.0
// What is to be captured, and how much of it at most.
#pragma once

#include <cstdint>
#include <string>

namespace trace {

struct CaptureLimits {
  std::uint64_t file_bytes = std::uint64_t{64} << 20;      // of one file: what comes after is left out
  std::uint64_t process_bytes = std::uint64_t{256} << 20;  // of one process, and
  std::uint64_t process_files = 1'000;
  std::uint64_t total_bytes = std::uint64_t{2} << 30;  // of the folder, with what was there before
  std::uint64_t total_files = 10'000;
  std::uint64_t free_bytes = std::uint64_t{1} << 30;  // that the file system keeps free for others, and
  unsigned free_percent = 5;                          // of its size
};

struct CaptureRequest {
  static constexpr const char* kDefaultFolder = "/var/lib/trace";

  bool exec = false;  // files that are executed
  std::string folder = kDefaultFolder;
  bool clear_folder = false;  // of earlier artifacts, before it begins
  CaptureLimits limits;
  bool attempts = true;          // also files whose execution is not among the events
  bool require_sandbox = false;  // rather end than capture without it

  bool any() const { return exec; }
};

}  // namespace trace
