// SPDX-License-Identifier: Apache-2.0
// Why programs are refused although the smallest one is not, where that is known.
#pragma once

#include <cstddef>
#include <string>

namespace trace {

// Empty if nothing is known to stand against them.
//   ring_bytes: of the ring buffer. Before Linux 5.11 maps count against RLIMIT_MEMLOCK, which only CAP_SYS_RESOURCE may
//   raise (kernel/bpf/syscall.c, bpf_map_charge_init); a map as large as all of ours is made on trial.
std::string why_all_is_refused(const std::string& lockdown, std::size_t ring_bytes);

}  // namespace trace
