// SPDX-License-Identifier: Apache-2.0
#include "collector/kernel/load_refusal.h"

#include <bpf/bpf.h>
#include <sys/resource.h>

#include <cerrno>
#include <cstdint>

#include "common/base/unique_fd.h"

namespace trace {
namespace {

constexpr std::size_t kOtherMapsBytes = std::size_t{4} << 20;  // lanes and ledgers of eight CPUs and more

}  // namespace

std::string why_all_is_refused(const std::string& lockdown, std::size_t ring_bytes) {
  if (lockdown == "confidentiality") {
    return "the kernel is locked down to confidentiality, which forbids BPF programs to read its memory (lockdown= on "
           "its "
           "command line, /sys/kernel/security/lockdown)";
  }
  static constexpr std::uint32_t kPage = 4096;
  const std::size_t bytes = ring_bytes + kOtherMapsBytes;
  const UniqueFd map(bpf_map_create(BPF_MAP_TYPE_ARRAY, "trial", sizeof(std::uint32_t), kPage,
                                    static_cast<std::uint32_t>(bytes / kPage), nullptr));
  const int error = errno;
  rlimit limit{};
  if (map || error != EPERM || getrlimit(RLIMIT_MEMLOCK, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return {};
  return "the limit of locked memory is " + std::to_string(limit.rlim_cur / 1024) +
         " KiB, too little for maps of about " + std::to_string(bytes / 1024) +
         " KiB, and may not be raised (needs CAP_SYS_RESOURCE, or \"ulimit -l unlimited\" by one who has it)";
}

}  // namespace trace
