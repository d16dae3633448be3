// SPDX-License-Identifier: Apache-2.0
// Prints what a system call costs its caller: syscall_load getppid | open-close [BATCHES].
//
// Pinned to CPU 0; the reader of the events belongs on another. A batch is short enough to fit into
// the collector's ring, and a pause lets the reader catch up: a full ring would be cheaper than
// sending, and flatter the figure. Time is the thread's CPU time, which leaves out what other
// processes take, and the best batch counts: whatever else the machine does can only add. Output:
// nanoseconds per system call, best and median batch.
#include <fcntl.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string_view>
#include <vector>

namespace {

constexpr int kCallsPerBatch = 20'000;
constexpr timespec kPause{.tv_sec = 0, .tv_nsec = 30'000'000};

double cpu_time_ns() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

void call_getppid() {
  syscall(SYS_getppid);
}

void call_open_close() {
  const long fd = syscall(SYS_openat, AT_FDCWD, "/etc/hostname", O_RDONLY | O_CLOEXEC, 0);
  syscall(SYS_close, fd);
}

std::vector<double> time_batches(int batches, int calls_each_time, void (*call)()) {
  std::vector<double> ns_per_call;
  for (int batch = 0; batch < batches; ++batch) {
    const double begin = cpu_time_ns();
    for (int i = 0; i < kCallsPerBatch; i += calls_each_time) call();
    ns_per_call.push_back((cpu_time_ns() - begin) / kCallsPerBatch);
    nanosleep(&kPause, nullptr);
  }
  std::sort(ns_per_call.begin(), ns_per_call.end());
  return ns_per_call;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view name = argc > 1 ? argv[1] : "";
  const int batches = argc > 2 ? std::atoi(argv[2]) : 20;
  if ((name != "getppid" && name != "open-close") || batches < 1) {
    std::fputs("usage: syscall_load getppid | open-close [BATCHES]\n", stderr);
    return 2;
  }
  cpu_set_t first;
  CPU_ZERO(&first);
  CPU_SET(0, &first);
  if (sched_setaffinity(0, sizeof(first), &first) != 0) {
    std::perror("pinning to CPU 0");
    return 1;
  }
  const auto ns =
      name == "getppid" ? time_batches(batches, 1, call_getppid) : time_batches(batches, 2, call_open_close);
  std::printf("%.1f %.1f\n", ns.front(), ns[ns.size() / 2]);
  return 0;
}
