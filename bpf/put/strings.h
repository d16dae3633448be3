/* SPDX-License-Identifier: GPL-2.0-only */
/* Vectors of strings. */
#pragma once

#include "bpf/core/field.h"
#include "bpf/core/room.h"

#define ARGV_BUSY 1024 /* when the ring buffer fills up: who passes long arguments takes no more room than others */

static __always_inline void mark_truncated(struct lane *lane, struct wire_field *field)
{
	field->type |= WIRE_FIELD_TRUNCATED;
	event_mark(lane, WIRE_FLAG_TRUNCATED);
}

/* argv or envp as given to execve: an array of pointers in user memory, closed by NULL. */
int put_user_vector(__u32 lane_number, __u32 ordinal, __u64 vector);

/* Strings that lie in a row, as the kernel puts argv and the environment on a new program's stack. */
static __always_inline void put_user_area(struct lane *lane, __u8 ordinal, __u64 start, __u64 end)
{
	struct wire_field *field = FIELD_AT(lane, WIRE_ARGV_MAX);
	if (!field || end < start)
		return;
	const __u64 most = room == ROOM_CALM ? WIRE_ARGV_MAX : ARGV_BUSY;
	__u64 size = end - start;
	const bool cut = size > most;
	if (cut)
		size = most;
	barrier_var(size);
	if (size > WIRE_ARGV_MAX)
		size = WIRE_ARGV_MAX;
	if (bpf_probe_read_user(field + 1, size, (const void *)start)) {
		event_mark(lane, WIRE_FLAG_UNREADABLE);
		return;
	}
	if (size)
		((char *)(field + 1))[(size - 1) & (WIRE_ARGV_MAX - 1)] = 0;
	field_done(lane, field, ordinal, WIRE_STRV | WIRE_FIELD_USER, size);
	event_mark(lane, WIRE_FLAG_USER_MEMORY);
	if (cut)
		mark_truncated(lane, field);
}
