/* SPDX-License-Identifier: Apache-2.0
 *
 * Integers of fixed width, for BPF C and for C++.
 */
#ifndef TRACE_WIRE_INTEGERS_H
#define TRACE_WIRE_INTEGERS_H

#ifdef __bpf__
typedef __u8 wire_u8;
typedef __u16 wire_u16;
typedef __u32 wire_u32;
typedef __u64 wire_u64;
typedef __s32 wire_s32;
typedef __s64 wire_s64;
#define WIRE_STATIC_ASSERT _Static_assert
#else
#include <cstdint>
using wire_u8 = std::uint8_t;
using wire_u16 = std::uint16_t;
using wire_u32 = std::uint32_t;
using wire_u64 = std::uint64_t;
using wire_s32 = std::int32_t;
using wire_s64 = std::int64_t;
#define WIRE_STATIC_ASSERT static_assert
#endif

#endif
