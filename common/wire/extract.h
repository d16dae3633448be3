/* SPDX-License-Identifier: Apache-2.0
 *
 * EXTRACT: what stands at the beginning of a file that has parts of a sealed recording, each with its seal, as they were sealed. It is a
 * skippable frame of Zstandard, as a seal is (common/wire/seal.h). docs/wire.md says what follows. Everything is little endian.
 */
#ifndef TRACE_WIRE_EXTRACT_H
#define TRACE_WIRE_EXTRACT_H

#include "common/wire/frame.h"

#define WIRE_EXTRACT_SKIPPABLE 0x184d2a55u
#define WIRE_EXTRACT_MAGIC 0x5254584543415254ULL /* "TRACEXTR" read as little endian */
#define WIRE_EXTRACT_VERSION 1

struct wire_extract {
  wire_u32 skippable;           /* WIRE_EXTRACT_SKIPPABLE */
  wire_u32 size;                /* bytes that follow these eight */
  wire_u64 magic;               /* WIRE_EXTRACT_MAGIC */
  wire_u8 mark[WIRE_MARK_SIZE]; /* of the seals */
  wire_u16 version;
  wire_u16 reserved;
  wire_u32 reserved2;
  wire_u64 parts; /* of the recording */
  wire_u64 bytes; /* of the recording */
};
WIRE_STATIC_ASSERT(sizeof(struct wire_extract) == 56, "wire_extract is wire format");

#endif
