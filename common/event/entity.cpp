// SPDX-License-Identifier: Apache-2.0
#include "common/event/entity.h"

#include <array>
#include <bit>

namespace trace {
namespace {

constexpr std::uint32_t kSeed = 0x18273645;
constexpr std::uint64_t kGrainNs = 10'000'000;

// One block of MurmurHash3_x86_32 (Austin Appleby, public domain; the constants are the algorithm).
constexpr std::uint32_t mix(std::uint32_t hash, std::uint32_t block) {
  block *= 0xcc9e2d51;
  block = std::rotl(block, 15);
  block *= 0x1b873593;
  hash ^= block;
  hash = std::rotl(hash, 13);
  return hash * 5 + 0xe6546b64;
}

constexpr std::uint32_t finish(std::uint32_t hash, std::uint32_t size_bytes) {
  hash ^= size_bytes;
  hash ^= hash >> 16;
  hash *= 0x85ebca6b;
  hash ^= hash >> 13;
  hash *= 0xc2b2ae35;
  hash ^= hash >> 16;
  return hash;
}

}  // namespace

std::uint32_t entity_id(std::uint32_t host_pid, std::uint64_t start_ns) {
  const std::uint64_t start = start_ns - start_ns % kGrainNs;
  const std::array<std::uint32_t, 3> blocks = {host_pid, static_cast<std::uint32_t>(start),
                                               static_cast<std::uint32_t>(start >> 32)};
  std::uint32_t hash = kSeed;
  for (const std::uint32_t block : blocks) hash = mix(hash, block);
  return finish(hash, sizeof(blocks));
}

}  // namespace trace
