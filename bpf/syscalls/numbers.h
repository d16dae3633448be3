/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Calls with nothing but numbers. How long such a frame becomes is known, so it is written where it will be read: the copy from
 * the lane is half of what an event of a few numbers costs.
 */
#pragma once

#include "bpf/core/frame.h"

struct number_field {
	struct wire_field head;
	__u32 low, high;
};

static __always_inline void number_set(struct number_field *field, __u8 ordinal, __u8 type, __u64 value)
{
	field->head.ordinal = ordinal;
	field->head.type = type;
	field->head.size = sizeof(__u64);
	field->low = value;
	field->high = value >> 32;
}

/*
 * Room for an event with this many numbers, at least; the frame may be shorter, and says how long it is. The verifier wants
 * sizes as constants, and walks all that follows once for each: seven of them cost 0.08 s at the start.
 */
static __always_inline struct wire_event *numbers_reserve(__u32 count)
{
#define ROOM(n) (sizeof(struct wire_event) + (n) * sizeof(struct number_field))
	if (count <= 1)
		return bpf_ringbuf_reserve(&events, ROOM(1), 0);
	if (count <= 3)
		return bpf_ringbuf_reserve(&events, ROOM(3), 0);
	if (count <= 6)
		return bpf_ringbuf_reserve(&events, ROOM(6), 0);
	return NULL;
}

/* The lane is held for its ledger. REQUIRES: WIRE_SYSCALL_NUMBERS. */
static __always_inline void numbers_send(struct task_struct *task, const struct call *call, long ret, __u8 provider,
					 __u64 policies)
{
	const struct wire_syscall *config = call->config;
	struct lane *lane = lane_for(config->slot);
	if (!lane)
		return;
	struct wire_ledger *ledger = ledger_of(lane);
	if (!ledger) {
		lane_release(lane);
		return;
	}
	const __u32 slot = lane->slot & (WIRE_SLOT_MAX - 1);
	const __u64 seq = ledger_produced(ledger, slot);
	const bool admitted = has_room(slot, seq, ret, sizeof(struct wire_event) + WIRE_ARGUMENTS_MAX * sizeof(struct number_field));
	__u32 count = config->argc;
	barrier_var(count); /* one register: 5.10 forgets the bounds of one when it is another that is compared */
	struct wire_event *event = admitted ? numbers_reserve(count) : NULL;
	if (event) {
		struct number_field *fields = (struct number_field *)(event + 1);
		event_init(event, task, config->id, lane->number, provider, policies);
		event_in_call(event, call);
		event->retval = ret;
		event->header.size = sizeof(*event) + count * sizeof(*fields);
		event->header.fields = count;
		event->seq = seq;
#pragma unroll
		for (__u32 i = 0; i < WIRE_ARGUMENTS_MAX; i++) {
			/* else `> 1` of what is at most 2 becomes `== 2`, which before 6.8 says nothing of what it is not */
			barrier_var(count);
			if (count > i)
				number_set(&fields[i], i, config->arguments[i].type, call_argument(call, i));
		}
		bpf_ringbuf_submit(event, wake_flags());
	} else {
		ledger_lost(ledger, slot, bpf_ktime_get_boot_ns(), seq);
	}
	lane_release(lane);
}
