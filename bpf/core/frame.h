/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Putting an event frame together: claim a lane, fill in the context, add fields, send.
 *
 *   struct lane *lane = event_begin(task, WIRE_EVENT_task_rename, WIRE_SLOT_task_rename, WIRE_PROVIDER_tp_btf);
 *   if (!lane)
 *           return 0;
 *   task_rename_new_name(lane, name);
 *   event_send(lane);
 *
 * A CPU has several lanes, since a program can be preempted or interrupted by another one while it holds the first.
 * Not by bpf_ringbuf_reserve, which wants the size before the strings are read; numbers_send() is for those without.
 *
 * barrier_var() keeps the compiler from checking one copy of an index and using another: the verifier would lose the
 * bound.
 */
#pragma once

#include "bpf/core/globals.h"
#include "bpf/core/maps.h"
#include "bpf/core/read.h"

#define FIELD_SIZE sizeof(struct wire_field)
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

static __always_inline __u64 cgroup_id_of(struct task_struct *task)
{
	if (settings.cgroup_v1)
		return READ(PROBE_TASK, task, cgroups, subsys[0], cgroup, kn, id);
	return READ(PROBE_TASK, task, cgroups, dfl_cgrp, kn, id);
}

/* enum wire_container_age, 0 if the cgroup is not of a container. */
static __always_inline __u32 container_age(__u64 cgroup_id)
{
	const __u32 *age = container_count ? bpf_map_lookup_elem(&containers, &cgroup_id) : NULL;
	return age ? *age : 0;
}

/* Fills in who, when and where. `task` is as current_task() gives it. */
static __always_inline void context_fill(struct wire_event *event, struct task_struct *task)
{
	struct task_struct *leader = READ(PROBE_TASK, task, group_leader);
	struct task_struct *parent = READ(PROBE_TASK, leader, real_parent);
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
	event->ppid = pid_in_namespace(PROBE_TASK, READ(PROBE_TASK, parent, thread_pid));
	event->uid = READ(PROBE_TASK, task, cred, uid.val);
	event->mntns = nsproxy ? READ(PROBE_TASK, nsproxy, mnt_ns, ns.inum) : 0;
	event->pidns = nsproxy ? READ(PROBE_TASK, nsproxy, pid_ns_for_children, ns.inum) : 0;
	read_16_bytes(PROBE_TASK, event->comm, task, bpf_core_field_offset(struct task_struct, comm));
	if (nsproxy)
		read_16_bytes(PROBE_TASK, event->uts, READ(PROBE_TASK, nsproxy, uts_ns),
			      bpf_core_field_offset(struct uts_namespace, name.nodename));
	else
		__builtin_memset(event->uts, 0, sizeof(event->uts));
	event->uts[WIRE_UTS_SIZE - 1] = 0;
	if (container_age(event->cgroup_id))
		event->flags |= WIRE_FLAG_CONTAINER;
}

/* Fills in what every event has, but for its number in the lane. */
static __always_inline void event_init(struct wire_event *event, struct task_struct *task, __u32 id, __u32 lane_number,
				       __u8 provider)
{
	event->header.size = sizeof(*event);
	event->header.kind = WIRE_KIND_EVENT;
	event->header.fields = 0;
	event->id = id;
	event->syscall = WIRE_NO_SYSCALL;
	event->retval = 0;
	event->flags = 0;
	event->provider = provider;
	event->reserved8 = 0;
	event->reserved = 0;
	event->lane = lane_number;
	event->cpu = lane_number / WIRE_LANES_PER_CPU;
	context_fill(event, task);
}

/* A lane for an event of this slot; NULL if none is free: counted as lost. */
static __always_inline struct lane *lane_for(__u32 slot)
{
	struct lane *lane = lane_claim();
	if (lane)
		lane->slot = slot & (WIRE_SLOT_MAX - 1);
	else
		__sync_fetch_and_add(&lost_without_lane[slot & (WIRE_SLOT_MAX - 1)], 1);
	return lane;
}

/*
 * Begins an event of `task`. NULL if no lane is free: counted as lost.
 * The lane must be given back by event_send() or event_drop().
 */
static __always_inline struct lane *event_begin(struct task_struct *task, __u32 id, __u32 slot, __u8 provider)
{
	struct lane *lane = lane_for(slot);
	if (!lane)
		return NULL;
	event_init(event_of(lane), task, id, lane->number, provider);
	lane->used = sizeof(struct wire_event);
	return lane;
}

static __always_inline void event_drop(struct lane *lane)
{
	lane_release(lane);
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
	if (ledger->lost[slot] == ledger->reported[slot]) {
		ledger->first_time_ns[slot] = time_ns;
		ledger->first_seq[slot] = seq;
	}
	ledger->last_time_ns[slot] = time_ns;
	ledger->last_seq[slot] = seq;
	ledger->lost[slot]++;
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
	if (bpf_ringbuf_output(&events, event, used, can_wait(event) ? BPF_RB_NO_WAKEUP : wake_flags()))
		ledger_lost(ledger, slot, event->time_ns, event->seq);
	lane_release(lane);
}

/* Which system call a task is in, and whether it is a 32-bit one; WIRE_NO_SYSCALL if it is in none. */
static __always_inline __s32 syscall_of(struct task_struct *task, bool *compat)
{
	__u32 key = (__u32)BPF_CORE_READ(user_regs(task), orig_ax) & ~X32_SYSCALL_BIT;
	/* The registers of kernel threads are zero, which would be read(2). */
	if (key >= WIRE_SYSCALL_COMPAT || READ(PROBE_TASK, task, flags) & PF_KTHREAD)
		return WIRE_NO_SYSCALL;
	*compat = READ(PROBE_TASK, task, thread_info.status) & TS_COMPAT;
	if (*compat)
		key += WIRE_SYSCALL_COMPAT;
	const struct wire_syscall *config = bpf_map_lookup_elem(&syscalls, &key);
	return config ? config->id : WIRE_NO_SYSCALL;
}

/* Says which system call the event happened in: the current one of the task, if it is in one. */
static __always_inline void event_syscall(struct lane *lane, struct task_struct *task)
{
	bool compat = false;
	event_of(lane)->syscall = syscall_of(task, &compat);
	if (compat)
		event_of(lane)->flags |= WIRE_FLAG_COMPAT;
}

static __always_inline void event_mark(struct lane *lane, __u16 flag)
{
	event_of(lane)->flags |= flag;
}

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

#define EVENT(...)
#define FIELD(event, name, type, ctype, meaning, doc) SETTER_##type(event, name)
#define PROVIDER(...)
#include "common/catalog/events.def"
#undef EVENT
#undef FIELD
#undef PROVIDER

/* Begins the event of that name; see event_begin(). */
#define BEGIN(task, event, provider)                                                               \
	event_begin(task, WIRE_EVENT_##event, WIRE_SLOT_##event, WIRE_PROVIDER_##provider)
