/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Fields of an event that is being put together: numbers, strings, bytes, and a setter for each FIELD row of the catalog.
 *
 * barrier_var() keeps the compiler from checking one copy of an index and using another: the verifier would lose the bound.
 */
#pragma once

#include "bpf/core/frame.h"

#define FIELD_SIZE sizeof(struct wire_field)

/* Where the next field goes if it needs at most `room` bytes; NULL if the frame is full. */
#define FIELD_AT(lane, room)                                                                       \
	({                                                                                         \
		__u64 field_at = (lane)->used;                                                     \
		struct wire_field *field_ptr = NULL;                                               \
		barrier_var(field_at);                                                             \
		if (field_at <= WIRE_FRAME_MAX - FIELD_SIZE - (room))                              \
			field_ptr = (struct wire_field *)&(lane)->data[field_at];                  \
		else                                                                               \
			event_mark(lane, WIRE_FLAG_TRUNCATED);                                     \
		field_ptr;                                                                         \
	})

static __always_inline void field_done(struct lane *lane, struct wire_field *field, __u8 ordinal, __u8 type,
				       __u32 size)
{
	field->ordinal = ordinal;
	field->type = type;
	field->size = size;
	lane->used += FIELD_SIZE + size;
	event_of(lane)->header.fields++;
}

#define PUT_SCALAR(lane, ordinal, type, ctype, value)                                              \
	({                                                                                         \
		struct wire_field *scalar = FIELD_AT(lane, sizeof(ctype));                         \
		if (scalar) {                                                                      \
			ctype scalar_value = (value);                                              \
			__builtin_memcpy(scalar + 1, &scalar_value, sizeof(ctype));                \
			field_done(lane, scalar, ordinal, type, sizeof(ctype));                    \
		}                                                                                  \
	})

/*
 * USER_STRING_EMPTY: mm/maccess.c, strncpy_from_user_nofault() counts the closing NUL, save that of an empty string,
 * before 6.13. So bpf_probe_read_user_str() returns 0 for one, and has written the NUL.
 */

/* Whether a string that filled its buffer came to its end by that: the helpers that read strings do not say. */
static __always_inline bool ends_at(const void *last, bool user)
{
	char end = 1;
	if (user)
		bpf_probe_read_user(&end, 1, last);
	else
		bpf_probe_read_kernel(&end, 1, last);
	return !end;
}

/* Whether two pieces of memory are equal. REQUIRES: a size that is a constant, and small: clang 14 calls memcmp() otherwise. */
static __always_inline bool bytes_equal(const __u8 *a, const char *b, __u32 size)
{
	__u8 differ = 0; /* no branches, which the verifier would walk one by one */
#pragma unroll
	for (__u32 i = 0; i < size; i++)
		differ |= a[i] ^ (__u8)b[i];
	return !differ;
}

/* A string of the kernel or of the process, at most WIRE_STRING_MAX - 1 bytes. Unreadable: no field, a flag. */
static __always_inline void put_string(struct lane *lane, __u8 ordinal, const void *from, bool user)
{
	struct wire_field *field = FIELD_AT(lane, WIRE_STRING_MAX);
	if (!field)
		return;
	long n = user ? bpf_probe_read_user_str(field + 1, WIRE_STRING_MAX, from)
		      : bpf_probe_read_kernel_str(field + 1, WIRE_STRING_MAX, from);
	if (n < 0) {
		event_mark(lane, WIRE_FLAG_UNREADABLE);
		return;
	}
	if (n == 0) /* see USER_STRING_EMPTY */
		n = 1;
	__u8 type = WIRE_STR;
	if (user) {
		type |= WIRE_FIELD_USER;
		event_mark(lane, WIRE_FLAG_USER_MEMORY);
	}
	if (n == WIRE_STRING_MAX && !ends_at(from + WIRE_STRING_MAX - 1, user)) {
		type |= WIRE_FIELD_TRUNCATED;
		event_mark(lane, WIRE_FLAG_TRUNCATED);
	}
	field_done(lane, field, ordinal, type, (n - 1) & (WIRE_STRING_MAX - 1));
}

