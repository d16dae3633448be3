// SPDX-License-Identifier: Apache-2.0
#include "collector/capture/mapped_file.h"

#include <fcntl.h>

#include <cinttypes>
#include <cstdio>
#include <fstream>
#include <string>

#include "collector/capture/mounts.h"

namespace trace {
namespace {

// The name of the mapping in map_files; empty: there is none.
std::string find_mapping(const std::string& process, std::uint64_t inode) {
  std::ifstream maps(process + "maps");
  for (std::string line; std::getline(maps, line);) {
    // proc_pid_maps(5): from-to rwxp offset major:minor inode path
    std::uint64_t from = 0, to = 0, its_inode = 0;
    char executable = 0;
    const int found = std::sscanf(line.c_str(), "%" SCNx64 "-%" SCNx64 " %*c%*c%c%*c %*s %*s %" SCNu64, &from, &to,
                                  &executable, &its_inode);
    if (found == 4 && executable == 'x' && its_inode == inode) return line.substr(0, line.find(' '));
  }
  return {};
}

}  // namespace

bool open_mapped_file(pid_t pid, const wire_file_key& key, bool in_memory, HeldFile& file) {
  const std::string process = "/proc/" + std::to_string(pid) + "/";
  const std::string mapping = find_mapping(process, key.inode);
  if (mapping.empty() || !(in_memory || is_on_local_mount(pid, key.dev).value_or(false))) return false;
  file.fd = UniqueFd(::open((process + "map_files/" + mapping).c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  const auto status = file.fd ? status_of(file.fd.get()) : std::nullopt;
  const bool is_it = status && status->is_regular && status->file.inode == key.inode &&
                     (in_memory || status->file.dev == key.dev || status->has_other_identity) &&
                     is_of_generation(file.fd.get(), key.generation);
  if (!is_it) return false;
  file.status = *status;
  file.pid = pid;
  file.time_ns = wall_ns();
  return true;
}

}  // namespace trace
