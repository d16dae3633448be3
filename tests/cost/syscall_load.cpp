// SPDX-License-Identifier: Apache-2.0
// Prints what a system call costs its caller: syscall_load getppid | open-close | write-4k | append-4k | append-64k [BATCHES].
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
#include <array>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <iterator>
#include <string_view>
#include <utility>
#include <vector>

namespace {

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

// Over 64 KiB of a file in memory, always the same bytes.
void call_write() {
  static const int fd = open("/tmp/written", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  static const std::array<char, 4096> bytes{'x'};
  static unsigned count = 0;
  syscall(SYS_pwrite64, fd, bytes.data(), bytes.size(), count++ % 16 * bytes.size());
}

// A file in memory that grows, by pages that are new to it; one for each batch.
constexpr std::size_t kBatchBytes = 8'000'000;
constexpr const char* kGrownFile = "/dev/shm/written";
constexpr std::array<char, 65536> kWritten{'x'};
int grown_file = -1;

template <std::size_t size>
void call_append() {
  if (grown_file < 0) grown_file = open(kGrownFile, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  syscall(SYS_write, grown_file, kWritten.data(), size);
}

void end_grown_file() {
  close(std::exchange(grown_file, -1));
  unlink(kGrownFile);
}

struct Load {
  std::string_view name;
  void (*call)();
  int calls_each_time;
  int calls_a_batch;
  void (*after_batch)() = nullptr;  // not measured
};
// A batch of writes fits into the ring of captured bytes.
constexpr Load kLoads[] = {{"getppid", call_getppid, 1, 20'000},
                           {"open-close", call_open_close, 2, 20'000},
                           {"write-4k", call_write, 1, 2'000},
                           {"append-4k", call_append<4096>, 1, kBatchBytes / 4096, end_grown_file},
                           {"append-64k", call_append<65536>, 1, kBatchBytes / 65536, end_grown_file}};

std::vector<double> time_batches(int batches, const Load& load) {
  std::vector<double> ns_per_call;
  for (int batch = 0; batch < batches; ++batch) {
    const double begin = cpu_time_ns();
    for (int i = 0; i < load.calls_a_batch; i += load.calls_each_time) load.call();
    ns_per_call.push_back((cpu_time_ns() - begin) / load.calls_a_batch);
    if (load.after_batch != nullptr) load.after_batch();
    nanosleep(&kPause, nullptr);
  }
  std::sort(ns_per_call.begin(), ns_per_call.end());
  return ns_per_call;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view name = argc > 1 ? argv[1] : "";
  const int batches = argc > 2 ? std::atoi(argv[2]) : 20;
  const auto* const load =
      std::find_if(std::begin(kLoads), std::end(kLoads), [&](const Load& l) { return l.name == name; });
  if (load == std::end(kLoads) || batches < 1) {
    std::fputs("usage: syscall_load getppid | open-close | write-4k | append-4k | append-64k [BATCHES]\n", stderr);
    return 2;
  }
  cpu_set_t first;
  CPU_ZERO(&first);
  CPU_SET(0, &first);
  if (sched_setaffinity(0, sizeof(first), &first) != 0) {
    std::perror("pinning to CPU 0");
    return 1;
  }
  const auto ns = time_batches(batches, *load);
  std::printf("%.1f %.1f\n", ns.front(), ns[ns.size() / 2]);
  return 0;
}
