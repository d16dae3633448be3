// SPDX-License-Identifier: Apache-2.0
// Prints what it costs to start a program and wait for its end: spawn_load PROGRAM TIMES.
//
// Two figures in nanoseconds, each the lower decile. The first is wall time: with one CPU, what an observer does meanwhile is
// part of it. The second is the CPU time of this process and of its child: the observer is no part of it. A pause after
// each lets the observer catch up. The first few are not counted, since they find cold caches of the kernel.
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <optional>
#include <vector>

namespace {

constexpr int kWarmUp = 5;
constexpr timespec kPause{.tv_sec = 0, .tv_nsec = 3'000'000};

double time_ns(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

// CPU time of a process that has ended and was not reaped; rusage has it in microseconds only.
std::optional<double> cpu_time_ns(pid_t pid) {
  char path[40];
  char text[64] = {};
  std::snprintf(path, sizeof(path), "/proc/%d/schedstat", static_cast<int>(pid));
  const int fd = open(path, O_RDONLY | O_CLOEXEC);
  const ssize_t size = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
  close(fd);
  return size > 0 ? std::optional(std::strtod(text, nullptr)) : std::nullopt;
}

struct Cost {
  double wall_ns, own_ns;
};

std::optional<Cost> run(char* program) {
  char* arguments[] = {program, nullptr};
  pid_t pid = 0;
  siginfo_t ended{};
  Cost cost{time_ns(CLOCK_MONOTONIC), time_ns(CLOCK_THREAD_CPUTIME_ID)};
  if (posix_spawn(&pid, program, nullptr, nullptr, arguments, environ) != 0) return std::nullopt;
  if (waitid(P_PID, static_cast<id_t>(pid), &ended, WEXITED | WNOWAIT) != 0) return std::nullopt;
  cost.wall_ns = time_ns(CLOCK_MONOTONIC) - cost.wall_ns;
  cost.own_ns = time_ns(CLOCK_THREAD_CPUTIME_ID) - cost.own_ns;
  const std::optional<double> child_ns = cpu_time_ns(pid);
  waitpid(pid, nullptr, 0);
  if (!child_ns || ended.si_code != CLD_EXITED || ended.si_status != 0) return std::nullopt;
  cost.own_ns += *child_ns;
  return cost;
}

double lower_decile(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 10];
}

}  // namespace

int main(int argc, char** argv) {
  const int times = argc == 3 ? std::atoi(argv[2]) : 0;
  if (times < 1) {
    std::fputs("usage: spawn_load PROGRAM TIMES\n", stderr);
    return 2;
  }
  std::vector<double> wall;
  std::vector<double> own;
  for (int i = 0; i < kWarmUp + times; ++i) {
    const std::optional<Cost> cost = run(argv[1]);
    if (!cost) {
      std::fprintf(stderr, "spawn_load: running \"%s\" failed\n", argv[1]);
      return 1;
    }
    nanosleep(&kPause, nullptr);
    if (i < kWarmUp) continue;
    wall.push_back(cost->wall_ns);
    own.push_back(cost->own_ns);
  }
  std::printf("%.0f %.0f\n", lower_decile(wall), lower_decile(own));
  return 0;
}
