/* SPDX-License-Identifier: GPL-2.0-only */
#include "bpf/core/kernel.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include "bpf/put/path.h"
#include "bpf/put/strings.h"

char LICENSE[] SEC("license") = "GPL";

#define VECTOR_MAX 192 /* strings of a vector; more are cut off and flagged */

enum next { NEXT_ON, NEXT_END, NEXT_CUT };

/* Adds the string that the entry at `entry` points to, at lane->path_at. */
__noinline int put_vector_entry(__u32 lane_number, __u64 entry, __u32 first)
{
	struct lane *lane = lane_by_number(lane_number);
	if (!lane)
		return NEXT_END;
	const bool compat = event_of(lane)->flags & WIRE_FLAG_COMPAT;
	__u64 string = 0;
	if (bpf_probe_read_user(&string, compat ? 4 : 8, (const void *)entry)) {
		event_mark(lane, WIRE_FLAG_UNREADABLE);
		return NEXT_CUT;
	}
	if (!string)
		return NEXT_END;
	__u64 at = lane->path_at;
	barrier_var(at);
	if (at > WIRE_FRAME_MAX - WIRE_ARGV_MAX || at - first >= WIRE_ARGV_MAX)
		return NEXT_CUT;
	const long n = bpf_probe_read_user_str(&lane->data[at], WIRE_ARGV_MAX, (const void *)string);
	if (n < 0) {
		event_mark(lane, WIRE_FLAG_UNREADABLE);
		return NEXT_CUT;
	}
	if (n == 0) /* see USER_STRING_EMPTY */
		lane->data[at] = 0;
	lane->path_at = at + (n ? n : 1);
	return n == WIRE_ARGV_MAX && !ends_at((const void *)string + WIRE_ARGV_MAX - 1, true) ? NEXT_CUT : NEXT_ON;
}

__noinline int put_user_vector(__u32 lane_number, __u32 ordinal, __u64 vector)
{
	struct lane *lane = lane_by_number(lane_number);
	if (!lane)
		return 0;
	struct wire_field *field = FIELD_AT(lane, 2 * WIRE_ARGV_MAX);
	if (!field)
		return 0;
	const __u32 entry_size = event_of(lane)->flags & WIRE_FLAG_COMPAT ? 4 : 8;
	const __u32 first = lane->used + FIELD_SIZE;
	int next = vector ? NEXT_ON : NEXT_END; /* execve takes NULL for an empty one */

	lane->path_at = first;
	for (__u32 i = 0; i < VECTOR_MAX && next == NEXT_ON; i++)
		next = put_vector_entry(lane_number, vector + (__u64)i * entry_size, first);
	field_done(lane, field, ordinal, WIRE_STRV | WIRE_FIELD_USER, lane->path_at - first);
	event_mark(lane, WIRE_FLAG_USER_MEMORY);
	if (next != NEXT_END)
		mark_truncated(lane, field);
	return 0;
}
