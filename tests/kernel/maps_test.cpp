// SPDX-License-Identifier: Apache-2.0
// What others can change of a running collector through bpf(2).
#include "collector/kernel/maps.h"

#include <linux/bpf.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/kernel/triggers.h"
#include "tests/support/source_file.h"

namespace trace::kernel_tests {
namespace {

// The maps of a process, by its descriptors (Documentation/filesystems/proc.rst: fdinfo).
std::vector<unsigned> maps_of(pid_t pid) {
  std::set<unsigned> found;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/" + std::to_string(pid) + "/fdinfo")) {
    std::ifstream file(entry.path());
    for (std::string key; file >> key;) {
      unsigned id = 0;
      if (key == "map_id:" && file >> id) found.insert(id);
    }
  }
  return {found.begin(), found.end()};
}

int bpf(int command, bpf_attr& attr) {
  return static_cast<int>(syscall(SYS_bpf, command, &attr, sizeof(attr)));
}

int open_map(unsigned id) {
  bpf_attr attr{};
  attr.map_id = id;
  return bpf(BPF_MAP_GET_FD_BY_ID, attr);
}

bpf_map_info info_of(int fd) {
  bpf_map_info info{};
  bpf_attr attr{};
  attr.info.bpf_fd = static_cast<unsigned>(fd);
  attr.info.info_len = sizeof(info);
  attr.info.info = reinterpret_cast<std::uintptr_t>(&info);
  REQUIRE(bpf(BPF_OBJ_GET_INFO_BY_FD, attr) == 0);
  return info;
}

// The map of that name.
UniqueFd find_map(pid_t pid, std::string_view name) {
  for (const unsigned id : maps_of(pid)) {
    UniqueFd fd(open_map(id));
    if (fd && info_of(fd.get()).name == name) return fd;
  }
  return {};
}

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

TEST_CASE("another process can change no map but those that the documents name", "[maps]") {
  if (const std::string why = why_not_permitted(); !why.empty()) FAIL(why);
  const Collector collector({"--trace", "event=openat", "--trace", "uid>=0"});
  std::set<std::string> open;
  const std::vector<unsigned> maps = maps_of(collector.pid());
  REQUIRE(maps.size() > kOpenMaps.size());
  for (const unsigned id : maps) {
    const UniqueFd fd(open_map(id));
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
