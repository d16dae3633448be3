// SPDX-License-Identifier: Apache-2.0
// Prints how long after an event its detection can be read: trace-ebpf | trace-rules -o json |
// detection_latency COUNT. Opens /proc/sys/kernel/randomize_va_space (signature aslr_inspection)
// every 5 ms and compares the event's time, as the detection states it, with the clock when its
// line arrives. Output: milliseconds p50, p99, worst, and the number of detections.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <thread>
#include <vector>

namespace {

constexpr timespec kBetweenActs{.tv_sec = 0, .tv_nsec = 5'000'000};
constexpr timespec kStart{.tv_sec = 2, .tv_nsec = 0};

std::int64_t now_ns() {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  return static_cast<std::int64_t>(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
}

// Goes on until the process ends: an act may come before the collector is ready.
void act() {
  nanosleep(&kStart, nullptr);
  for (;;) {
    const int fd = open("/proc/sys/kernel/randomize_va_space", O_RDONLY | O_CLOEXEC);
    if (fd >= 0) close(fd);
    nanosleep(&kBetweenActs, nullptr);
  }
}

double at(const std::vector<double>& sorted, double part) {
  return sorted[static_cast<std::size_t>(part * static_cast<double>(sorted.size() - 1))];
}

}  // namespace

int main(int argc, char** argv) {
  const std::size_t wanted = argc > 1 ? static_cast<std::size_t>(std::atoi(argv[1])) : 500;
  std::thread(act).detach();
  std::vector<double> latency_ms;
  char* line = nullptr;
  std::size_t capacity = 0;
  constexpr char kKey[] = "\"timestamp\":";
  while (latency_ms.size() < wanted && getline(&line, &capacity, stdin) > 0) {
    const std::int64_t arrived = now_ns();
    const char* key = std::strstr(line, kKey);
    if (key == nullptr) continue;
    latency_ms.push_back(static_cast<double>(arrived - std::atoll(key + sizeof(kKey) - 1)) / 1e6);
  }
  std::sort(latency_ms.begin(), latency_ms.end());
  if (latency_ms.empty()) {
    std::fputs("no detection was read\n", stderr);
    return 1;
  }
  std::printf("%.2f %.2f %.2f %zu\n", at(latency_ms, 0.5), at(latency_ms, 0.99), latency_ms.back(), latency_ms.size());
  std::fflush(stdout);
  std::_Exit(0);  // The acting thread never ends.
}
