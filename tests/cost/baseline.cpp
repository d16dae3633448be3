// SPDX-License-Identifier: Apache-2.0
// Holds one of the baselines attached until it is told to end: baseline empty | bare BYTES, which sends as many at each getppid.
// Prints "ready" once attached. The ring is drained every millisecond, as the collector's is,
// without any use made of it.
#include <bpf/libbpf.h>
#include <sys/syscall.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string_view>

#include "baseline.skel.h"

namespace {

volatile std::sig_atomic_t ended = 0;

int discard(void*, void*, std::size_t) {
  return 0;
}

void drain(const baseline_bpf* programs) {
  ring_buffer* ring = ring_buffer__new(bpf_map__fd(programs->maps.sent), discard, nullptr, nullptr);
  const timespec pause{.tv_sec = 0, .tv_nsec = 1'000'000};
  while (ended == 0) {
    ring_buffer__consume(ring);
    nanosleep(&pause, nullptr);
  }
  ring_buffer__free(ring);
}

}  // namespace

int main(int argc, char** argv) {
  const bool bare = argc == 3 && std::string_view(argv[1]) == "bare";
  if (!bare && (argc != 2 || std::string_view(argv[1]) != "empty")) {
    std::fputs("usage: baseline empty | bare BYTES\n", stderr);
    return 2;
  }
  const auto stop = [](int) { ended = 1; };
  std::signal(SIGTERM, stop);
  std::signal(SIGINT, stop);
  baseline_bpf* programs = baseline_bpf__open();
  if (programs == nullptr) {
    std::perror("opening the baseline");
    return 1;
  }
  bpf_program__set_autoload(bare ? programs->progs.empty_exit : programs->progs.bare_exit, false);
  if (bare) {
    programs->rodata->frame_size = static_cast<unsigned>(std::atoi(argv[2]));
    programs->rodata->wanted_call = SYS_getppid;
  }
  if (baseline_bpf__load(programs) != 0 || baseline_bpf__attach(programs) != 0) {
    std::perror("attaching the baseline (needs root)");
    return 1;
  }
  std::puts("ready");
  std::fflush(stdout);
  drain(programs);
  baseline_bpf__destroy(programs);
  return 0;
}
