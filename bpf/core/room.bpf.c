/* SPDX-License-Identifier: GPL-2.0-only */
#include "bpf/core/kernel.h"
#include <bpf/bpf_helpers.h>
#include "bpf/core/maps.h"
#include "bpf/core/room.h"

char LICENSE[] SEC("license") = "GPL";

#define EPOCH_SHIFT 23 /* of nanoseconds: 8 ms */
#define BUDGET_BUSY 512 /* events of a process in that time */
#define BUDGET_CROWDED 64
#define BUDGETS 1024 /* processes whose numbers hash alike share one */

__u32 room = ROOM_CALM;
__u64 budgets[BUDGETS] = {}; /* the time in the upper half, what is spent in the lower. Races lose a count, which does no harm */

static __always_inline __u32 room_now(void)
{
	const __u64 unread = bpf_ringbuf_query(&events, BPF_RB_AVAIL_DATA);

	if (unread < settings.ring_bytes / 2)
		return ROOM_CALM;
	return unread < settings.ring_bytes / 4 * 3 ? ROOM_BUSY : ROOM_CROWDED;
}

static __always_inline bool budget_allows(__u32 most)
{
	const __u32 process = bpf_get_current_pid_tgid() >> 32;
	const __u32 epoch = bpf_ktime_get_boot_ns() >> EPOCH_SHIFT;
	/* Multiplicative hashing; nobody can tell whom a number shares its budget with. */
	const __u32 hash = (process ^ (__u32)settings.start_ns) * 2654435769U;
	__u64 *budget = &budgets[(hash >> 22) & (BUDGETS - 1)];
	const __u32 spent = *budget >> 32 == epoch ? (__u32)*budget : 0;

	*budget = (__u64)epoch << 32 | (spent + 1);
	return spent < most;
}

__noinline int room_admits(__u32 slot, __s64 ret)
{
	const __u8 weight = settings.weights[slot & (WIRE_SLOT_MAX - 1)];

	room = room_now();
	if (room == ROOM_CALM || weight == WIRE_NEEDED)
		return 1;
	if (room == ROOM_BUSY)
		return budget_allows(BUDGET_BUSY);
	return weight == WIRE_WEIGHS && ret >= 0 && budget_allows(BUDGET_CROWDED);
}
