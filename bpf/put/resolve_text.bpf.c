/* SPDX-License-Identifier: GPL-2.0-only */
/* The text of a look-up (bpf/put/resolve.h): read, cut into names, and joined again below a directory. */
#include "bpf/core/kernel.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include "bpf/put/path.h"
#include "bpf/put/resolve_step.h"

char LICENSE[] SEC("license") = "GPL";

#define SLASHES_AT_ONCE 16
#define SLASHES_AT_END 256 /* before more of them a name is not seen to be the last, and is looked up */

__noinline int find_text(__u32 lane_number, __u64 given)
{
	struct lane *lane = lane_by_number(lane_number);
	if (!lane)
		return 0;
	const bool user = !(lane->find.how & RESOLVE_KERNEL_TEXT);
	__u8 *to = &lane->text[WIRE_STRING_MAX];
	const long n = user ? bpf_probe_read_user_str(to, WIRE_STRING_MAX, (const void *)given)
			    : bpf_probe_read_kernel_str(to, WIRE_STRING_MAX, (const void *)given);
	if (n < 0)
		return 0;
	__u32 size = n > 0 ? n - 1 : 0; /* see USER_STRING_EMPTY */
	const __u32 whole = size;
	/* Slashes at the end: then the last name is seen to be the last. */
	for (__u32 i = 0; i < SLASHES_AT_END && size > 1; i++) {
		if (to[(size - 1) & (WIRE_STRING_MAX - 1)] != '/')
			break;
		size--;
	}
	to[size & (WIRE_STRING_MAX - 1)] = 0;
	lane->find.at = WIRE_STRING_MAX;
	/* fs/namei.c, lookup_last(): a slash at the end follows the link before it. */
	if (lane->find.how & RESOLVE_NOFOLLOW && size == whole)
		lane->find.how |= RESOLVE_PARENT;
	return 1;
}

__noinline int find_name(__u32 lane_number)
{
	struct lane *lane = lane_by_number(lane_number);
	if (!lane)
		return FIND_LOST;
	__u32 at = lane->find.at;

	for (int i = 0; i < SLASHES_AT_ONCE && lane->text[at & TEXT_MASK] == '/'; i++)
		at++;
	lane->find.at = at;
	__u32 size = 0;
	for (; size < NAME_MAX; size++) {
		const __u8 c = lane->text[(at + size) & TEXT_MASK];
		if (!c || c == '/')
			break;
		lane->name[size] = c;
	}
	if (!size)
		return lane->text[at & TEXT_MASK] ? FIND_ON : FIND_LOST;
	lane->find.name_size = size;
	lane->find.at = at + size;
	return FIND_DONE;
}

__noinline int find_tail_add(__u32 lane_number)
{
	struct lane *lane = lane_by_number(lane_number);
	if (!lane)
		return FIND_LOST;
	__u64 tail = lane->find.tail, size = lane->find.name_size & NAME_MAX;
	barrier_var(tail);
	barrier_var(size);
	if (tail >= WIRE_STRING_MAX) {
		event_mark(lane, WIRE_FLAG_TRUNCATED);
		return FIND_LOST;
	}
	size &= NAME_MAX;
	lane->path[WIRE_STRING_MAX + tail] = '/';
	bpf_probe_read_kernel(&lane->path[WIRE_STRING_MAX + tail + 1], size, lane->name);
	lane->find.tail = tail + 1 + size;
	return FIND_ON;
}

__noinline int find_tail_cut(__u32 lane_number)
{
	struct lane *lane = lane_by_number(lane_number);
	if (!lane)
		return FIND_LOST;
	__u32 tail = lane->find.tail;

	for (__u32 i = 0; i <= NAME_MAX && tail; i++) {
		tail--;
		if (lane->path[WIRE_STRING_MAX + (tail & (WIRE_STRING_MAX - 1))] == '/')
			break;
	}
	lane->find.tail = tail;
	return FIND_ON;
}