/* `size` bytes of the process's memory as a string, without a closing NUL; at most WIRE_STRING_MAX - 1. */
static __always_inline void put_text(struct lane *lane, __u8 ordinal, const void *from, __u64 size)
{
	struct wire_field *field = FIELD_AT(lane, WIRE_STRING_MAX);
	if (!field)
		return;
	const bool cut = size > WIRE_STRING_MAX - 1;
	__u64 n = cut ? WIRE_STRING_MAX - 1 : size;
	barrier_var(n);
	n &= WIRE_STRING_MAX - 1;
	if (bpf_probe_read_user(field + 1, n, from)) {
		event_mark(lane, WIRE_FLAG_UNREADABLE);
		return;
	}
	if (n && !((char *)(field + 1))[(n - 1) & (WIRE_STRING_MAX - 1)])
		n--;
	field_done(lane, field, ordinal, WIRE_STR | WIRE_FIELD_USER | (cut ? WIRE_FIELD_TRUNCATED : 0), n);
	event_mark(lane, WIRE_FLAG_USER_MEMORY | (cut ? WIRE_FLAG_TRUNCATED : 0));
}

/* `size` bytes, at most 128; kernel memory or user memory. */
static __always_inline void put_bytes(struct lane *lane, __u8 ordinal, __u8 type, const void *from, __u32 size,
				      bool user)
{
	struct wire_field *field = FIELD_AT(lane, 128);
	if (!field)
		return;
	__u64 n = size;
	barrier_var(n);
	if (n > 128)
		n = 128;
	long failed = user ? bpf_probe_read_user(field + 1, n, from)
			   : bpf_probe_read_kernel(field + 1, n, from);
	if (failed) {
		event_mark(lane, WIRE_FLAG_UNREADABLE);
		return;
	}
	if (user) {
		type |= WIRE_FIELD_USER;
		event_mark(lane, WIRE_FLAG_USER_MEMORY);
	}
	field_done(lane, field, ordinal, type, n);
}

/*
 * Typed setters, one a FIELD line of the catalog: security_file_open_flags(lane, flags). A misspelt name or a wrong
 * type does not compile. Strings and bytes have setters by the same name that say where they come from.
 */
#define SETTER_SCALAR(event, name, wire, ctype)                                                    \
	static __always_inline void event##_##name(struct lane *lane, ctype value)                 \
	{                                                                                          \
		PUT_SCALAR(lane, WIRE_ORDINAL(event, name), wire, ctype, value);                   \
	}
#define SETTER_I32(event, name) SETTER_SCALAR(event, name, WIRE_I32, __s32)
#define SETTER_U32(event, name) SETTER_SCALAR(event, name, WIRE_U32, __u32)
#define SETTER_U64(event, name) SETTER_SCALAR(event, name, WIRE_U64, __u64)
#define SETTER_PTR(event, name) SETTER_SCALAR(event, name, WIRE_PTR, __u64)
#define SETTER_U16(event, name) SETTER_SCALAR(event, name, WIRE_U16, __u16)
#define SETTER_U8(event, name) SETTER_SCALAR(event, name, WIRE_U8, __u8)
#define SETTER_BOOL(event, name) SETTER_SCALAR(event, name, WIRE_BOOL, __u8)
#define SETTER_STR(event, name)                                                                    \
	static __always_inline void event##_##name(struct lane *lane, const void *kernel_string)   \
	{                                                                                          \
		put_string(lane, WIRE_ORDINAL(event, name), kernel_string, false);                 \
	}                                                                                          \
	static __always_inline void event##_##name##_user(struct lane *lane, const void *user_string) \
	{                                                                                          \
		put_string(lane, WIRE_ORDINAL(event, name), user_string, true);                    \
	}
/* Written by functions of their own, which take the ordinal. */
#define SETTER_STRV(event, name)
#define SETTER_SOCKADDR(event, name)
#define SETTER_CRED(event, name)

#define FIELD(event, name, type, ctype, meaning, doc) SETTER_##type(event, name)
#include "common/catalog/events.def"
