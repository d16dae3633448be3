/* SPDX-License-Identifier: Apache-2.0
 *
 * The head of an EVENT frame: who did it, when and where. BPF C and C++ both include this.
 *
 * The members after the first five are those of context.def, the widest first, so that there are no holes. The CATALOG
 * frame says of each where it is: a reader finds them by name, steps over those that it does not know, and takes those
 * that are missing for 0. So a new row of context.def is an addition to the format, and no new version of it.
 */
#ifndef TRACE_CATALOG_HEAD_H
#define TRACE_CATALOG_HEAD_H

#include "common/wire/frame.h"

struct wire_event {
  struct wire_header header;
  wire_u32 id;        /* of the event */
  wire_u16 head_size; /* bytes from the start of the frame to its first field */
  wire_u8 provider;   /* enum wire_provider */
  wire_u8 variant;    /* which of several hooks of that kind, 0 if there is one */

/* What of a source stands in the head; the rest of them follows from other members, or from other frames. */
#define HEAD_HEAD(type, member) HEAD_##type(member)
#define HEAD_RESULT(member) HEAD_I64(member)
#define HEAD_TIME(member) HEAD_U64(member)
#define HEAD_NAME(member) HEAD_TEXT(member)
#define HEAD_CALL(member) HEAD_I32(member)
#define HEAD_FLAG(bit)
#define HEAD_CPU(member, lane)
#define HEAD_ENTITY(member, pid, start_ns)
#define HEAD_TOLD(member)

#define HEAD_U64(member) wire_u64 member;
#define HEAD_I64(member) wire_s64 member;
#define HEAD_TEXT(member)
#define HEAD_U32(member)
#define HEAD_I32(member)
#define HEAD_U16(member)
#define EACH_SOURCE(source) HEAD_##source
#include "common/catalog/context.def"
#undef HEAD_U64
#undef HEAD_I64
#undef HEAD_TEXT

#define HEAD_U64(member)
#define HEAD_I64(member)
#define HEAD_TEXT(member) char member[WIRE_NAME_SIZE];
#define EACH_SOURCE(source) HEAD_##source
#include "common/catalog/context.def"
#undef HEAD_TEXT
#undef HEAD_U32
#undef HEAD_I32

#define HEAD_TEXT(member)
#define HEAD_U32(member) wire_u32 member;
#define HEAD_I32(member) wire_s32 member;
#define EACH_SOURCE(source) HEAD_##source
#include "common/catalog/context.def"
#undef HEAD_U32
#undef HEAD_I32
#undef HEAD_U16

#define HEAD_U32(member)
#define HEAD_I32(member)
#define HEAD_U16(member) wire_u16 member;
#define EACH_SOURCE(source) HEAD_##source
#include "common/catalog/context.def"

#undef HEAD_U64
#undef HEAD_I64
#undef HEAD_TEXT
#undef HEAD_U32
#undef HEAD_I32
#undef HEAD_U16
#undef HEAD_HEAD
#undef HEAD_RESULT
#undef HEAD_TIME
#undef HEAD_NAME
#undef HEAD_CALL
#undef HEAD_FLAG
#undef HEAD_CPU
#undef HEAD_ENTITY
#undef HEAD_TOLD
};
/* Before its first described member. A reader of any build finds these there. */
#define WIRE_HEAD_FIXED 16
WIRE_STATIC_ASSERT(WIRE_HEAD_FIXED == sizeof(struct wire_header) + 8, "the beginning of wire_event is wire format");

#endif
