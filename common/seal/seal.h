// SPDX-License-Identifier: Apache-2.0
// What a seal (common/wire/seal.h) holds together: its own hash, and the sets of events and processes in its part.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "common/wire/seal.h"

namespace trace {

// Bytes of a part, for readers. It has 1 MiB and a block at most, compressed or not, and nothing makes it so much larger.
inline constexpr std::size_t kPartMax = 8 << 20;

// A seal with what every seal has, and the mark.
wire_seal blank_seal(const wire_u8 (&mark)[WIRE_MARK_SIZE]);

// What every seal of a file begins with, from its first byte to its mark; without the mark, every seal there is.
std::string_view signature_of(const wire_seal& seal);
std::string_view signature_of_all_seals();

// What it is signed for: all before the signature. The view is of `seal`.
std::string_view signed_part(const wire_seal& seal);

// Fills in its hash, which is last.
void close_seal(wire_seal& seal);
// It is a seal, and as it was when it was closed.
bool is_sound(const wire_seal& seal);

// The sets may hold more than was added, never less.
void add_event(std::uint32_t id, wire_seal& seal);
void add_process(std::uint32_t host_pid, std::uint64_t start_ns, wire_seal& seal);
bool may_have_event(const wire_seal& seal, std::uint32_t id);
bool may_have_process(const wire_seal& seal, std::uint32_t host_pid, std::uint64_t start_ns);

}  // namespace trace
