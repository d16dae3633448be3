/* SPDX-License-Identifier: GPL-2.0-only */
#include "bpf/core/kernel.h"
#include <bpf/bpf_helpers.h>
#include "bpf/core/maps.h"
#include "bpf/core/room.h"

char LICENSE[] SEC("license") = "GPL";

#define EPOCH_SHIFT 23 /* of nanoseconds: 8 ms, in which each may send so many events: */
#define PROCESS_BUSY 512
#define PROCESS_CROWDED 64
#define KIND_CROWDED 16 /* these at most; in a small buffer what has room in it, see share() */
#define KIND_CROWDED_WEIGHS 128
#define PROCESSES 1024 /* those whose numbers hash alike share a budget */

__u32 room = ROOM_CALM;
/* The time in the upper half, what is spent in the lower. Races lose a count, which does no harm. */
__u64 spent_by_process[PROCESSES] = {}, spent_by_kind[WIRE_SLOT_MAX] = {}, spent_of_last_room[WIRE_SLOT_MAX] = {};

/* How much has been read, in eighths of the buffer: asked for anew when there is more or less unread than the last time. */
__u64 unread_before = 0;
__u32 eighths_read = 0;

static __always_inline __u32 room_of(__u64 unread)
{
	const __u64 eighth = settings.ring_bytes / 8;

	if (unread < eighth * 4)
		return ROOM_CALM;
	if (unread < eighth * 6)
		return ROOM_BUSY;
	return unread < eighth * 7 ? ROOM_CROWDED : ROOM_FULL;
}

/* What is refused is not spent. */
static __always_inline bool budget_allows(__u64 *budget, __u32 epoch, __u32 most, __u32 amount)
{
	const __u32 spent = *budget >> 32 == epoch ? (__u32)*budget : 0;

	if (spent >= most)
		return false;
	*budget = (__u64)epoch << 32 | (spent + amount);
	return true;
}

static __always_inline bool process_may(__u32 epoch, __u32 most)
{
	const __u32 process = bpf_get_current_pid_tgid() >> 32;
	/* Multiplicative hashing; nobody can tell whom a number shares its budget with. */
	const __u32 hash = (process ^ (__u32)settings.start_ns) * 2654435769U;

	return budget_allows(&spent_by_process[(hash >> 22) & (PROCESSES - 1)], epoch, most, 1);
}

/* One in 2^shift of as many events as a buffer has bytes, but no more than `most`, and one at least. */
static __always_inline __u32 share(__u32 shift, __u32 most)
{
	const __u64 part = settings.ring_bytes >> shift;

	return part > most ? most : part ? part : 1;
}

static __always_inline bool kind_may(__u32 slot, __u32 epoch, __u32 most)
{
	return budget_allows(&spent_by_kind[slot & (WIRE_SLOT_MAX - 1)], epoch, most, 1);
}

/*
 * The last eighth is filled anew when as much has been read, and not sooner: a reader that gets no time would leave it to whoever is
 * quick. A kind may have a sixteenth of it, one that is needed a quarter, and one event beyond that.
 */
static __always_inline bool kind_may_when_full(__u32 slot, __u8 weight, __u64 unread, __u32 size)
{
	const __u64 eighth = settings.ring_bytes / 8;

	if (unread != unread_before) {
		unread_before = unread;
		eighths_read = bpf_ringbuf_query(&events, BPF_RB_CONS_POS) / eighth;
	}
	return budget_allows(&spent_of_last_room[slot & (WIRE_SLOT_MAX - 1)], eighths_read, eighth / (weight == WIRE_NEEDED ? 4 : 16), size);
}

__noinline int room_admits(__u32 slot, __s64 ret, __u32 size)
{
	const __u8 weight = settings.weights[slot & (WIRE_SLOT_MAX - 1)];
	const bool weighs = weight == WIRE_NEEDED || (weight == WIRE_WEIGHS && ret >= 0);
	const __u64 unread = bpf_ringbuf_query(&events, BPF_RB_AVAIL_DATA);
	__u32 epoch;

	room = room_of(unread);
	if (room == ROOM_CALM)
		return 1;
	if (room == ROOM_FULL)
		return weighs && kind_may_when_full(slot, weight, unread, size);
	if (weight == WIRE_NEEDED)
		return 1;
	epoch = bpf_ktime_get_boot_ns() >> EPOCH_SHIFT;
	if (room == ROOM_BUSY)
		return process_may(epoch, PROCESS_BUSY);
	return process_may(epoch, PROCESS_CROWDED) &&
	       kind_may(slot, epoch, weighs ? share(15, KIND_CROWDED_WEIGHS) : share(17, KIND_CROWDED));
}
