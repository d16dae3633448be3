/* SPDX-License-Identifier: GPL-2.0-only */
/* The text of a look-up (bpf/put/resolve.h): read, cut into names, and joined again below a directory. */
#include "bpf/core/kernel.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include "bpf/put/path.h"
#include "bpf/put/resolve_step.h"

char LICENSE[] SEC("license") = "GPL";

#define AT_ONCE 16 /* bytes that a function looks at; those around it call it as often: see bpf/put/resolve.bpf.c */

/* Takes slashes off the end of the text, which is so long. Returns what is left. */
__noinline int text_without_slashes(__u32 lane_number, __u32 size)
{
	struct lane *lane = lane_by_number(lane_number);
	if (!lane)
		return 0;
	for (int i = 0; i < AT_ONCE && size > 1; i++) {
		if (lane->text[WIRE_STRING_MAX + ((size - 1) & (WIRE_STRING_MAX - 1))] != '/')
			break;
		size--;
	}
	return size;
}

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
	/* Then the last name is seen to be the last. With more slashes than that after it, it is looked up. */
	for (int i = 0; i < AT_ONCE; i++)
		size = text_without_slashes(lane_number, size);
	to[size & (WIRE_STRING_MAX - 1)] = 0;
	lane->find.at = WIRE_STRING_MAX;
	/* fs/namei.c, lookup_last(): a slash at the end follows the link before it. */
	if (lane->find.how & RESOLVE_NOFOLLOW && size == whole)
		lane->find.how |= RESOLVE_PARENT;
	return 1;
}

/* Some bytes more of the name. FIND_DONE: it has no more. */
__noinline int find_name_part(__u32 lane_number)
{
	struct lane *lane = lane_by_number(lane_number);
	if (!lane)
		return FIND_DONE;
	__u32 at = lane->find.at, size = lane->find.name_size;
	int step = FIND_ON;

	for (int i = 0; i < AT_ONCE && step == FIND_ON; i++) {
		const __u8 c = lane->text[at & TEXT_MASK];
		if (!c || c == '/' || size == NAME_MAX) {
			step = FIND_DONE;
		} else {
			lane->name[size++ & NAME_MAX] = c;
			at++;
		}
	}
	lane->find.at = at;
	lane->find.name_size = size;
	return step;
}

__noinline int find_name(__u32 lane_number)
{
	struct lane *lane = lane_by_number(lane_number);
	if (!lane)
		return FIND_LOST;
	__u32 at = lane->find.at;
	int step = FIND_ON;

	for (int i = 0; i < AT_ONCE && lane->text[at & TEXT_MASK] == '/'; i++)
		at++;
	lane->find.at = at;
	lane->find.name_size = 0;
	for (int i = 0; i < AT_ONCE && step == FIND_ON; i++)
		step = find_name_part(lane_number);
	if (!lane->find.name_size)
		return lane->text[at & TEXT_MASK] ? FIND_ON : FIND_LOST;
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

/* Some bytes less of the last name. FIND_DONE: it is gone, with its slash. */
__noinline int find_tail_cut_part(__u32 lane_number)
{
	struct lane *lane = lane_by_number(lane_number);
	if (!lane)
		return FIND_DONE;
	__u32 tail = lane->find.tail;
	int step = FIND_ON;

	for (int i = 0; i < AT_ONCE && step == FIND_ON; i++) {
		if (!tail || lane->path[WIRE_STRING_MAX + (--tail & (WIRE_STRING_MAX - 1))] == '/')
			step = FIND_DONE;
	}
	lane->find.tail = tail;
	return step;
}

__noinline int find_tail_cut(__u32 lane_number)
{
	int step = FIND_ON;

	for (int i = 0; i < AT_ONCE && step == FIND_ON; i++)
		step = find_tail_cut_part(lane_number);
	return FIND_ON;
}

/* Adds a number to the text in lane->path, which is so long. Returns how long it is then. */
__noinline int text_put_number(__u32 lane_number, __u32 size, __u32 number)
{
	struct lane *lane = lane_by_number(lane_number);
	if (!lane)
		return 0;
	__u32 unit = 1000000000;
	bool begun = false;

	for (int i = 0; i < NUMBER_SIZE_MAX; i++, unit /= 10) {
		const __u32 digit = number / unit % 10;
		begun = begun || digit || unit == 1;
		if (begun)
			lane->path[size++ & 0x3f] = '0' + digit;
	}
	return size;
}

__noinline int find_self_text(__u32 lane_number, __u32 level)
{
	struct lane *lane = lane_by_number(lane_number);
	if (!lane)
		return 0;
	struct task_struct *task = current_task();
	const struct pid *process = BPF_CORE_READ(task, group_leader, thread_pid);
	const struct pid *thread = BPF_CORE_READ(task, thread_pid);

	if (!name_is(lane, "self", 4) && !name_is(lane, "thread-self", 11))
		return 0;
	if (level > BPF_CORE_READ(process, level))
		return 0;
	__u32 size = text_put_number(lane_number, 0, upid_at(process, level).nr);
	if (lane->find.name_size == 4)
		return size;
#pragma unroll
	for (__u32 i = 0; i < sizeof("/task/") - 1; i++)
		lane->path[size++ & 0x3f] = "/task/"[i];
	return text_put_number(lane_number, size, upid_at(thread, level).nr);
}
