// SPDX-License-Identifier: Apache-2.0
#include "collector/capture/packet_counts.h"

#include <sys/mman.h>
#include <unistd.h>

#include "common/seam/packets.h"

namespace trace {

std::uint64_t lost_packets(const UniqueFd& map, std::size_t cpus) {
  if (!map) return 0;
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  const std::size_t size = (cpus * sizeof(wire_packet_counts) + page - 1) / page * page;
  void* const at = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, map.get(), 0);
  if (at == MAP_FAILED) return 0;
  std::uint64_t lost = 0;
  for (std::size_t cpu = 0; cpu < cpus; ++cpu) lost += static_cast<const wire_packet_counts*>(at)[cpu].lost;
  ::munmap(at, size);
  return lost;
}

}  // namespace trace
