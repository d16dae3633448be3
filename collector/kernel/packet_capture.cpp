// SPDX-License-Identifier: Apache-2.0
#include "collector/kernel/packet_capture.h"

#include <bpf/libbpf.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "common/base/unique_fd.h"

namespace trace {
namespace {

constexpr std::array kMaps{"packets", "packet_counts", "socket_owners", "socket_users"};

// A mount of it that is nowhere, so that it does not matter where the machine has one, or whether.
UniqueFd open_root_cgroup() {
  const UniqueFd context(static_cast<int>(::syscall(SYS_fsopen, "cgroup2", FSOPEN_CLOEXEC)));
  if (!context) return {};
  if (::syscall(SYS_fsconfig, context.get(), FSCONFIG_CMD_CREATE, nullptr, nullptr, 0) != 0) return {};
  return UniqueFd(static_cast<int>(::syscall(SYS_fsmount, context.get(), FSMOUNT_CLOEXEC, 0)));
}

}  // namespace

void configure_packets(bpf_object* object, const ProgramsRequest& request) {
  for (const char* const name : kMaps) {
    bpf_map__set_autocreate(bpf_object__find_map_by_name(object, name), request.packets.wanted);
  }
  if (!request.packets.wanted) return;
  bpf_map__set_max_entries(bpf_object__find_map_by_name(object, "packets"), request.packets.ring_bytes);
  bpf_map__set_max_entries(bpf_object__find_map_by_name(object, "packet_counts"),
                           static_cast<std::uint32_t>(libbpf_num_possible_cpus()));
}

bool is_at_cgroup(const bpf_program* program) {
  switch (bpf_program__type(program)) {
    case BPF_PROG_TYPE_CGROUP_SKB:
    case BPF_PROG_TYPE_CGROUP_SOCK:
    case BPF_PROG_TYPE_CGROUP_SOCK_ADDR:
      return true;
    default:
      return false;
  }
}

bpf_link* attach_to_root_cgroup(const bpf_program* program) {
  const UniqueFd root = open_root_cgroup();
  if (!root) return nullptr;
  return bpf_program__attach_cgroup(program, root.get());
}

}  // namespace trace
