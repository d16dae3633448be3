// SPDX-License-Identifier: Apache-2.0
// What others can change of a running collector through bpf(2).
#include "tests/kernel/maps.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <set>
#include <string>
#include <string_view>

#include <catch2/catch.hpp>

#include "tests/kernel/triggers.h"

namespace trace::kernel_tests {
namespace {

// Throws away what is in a ring buffer, as a reader would that comes before the collector. Its first page holds how far it was
// read, the second how far it is written (kernel/bpf/ringbuf.c).
void discard_all(int ring) {
  const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  void* const read = mmap(nullptr, page, PROT_READ | PROT_WRITE, MAP_SHARED, ring, 0);
  REQUIRE(read != MAP_FAILED);
  void* const written = mmap(nullptr, page, PROT_READ, MAP_SHARED, ring, static_cast<off_t>(page));
  REQUIRE(written != MAP_FAILED);
  std::atomic_ref<unsigned long>(*static_cast<unsigned long*>(read))
      .store(*static_cast<const volatile unsigned long*>(written));
  munmap(read, page);
  munmap(written, page);
}

int make_calls() {
  for (int i = 0; i < 5; ++i) syscall(SYS_getppid);
  return 0;
}

}  // namespace

void provoke_events_missing() {
  Collector collector({"--trace", "event=getppid"});
  const UniqueFd ring = find_map(collector.pid(), "events");
  REQUIRE(ring);
  REQUIRE(kill(collector.pid(), SIGSTOP) == 0);
  REQUIRE(waitpid(collector.pid(), nullptr, WUNTRACED) ==
          collector.pid());  // a busy machine stops it when it comes to it
  run_child(make_calls);
  discard_all(ring.get());
  REQUIRE(kill(collector.pid(), SIGCONT) == 0);
  const Child after = run_child(make_calls);
  collector.expect("getppid", after.pid);
  // Its own pid namespace is that of this program.
  const Record told = collector.expect("events_missing", collector.pid(), [](const Record& record) {
    return record.arg("reason") == quoted("gap") || record.arg("reason") == quoted("balance");
  });
  CHECK(told.member("processName") == quoted("trace-ebpf"));
  const Ending ending = collector.stop();
  CHECK(ending.status == 0);
  CHECK(ending.log.find("were made, did not arrive, and are not counted as lost") != std::string::npos);
}

TEST_CASE("another process can change no map but those that change", "[maps]") {
  if (const std::string why = why_not_permitted(); !why.empty()) FAIL(why);
  const Collector collector({"--trace", "event=openat", "--trace", "uid>=0"});
  // Names of maps end after 15 bytes; .bss is called by the object.
  const std::set<std::string> changing{"containers", "events", "ledgers", "trace_bp.bss", "trace.bss"};
  std::size_t frozen = 0;
  const auto maps = maps_of(collector.pid());
  REQUIRE(maps.size() > changing.size());
  for (const OpenMap& map : maps) {
    const UniqueFd fd(open_map(map.id));
    REQUIRE(fd);
    const std::string name = info_of(fd.get()).name;
    INFO(name);
    CHECK(map.is_frozen != changing.contains(name));
    frozen += map.is_frozen ? 1 : 0;
    if (name != "syscalls") continue;
    const unsigned key = SYS_openat;
    const std::string nothing(info_of(fd.get()).value_size, '\0');
    bpf_attr attr{};
    attr.map_fd = static_cast<unsigned>(fd.get());
    attr.key = reinterpret_cast<std::uintptr_t>(&key);
    attr.value = reinterpret_cast<std::uintptr_t>(nothing.data());
    CHECK(bpf(BPF_MAP_UPDATE_ELEM, attr) == -1);
    CHECK(errno == EPERM);
  }
  CHECK(frozen >= 4);
}

}  // namespace trace::kernel_tests
