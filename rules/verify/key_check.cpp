// SPDX-License-Identifier: Apache-2.0
#include "rules/verify/key_check.h"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <utility>

#include "common/seal/seal.h"

namespace trace {
namespace {

// What waits in the ring buffer and in a pipe may be as late.
constexpr std::uint64_t kLateNs = kEpochNs;

bool same_key(const wire_u8 (&a)[WIRE_KEY_SIZE], const wire_u8 (&b)[WIRE_KEY_SIZE]) {
  return std::memcmp(a, b, sizeof(a)) == 0;
}

// Of the wall clock; the same in two seals means that it was not set between them.
std::uint64_t boot_time_of(const wire_seal& seal) {
  return seal.sealed_ns - seal.sealed_boot_ns;
}

bool has_old_events(const wire_seal& before, const wire_seal& seal) {
  const bool clock_was_set = boot_time_of(before) != boot_time_of(seal);
  return !clock_was_set && seal.events != 0 && seal.first_time_ns + kLateNs < before.sealed_ns;
}

}  // namespace

std::string KeyCheck::wrong_with(const wire_seal& seal) {
  if (!asks()) return "";
  const std::optional<wire_seal> before = std::exchange(before_, seal);
  if ((seal.flags & WIRE_SEAL_SIGNED) == 0) return "it is not signed";
  if (!has_signature(seal)) return "its signature is wrong";
  const bool begins =
      (seal.flags & WIRE_SEAL_OPENS) != 0 &&
      std::all_of(std::begin(seal.previous), std::end(seal.previous), [](wire_u8 byte) { return byte == 0; });
  const bool is_other = before && std::memcmp(before->mark, seal.mark, sizeof(seal.mark)) != 0;
  if (before && !begins && !is_other) return wrong_after(*before, seal);
  if (is_given(seal)) return "";
  return seal.file == 0
             ? "it is signed by another key than the one given"
             : "it is signed by another key than the one given, and the files before it are not here: give the key "
               "that was printed with it";
}

bool KeyCheck::is_given(const wire_seal& seal) const {
  return std::any_of(keys_.begin(), keys_.end(),
                     [&](const PublicKey& key) { return std::equal(key.begin(), key.end(), std::begin(seal.key)); });
}

std::string KeyCheck::wrong_after(const wire_seal& before, const wire_seal& seal) const {
  const bool is_over = ends_epoch(before);
  if (seal.epoch != before.epoch + (is_over ? 1 : 0)) {
    return "it is of epoch " + std::to_string(seal.epoch) + " after epoch " + std::to_string(before.epoch);
  }
  const bool has_its_key = same_key(seal.key, is_over ? before.next_key : before.key) &&
                           (is_over || same_key(seal.next_key, before.next_key));
  if (!has_its_key) return "it is signed by another key than its epoch has";
  if (seal.epoch_begin_ns != (is_over ? before.sealed_boot_ns : before.epoch_begin_ns) ||
      seal.sealed_boot_ns < before.sealed_boot_ns) {
    return "its times are not those of its epoch";
  }
  if (has_old_events(before, seal)) return "it has events that are older than its epoch";
  return "";
}

}  // namespace trace
