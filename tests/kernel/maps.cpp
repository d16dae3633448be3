// SPDX-License-Identifier: Apache-2.0
#include "tests/kernel/maps.h"

#include <sys/syscall.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include <catch2/catch.hpp>

namespace trace::kernel_tests {

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

UniqueFd find_map(pid_t pid, std::string_view name) {
  for (const OpenMap& map : maps_of(pid)) {
    UniqueFd fd(open_map(map.id));
    if (fd && info_of(fd.get()).name == name) return fd;
  }
  return {};
}

}  // namespace trace::kernel_tests
