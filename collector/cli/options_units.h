// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "common/base/result.h"

namespace trace {

// The ring buffer's size in bytes, from 4 KiB to 1 GiB: 8388608, 512k, 16M, 1G; rounded up to the
// power of two that the kernel demands (ringbuf_map_alloc() of kernel/bpf/ringbuf.c).
Result<std::uint64_t> parse_ring_bytes(std::string_view text);

}  // namespace trace
