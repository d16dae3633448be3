/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The frame of an event: who, when and where; then fields (core/field.h); then it is sent.
 *
 * Not put together in the ring buffer itself: bpf_ringbuf_reserve() wants the size before the strings are read. Only events
 * with nothing but numbers are, see bpf/syscalls/numbers.h.
 */
#pragma once

#include "common/catalog/head.h"

#include "bpf/core/call.h"
#include "bpf/core/containers.h"
#include "bpf/core/lane.h"
#include "bpf/core/room.h"

static __always_inline void event_mark(struct lane *lane, __u16 flag)
{
	event_of(lane)->flags |= flag;
}

/* Fills in who, when and where. `task` is as current_task() gives it. */
static __always_inline void context_fill(struct wire_event *event, struct task_struct *task)
{
	struct task_struct *leader = READ(PROBE_TASK, task, group_leader);
	/* The thread that forked, while it lives; getppid(2) names its process (kernel/sys.c). */
	struct task_struct *parent = READ(PROBE_TASK, leader, real_parent, group_leader);
	struct nsproxy *nsproxy = READ(PROBE_TASK, task, nsproxy);
	const struct pid *pid = READ(PROBE_TASK, leader, thread_pid);

	event->time_ns = bpf_ktime_get_boot_ns();
	event->thread_start_ns = READ(PROBE_TASK, task, start_boottime);
	event->leader_start_ns = READ(PROBE_TASK, leader, start_boottime);
	event->parent_start_ns = READ(PROBE_TASK, parent, start_boottime);
	event->cgroup_id = cgroup_id_of(task);
	event->host_pid = READ(PROBE_TASK, task, tgid);
	event->host_tid = READ(PROBE_TASK, task, pid);
	event->host_ppid = READ(PROBE_TASK, parent, tgid);
	event->pid = pid_in_namespace(PROBE_TASK, pid);
	event->tid = event->host_tid == event->host_pid
			     ? event->pid
			     : pid_in_namespace(PROBE_TASK, READ(PROBE_TASK, task, thread_pid));
	event->ppid = pid_as_seen_from(PROBE_TASK, READ(PROBE_TASK, parent, thread_pid), pid);
	event->uid = READ(PROBE_TASK, task, cred, uid.val);
	event->login_uid = bpf_core_field_exists(task->loginuid) ? READ(PROBE_TASK, task, loginuid.val) : -1;
	event->mntns = nsproxy ? READ(PROBE_TASK, nsproxy, mnt_ns, ns.inum) : 0;
	event->pidns = pid_namespace_number(PROBE_TASK, pid);
	read_16_bytes(PROBE_TASK, event->comm, task, bpf_core_field_offset(struct task_struct, comm));
	if (nsproxy)
		read_16_bytes(PROBE_TASK, event->uts, READ(PROBE_TASK, nsproxy, uts_ns),
			      bpf_core_field_offset(struct uts_namespace, name.nodename));
	else
		__builtin_memset(event->uts, 0, sizeof(event->uts));
	event->uts[WIRE_NAME_SIZE - 1] = 0;
	if (container_age(task, event->cgroup_id))
		event->flags |= WIRE_FLAG_CONTAINER;
}

/* Fills in what every event has, but for its number in the lane. */
static __always_inline void event_init(struct wire_event *event, struct task_struct *task, __u32 id, __u32 lane_number,
				       __u8 provider, __u64 policies)
{
	event->header.size = sizeof(*event);
	event->header.kind = WIRE_KIND_EVENT;
	event->header.fields = 0;
	event->id = id;
	event->syscall = WIRE_NO_SYSCALL;
	event->retval = 0;
	event->flags = 0;
	event->head_size = sizeof(*event);
	event->provider = provider;
	event->variant = 0;
	event->lane = lane_number;
	event->policies = policies;
	context_fill(event, task);
}

/*
 * Begins an event of `task`. NULL if no lane is free: counted as lost.
 * The lane must be given back by event_send() or event_drop().
 */
static __always_inline struct lane *event_begin(struct task_struct *task, __u32 id, __u32 slot, __u8 provider,
						__u64 policies)
{
	struct lane *lane = lane_for(slot);
	if (!lane)
		return NULL;
	event_init(event_of(lane), task, id, lane->number, provider, policies);
	lane->used = sizeof(struct wire_event);
	return lane;
}

static __always_inline void event_drop(struct lane *lane)
{
	lane_release(lane);
}

/* Says which system call the event happened in. */
static __always_inline void event_in_call(struct wire_event *event, const struct call *call)
{
	event->syscall = call->id;
	if (call->compat)
		event->flags |= WIRE_FLAG_COMPAT;
}

/* Whether to wake the collector: only if it said that it sleeps, and nobody has woken it since. */
static __always_inline __u64 wake_flags(void)
{
	if (!READ_ONCE_U32(consumer_sleeps))
		return BPF_RB_NO_WAKEUP;
	consumer_sleeps = 0;
	return BPF_RB_FORCE_WAKEUP;
}

/* What can wait waits, but not until the ring buffer is full: by then the collector could not empty it in time. */
static __always_inline bool can_wait(const struct wire_event *event)
{
	return (event->flags & WIRE_FLAG_CAN_WAIT) &&
	       bpf_ringbuf_query(&events, BPF_RB_AVAIL_DATA) <= bpf_ringbuf_query(&events, BPF_RB_RING_SIZE) / 4;
}

/* Sends the event and gives the lane back. What finds no room is counted. */
static __always_inline void event_send(struct lane *lane)
{
	struct wire_event *event = event_of(lane);
	struct wire_ledger *ledger = ledger_of(lane);
	const __u32 slot = lane->slot & (WIRE_SLOT_MAX - 1);
	__u64 used = lane->used;

	barrier_var(used);
	if (!ledger || used > WIRE_FRAME_MAX || used < sizeof(*event)) {
		lane_release(lane);
		return;
	}
	event->header.size = used;
	event->seq = ledger_produced(ledger, slot);
	if (!has_room(slot, event->seq, event->retval, used) ||
	    bpf_ringbuf_output(&events, event, used, can_wait(event) ? BPF_RB_NO_WAKEUP : wake_flags()))
		ledger_lost(ledger, slot, event->time_ns, event->seq);
	lane_release(lane);
}
