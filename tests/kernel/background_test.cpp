// SPDX-License-Identifier: Apache-2.0
// What the kernel side sends for the collector's tables only, the lives of processes that nobody asked for: it costs no
// wake-up, and is looked at in time all the same.
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <string>

#include <catch2/catch.hpp>

#include "tests/kernel/triggers.h"

namespace trace::kernel_tests {
namespace {

// How often a process went to sleep so far.
long sleeps_of(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/status");
  constexpr std::string_view kKey = "voluntary_ctxt_switches:";
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with(kKey)) return std::strtol(line.c_str() + kKey.size(), nullptr, 10);
  }
  FAIL("no " << kKey << " of process " << pid);
  return 0;
}

// JSON shows executables, so that all processes are followed; nobody sends this signal.
Collector idle_collector(const std::vector<std::string>& more = {}) {
  std::vector<std::string> arguments{"--trace", "event=kill", "--trace", "kill.sig=63"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return Collector(arguments);
}

}  // namespace

TEST_CASE("processes that nobody asked for do not wake the collector", "[background]") {
  constexpr int kProcesses = 300;
  Collector collector = idle_collector();
  const long before = sleeps_of(collector.pid());
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < kProcesses; ++i) {
    run_child([] { return execl(own_path().c_str(), "kernel_tests", "--idle", nullptr); });
  }
  // It wakes each second by itself and sleeps again after it looked twice; emulated machines take many seconds for this.
  const auto seconds =
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - begin).count();
  CHECK(sleeps_of(collector.pid()) - before < kProcesses / 5 + 4 * seconds);
}

TEST_CASE("processes that nobody asked for wake the collector before the buffer is full", "[background]") {
  Collector collector = idle_collector({"--buffer-size", "256K"});
  for (int i = 0; i < 2000; ++i) run_child([] { return 0; });
  const Ending ending = collector.stop();
  INFO(ending.log);
  for (const Record& record : ending.records) {
    INFO(record.line);
    CHECK(record.members.count("loss") == 0);
  }
  REQUIRE_FALSE(ending.records.empty());
  CHECK(ending.records.back().member("totals").find("\"sched_process_fork\"") != std::string::npos);
}

}  // namespace trace::kernel_tests
