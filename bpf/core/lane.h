/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Lanes: buffers in which events are put together, three to a CPU, since a program can be preempted or interrupted by another
 * one while it holds the first. Each has a ledger, which counts what was made in it and what of that was lost.
 */
#pragma once

#include "bpf/core/globals.h"
#include "bpf/core/maps.h"
#include "bpf/core/read.h"

#define READ_ONCE_U32(x) (*(volatile __u32 *)&(x))

static __always_inline struct wire_event *event_of(struct lane *lane)
{
	return (struct wire_event *)lane->data;
}

/*
 * Functions that are long or have loops are global, as far as the verifier is concerned: it walks those once by
 * themselves, and not at each call. 5.10 permits them no arguments but numbers, so they are given the lane's.
 */
static __always_inline struct lane *lane_by_number(__u32 number)
{
	return bpf_map_lookup_elem(&lanes, &number);
}

/* Whoever raises busy from 0 has the lane. Plain additions: 5.10 has no exchange for BPF. */
static __always_inline struct lane *lane_claim(void)
{
	const __u32 first = bpf_get_smp_processor_id() * WIRE_LANES_PER_CPU;
#pragma unroll
	for (__u32 i = 0; i < WIRE_LANES_PER_CPU; i++) {
		__u32 number = first + i;
		struct lane *lane = lane_by_number(number);
		if (!lane)
			return NULL;
		__sync_fetch_and_add(&lane->busy, 1);
		if (READ_ONCE_U32(lane->busy) == 1) {
			lane->number = number;
			return lane;
		}
		__sync_fetch_and_add(&lane->busy, -1);
	}
	return NULL;
}

static __always_inline void lane_release(struct lane *lane)
{
	__sync_fetch_and_add(&lane->busy, -1);
}

/* A lane for an event of this slot; NULL if none is free: counted as lost. */
static __always_inline struct lane *lane_for(__u32 slot)
{
	struct lane *lane = lane_claim();
	if (lane)
		lane->slot = slot & (WIRE_SLOT_MAX - 1);
	if (lane)
		return lane;
	__sync_fetch_and_add(&lost_without_lane[slot & (WIRE_SLOT_MAX - 1)], 1);
	__sync_fetch_and_add(&lost_without_lane_total, 1);
	return NULL;
}

static __always_inline struct wire_ledger *ledger_of(struct lane *lane)
{
	__u32 number = lane->number;
	return bpf_map_lookup_elem(&ledgers, &number);
}

/* Counts an event of the lane; returns its number in it. */
static __always_inline __u64 ledger_produced(struct wire_ledger *ledger, __u32 slot)
{
	ledger->produced[slot]++;
	return ++ledger->seq;
}

static __always_inline void ledger_lost(struct wire_ledger *ledger, __u32 slot, __u64 time_ns, __u64 seq)
{
	const __u64 period = *(volatile __u64 *)&loss_period;

	if (ledger->loss_period != period) {
		ledger->loss_period = period;
		ledger->first_time_ns = time_ns;
		ledger->first_seq = seq;
	}
	ledger->last_time_ns = time_ns;
	ledger->last_seq = seq;
	ledger->lost[slot]++;
	ledger->lost_total++; /* last: the collector looks at the others once it has moved */
}
