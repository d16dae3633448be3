// SPDX-License-Identifier: Apache-2.0
#include "common/seal/seal.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>

#include "common/artifact/sha256.h"
#include "common/base/bytes.h"
#include "common/codec/frame/catalog_frame.h"

namespace trace {
namespace {

constexpr unsigned kBitsAProcess = 4;

template <std::size_t N>
void set_bit(wire_u8 (&bits)[N], std::size_t bit) {
  bits[bit / 8] = static_cast<wire_u8>(bits[bit / 8] | 1U << bit % 8);
}
template <std::size_t N>
bool has_bit(const wire_u8 (&bits)[N], std::size_t bit) {
  return (bits[bit / 8] >> bit % 8 & 1U) != 0;
}

// Kirsch and Mitzenmacher, "Less Hashing, Same Performance" (2006): two hashes do for all bits.
std::array<std::size_t, kBitsAProcess> bits_of(std::uint32_t host_pid, std::uint64_t start_ns) {
  struct Process {
    std::uint64_t start_ns, host_pid;
  };
  const std::uint64_t hash = digest(bytes_of(Process{start_ns, host_pid}));
  std::array<std::size_t, kBitsAProcess> bits{};
  for (std::size_t i = 0; i < bits.size(); ++i) {
    bits[i] = ((hash & 0xffffffff) + i * (hash >> 32 | 1)) % WIRE_SEAL_PROCESS_BITS;
  }
  return bits;
}

std::string_view hashed_part(const wire_seal& seal) {
  return bytes_of(seal).substr(0, offsetof(wire_seal, seal));
}

}  // namespace

wire_seal blank_seal(const wire_u8 (&mark)[WIRE_MARK_SIZE]) {
  wire_seal seal{};
  seal.skippable = WIRE_SEAL_SKIPPABLE;
  seal.size = sizeof(seal) - offsetof(wire_seal, magic);
  seal.magic = WIRE_SEAL_MAGIC;
  std::copy(std::begin(mark), std::end(mark), std::begin(seal.mark));
  seal.version = WIRE_SEAL_VERSION;
  return seal;
}

std::string_view signature_of(const wire_seal& seal) {
  return bytes_of(seal).substr(0, offsetof(wire_seal, version));
}

std::string_view signature_of_all_seals() {
  static const wire_seal seal = blank_seal({});
  return bytes_of(seal).substr(0, offsetof(wire_seal, mark));
}

std::string_view signed_part(const wire_seal& seal) {
  return bytes_of(seal).substr(0, offsetof(wire_seal, signature));
}

void close_seal(wire_seal& seal) {
  const Digest hash = digest_of(hashed_part(seal));
  std::copy(hash.begin(), hash.end(), std::begin(seal.seal));
}

bool is_sound(const wire_seal& seal) {
  const Digest hash = digest_of(hashed_part(seal));
  return bytes_of(seal).starts_with(signature_of_all_seals()) &&
         std::equal(hash.begin(), hash.end(), std::begin(seal.seal));
}

void add_event(std::uint32_t id, wire_seal& seal) {
  set_bit(seal.event_ids, id % WIRE_SEAL_EVENT_BITS);
}

void add_process(std::uint32_t host_pid, std::uint64_t start_ns, wire_seal& seal) {
  for (const std::size_t bit : bits_of(host_pid, start_ns)) set_bit(seal.processes, bit);
}

bool may_have_event(const wire_seal& seal, std::uint32_t id) {
  return has_bit(seal.event_ids, id % WIRE_SEAL_EVENT_BITS);
}

bool may_have_process(const wire_seal& seal, std::uint32_t host_pid, std::uint64_t start_ns) {
  const auto bits = bits_of(host_pid, start_ns);
  return std::all_of(bits.begin(), bits.end(), [&](std::size_t bit) { return has_bit(seal.processes, bit); });
}

}  // namespace trace
