// SPDX-License-Identifier: Apache-2.0
// What others can change of a running collector through bpf(2).
#include <linux/bpf.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>

#include <catch2/catch.hpp>

#include "tests/kernel/collector.h"

namespace trace::kernel_tests {
namespace {

struct OpenMap {
  unsigned id = 0;
  bool is_frozen = false;
};

// The maps of a process, by its descriptors (Documentation/filesystems/proc.rst: fdinfo).
std::vector<OpenMap> maps_of(pid_t pid) {
  std::map<unsigned, OpenMap> found;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/" + std::to_string(pid) + "/fdinfo")) {
    std::ifstream file(entry.path());
    OpenMap map;
    for (std::string key; file >> key;) {
      if (key == "map_id:") file >> map.id;
      if (key == "frozen:") file >> map.is_frozen;
    }
    if (map.id != 0) found[map.id] = map;
  }
  std::vector<OpenMap> maps;
  for (const auto& [id, map] : found) maps.push_back(map);
  return maps;
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

}  // namespace

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
