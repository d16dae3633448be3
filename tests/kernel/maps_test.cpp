// SPDX-License-Identifier: Apache-2.0
// What others can change of a running collector through bpf(2).
#include "tests/kernel/maps.h"

#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>

#include "collector/kernel/maps.h"
#include "tests/kernel/triggers.h"
#include "tests/support/source_file.h"

namespace trace::kernel_tests {
namespace {

// Whether the kernel would change the map at the request of this process. The key lies where there is no memory, which it finds out once it
// has permitted the change (kernel/bpf/syscall.c, map_update_elem()).
bool permits(int command, int map) {
  bpf_attr attr{};
  attr.map_fd = static_cast<unsigned>(map);
  attr.key = 1;
  if (command == BPF_MAP_UPDATE_ELEM) attr.value = 1;
  REQUIRE(bpf(command, attr) == -1);
  return errno != EPERM;
}

bool can_update(int map) {
  return permits(BPF_MAP_UPDATE_ELEM, map);
}

bool can_delete(int map) {
  return permits(BPF_MAP_DELETE_ELEM, map);
}

bool can_map(int map) {
  const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  void* const at = mmap(nullptr, page, PROT_READ | PROT_WRITE, MAP_SHARED, map, 0);
  if (at == MAP_FAILED) return false;
  munmap(at, page);
  return true;
}

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

// All on one processor: that numbers are missing shows by the next one of the same lane.
int make_calls() {
  cpu_set_t first;
  CPU_ZERO(&first);
  CPU_SET(0, &first);
  if (sched_setaffinity(0, sizeof(first), &first) != 0) return 1;
  for (int i = 0; i < 5; ++i) syscall(SYS_getppid);
  return 0;
}

// Makes calls, discards their events, and makes further ones, of which the events come. Returns false if the first ones came too: the
// collector was stopped in the midst of reading, of the processes that were there before it, say. It knows then how far it has read, and
// writes that down again when it goes on.
bool discards_calls(Collector& collector, int ring) {
  REQUIRE(kill(collector.pid(), SIGSTOP) == 0);
  REQUIRE(waitpid(collector.pid(), nullptr, WUNTRACED) ==
          collector.pid());  // a busy machine stops it when it comes to it
  const Child before = run_child(make_calls);
  discard_all(ring);
  REQUIRE(kill(collector.pid(), SIGCONT) == 0);
  const Child after = run_child(make_calls);
  collector.expect("getppid", after.pid);
  return !collector.has("getppid", before.pid);
}

}  // namespace

void provoke_events_missing() {
  Collector collector({"--trace", "event=getppid"});
  const UniqueFd ring = find_map(collector.pid(), "events");
  REQUIRE(ring);
  int attempts = 0;
  while (!discards_calls(collector, ring.get())) REQUIRE(++attempts < 20);
  // Its own pid namespace is that of this program.
  const Record told = collector.expect("events_missing", collector.pid(), [](const Record& record) {
    return record.arg("reason") == quoted("gap") || record.arg("reason") == quoted("balance");
  });
  CHECK(told.member("processName") == quoted("trace-ebpf"));
  const Ending ending = collector.stop();
  CHECK(ending.status == 0);
  CHECK(ending.log.find("were made, did not arrive, and are not counted as lost") != std::string::npos);
}

TEST_CASE("another process can change no map but those that the documents name", "[maps]") {
  if (const std::string why = why_not_permitted(); !why.empty()) FAIL(why);
  const TempDir place;
  const Collector collector({"--trace", "event=openat", "--trace", "uid>=0", "--capture", "write=/nowhere,net",
                             "--capture", "dir=" + place.file("artifacts")});
  std::set<std::string> open;
  const std::vector<OpenMap> maps = maps_of(collector.pid());
  REQUIRE(maps.size() > kOpenMaps.size());
  for (const OpenMap& map : maps) {
    const UniqueFd fd(open_map(map.id));
    REQUIRE(fd);
    if (can_update(fd.get()) || can_delete(fd.get()) || can_map(fd.get())) open.insert(info_of(fd.get()).name);
  }
  CHECK(open == std::set<std::string>(kOpenMaps.begin(), kOpenMaps.end()));
  std::ifstream document(source_file("docs/architecture.md"));
  if (!document) return;  // in a virtual machine
  const std::string text(std::istreambuf_iterator<char>(document), {});
  for (const std::string_view name : kOpenMaps) CHECK(text.find("`" + std::string(name) + "`") != std::string::npos);
}

}  // namespace trace::kernel_tests
