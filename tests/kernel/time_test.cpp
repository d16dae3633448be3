// SPDX-License-Identifier: Apache-2.0
// When it happened, if the collector is in a time namespace: clock_gettime(2) is shifted there, the clocks of BPF programs are not.
#include <fcntl.h>
#include <sched.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <ctime>

#include <catch2/catch.hpp>

#include "tests/kernel/child.h"
#include "tests/kernel/collector.h"
#include "tests/kernel/record.h"
#include "tests/kernel/skip.h"

#ifndef CLONE_NEWTIME
#define CLONE_NEWTIME 0x00000080  // include/uapi/linux/sched.h, 5.6; the C library of Debian 12 does not have it
#endif

namespace trace::kernel_tests {
namespace {

long long real_time_ns() {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  return now.tv_sec * 1'000'000'000LL + now.tv_nsec;
}

bool shift_boottime_of_children() {
  if (unshare(CLONE_NEWTIME) != 0) return false;
  const int fd = open("/proc/self/timens_offsets", O_WRONLY);
  constexpr std::string_view kDay = "boottime 86400 0\n";
  return fd >= 0 && write(fd, kDay.data(), kDay.size()) == static_cast<ssize_t>(kDay.size());
}

}  // namespace

// Run by the test below in a namespace whose time since boot is a day ahead, and by itself where it is not.
TEST_CASE("an event is of the moment, and pid=new passes who came later", "[timens]") {
  Collector collector({"--trace", "event=getppid", "--trace", "comm=kernel_tests", "--trace", "pid=new"});
  const long long before = real_time_ns();
  const Child child = run_child([] {
    syscall(SYS_getppid);
    return 0;
  });
  const Record record = collector.expect("getppid", child.pid);
  INFO(record.line);
  constexpr long long kErrorNs = 1'000'000'000;  // of the offset; it is a day if it is wrong
  for (const char* time : {"timestamp", "threadStartTime"}) {
    INFO(time);
    CHECK(std::atoll(record.member(time).c_str()) > before - kErrorNs);
    CHECK(std::atoll(record.member(time).c_str()) < real_time_ns() + kErrorNs);
  }
}

TEST_CASE("in a time namespace events are of the same moment") {
  const Child child = fork_child([] {
    if (!shift_boottime_of_children()) return 2;
    return fork_child([] {
             setenv(kNested, "1", 1);
             execl(own_path().c_str(), "kernel_tests", "[timens]", nullptr);
             return 3;
           })
        .status;
  });
  if (child.status == 2) return skip("time namespaces cannot be made");
  CHECK(child.status == 0);
}

}  // namespace trace::kernel_tests
