// SPDX-License-Identifier: Apache-2.0
#include "common/event/entity.h"

#include <array>
#include <bit>

namespace trace {

std::uint32_t entity_id(std::uint32_t pid, std::uint64_t start_ns) {
  constexpr std::uint32_t kSeed = 0x18273645;
  constexpr std::uint64_t kTickNs = 10'000'000;
  const std::uint64_t start = start_ns - start_ns % kTickNs;
  const std::array<std::uint32_t, 3> blocks = {pid, static_cast<std::uint32_t>(start),
                                               static_cast<std::uint32_t>(start >> 32)};

  std::uint32_t hash = kSeed;
  for (const std::uint32_t block : blocks) {
    hash ^= std::rotl(block * 0xcc9e2d51U, 15) * 0x1b873593U;
    hash = std::rotl(hash, 13) * 5 + 0xe6546b64U;
  }
  hash ^= static_cast<std::uint32_t>(sizeof blocks);
  hash = (hash ^ (hash >> 16)) * 0x85ebca6bU;
  hash = (hash ^ (hash >> 13)) * 0xc2b2ae35U;
  return hash ^ (hash >> 16);
}

}  // namespace trace
