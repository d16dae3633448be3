// SPDX-License-Identifier: Apache-2.0
// A running trace-ebpf, whose events a test waits for.
//
//   Collector collector({"--trace", "event=openat"});
//   const Child child = run_child([] { return open("/x", O_RDONLY) < 0 ? 0 : 1; });
//   const Record record = collector.expect("openat", child.pid);
#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/unique_fd.h"
#include "tests/kernel/record.h"

namespace trace::kernel_tests {

using Matcher = std::function<bool(const Record&)>;

// How a collector ended.
struct Ending {
  int status = 0;  // exit status, 128 + n after signal n
  std::string log;
  std::vector<Record> records;  // all that came, events and others
};

class Collector {
 public:
  // Starts trace-ebpf with JSON on a pipe and returns once everything is attached; fails the test
  // if it ends before.
  explicit Collector(const std::vector<std::string>& arguments);
  Collector(const Collector&) = delete;
  Collector& operator=(const Collector&) = delete;
  ~Collector();

  // Returns the first event of that name and process that `matches` accepts; reads until then.
  // Fails the test if it has not come by the deadline, showing what came of that process.
  Record expect(std::string_view event, pid_t pid, const Matcher& matches = {});

  // Reads what has come while nobody read: a collector that cannot write for long has no room in the kernel for what comes next.
  void catch_up();

  // Whether such an event is among what has been read.
  bool has(std::string_view event, pid_t pid) const;

  pid_t pid() const { return pid_; }

  // Ends the collector (SIGTERM), and reads all that it still has to say.
  Ending stop();

 private:
  using Clock = std::chrono::steady_clock;

  // Reads what there is on both pipes; waits for some until the deadline. Returns false at the
  // deadline or the end.
  bool pump(Clock::time_point deadline);
  void take_lines();

  pid_t pid_ = -1;
  UniqueFd out_, err_;
  std::string pending_;  // of stdout, without a line end yet
  std::string log_;
  std::vector<Record> records_;
};

// One collector for all hook events, one for the system calls of syscalls_test.cpp: a start costs
// half a second and, in an emulated machine, ten. Both run until the tests end.
Collector& hook_collector();

// The program under test: $TRACE_EBPF, or that of the same build folder, or trace-ebpf beside this
// one.
std::string collector_path();

// Why no collector can run here; empty if it can.
std::string why_not_permitted();

// Set in the environment of kernel_tests if a test runs it.
inline constexpr const char* kNested = "TRACE_KERNEL_TESTS_NESTED";

}  // namespace trace::kernel_tests
