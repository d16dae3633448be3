// SPDX-License-Identifier: Apache-2.0
// What the collector does with the maps of its programs, and what it leaves to others. Tested by tests/kernel/maps_test.cpp.
#pragma once

#include <array>
#include <string_view>

#include "common/base/result.h"

struct bpf_map;
struct bpf_object;

namespace trace {

Status put(const bpf_map* map, const void* key, const void* value);

// Those that root can still change by bpf(2) once the programs are at work: the containers, which the collector changes as they come and go,
// and what it writes by a mapping, since such a map cannot be frozen: how far the ring buffers were read, and the few variables that
// both sides write.
inline constexpr std::array<std::string_view, 5> kOpenMaps{"containers", "events", "captured_bytes", "packets",
                                                           ".data.shared"};

// Freezes all others: nothing changes by bpf(2) any more what the programs were told, or have written down. They go on writing to a frozen
// map. The variables stay where libbpf has mapped them, and can only be read there. BPF_F_RDONLY at creation would not
// do: it is about one descriptor, and whoever may ask for another one has it for writing (kernel/bpf/syscall.c).
Status close_maps(const bpf_object* object);

}  // namespace trace
