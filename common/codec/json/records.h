// SPDX-License-Identifier: Apache-2.0
// The lines of our own between events, for the writer; reading.h has their reader.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "common/catalog/architecture.h"
#include "common/wire/frame.h"

namespace trace::json {

// By wire_artifact_kind.
inline constexpr auto kArtifactKinds =
    std::to_array<std::string_view>({"", "executable", "written", "read", "module", "memory", "bpf", "packets"});

// `boot_time_ns` makes times since boot times since the epoch.
void append_loss(const wire_loss& loss, std::uint64_t boot_time_ns, std::string& out);
// Without its rows: the end says them all, and this is a sign of life, every second.
struct Checkpoint {
  std::uint64_t time_ns = 0;  // since the epoch
  // Said only where numbers would be taken for those of x86_64: names mean the same on each.
  Architecture architecture = Architecture::x86_64;
  bool begins = false;  // the first one of a stream
  bool is_extract = false;
  std::uint64_t relative_to_ns = 0;  // what the times of events are to be added to; 0: they are since the epoch
};
void append_checkpoint(const Checkpoint& said, std::string& out);
void append_totals(std::span<const wire_total> totals, bool goes_on, std::string& out);
void append_clock(const wire_clock& clock, std::string& out);
void append_artifact(const wire_artifact& artifact, std::string& out);

}  // namespace trace::json
