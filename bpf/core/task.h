/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is remembered of a task: marks of scopes, and what it was when a system call began.
 */
#pragma once

#include "bpf/core/globals.h"
#include "bpf/core/maps.h"
#include "bpf/core/read.h"

/*
 * Two kinds of state, each in a map of its own. Both functions take a typed task (current, or an argument of a tracepoint), and
 * return NULL if there is no such state. In the maps by thread id there may be something left of an earlier task of that number.
 */
#define TASK_STATE(name, map, type)                                                                \
	static __always_inline struct type *name(struct task_struct *task, bool create)            \
	{                                                                                          \
		if (task_storage)                                                                  \
			return bpf_task_storage_get(&map, task, NULL,                              \
						    create ? BPF_LOCAL_STORAGE_GET_F_CREATE : 0);  \
		__u32 tid = BPF_CORE_READ(task, pid);                                              \
		struct type *state = bpf_map_lookup_elem(&map##_by_tid, &tid);                     \
		if (state || !create)                                                              \
			return state;                                                              \
		static const struct type fresh = {};                                               \
		bpf_map_update_elem(&map##_by_tid, &tid, &fresh, BPF_ANY);                         \
		return bpf_map_lookup_elem(&map##_by_tid, &tid);                                   \
	}
TASK_STATE(task_marks, marks_of_tasks, wire_marks)
TASK_STATE(task_before, before_of_tasks, wire_before)

/*
 * A call that a filter of seccomp(2) answers, or a tracer (PTRACE_SYSEMU), returns what they like, 0 or a descriptor, and the kernel has
 * done nothing. It leaves such calls before the tracepoint sys_enter and passes sys_exit all the same. So those of whose result hook
 * events are made are marked at entry.
 */
static __always_inline void mark_call(struct task_struct *task)
{
	if (!marked_since)
		marked_since = bpf_ktime_get_boot_ns();
	struct wire_before *before = task_before(task, true);
	if (before)
		before->call = WIRE_CALL_BEGUN;
	else
		marks_missing = 1;
}

/* Whether the kernel has carried out the call that returns; asked once. In doubt it has. */
static __always_inline bool was_carried_out(struct task_struct *task)
{
	struct wire_before *before = task_before(task, true);
	if (!before)
		return true;
	const __u32 call = before->call;
	before->call = WIRE_CALL_OVER;
	if (call == WIRE_CALL_UNKNOWN)
		return marks_missing || !marked_since || BPF_CORE_READ(task, start_boottime) < marked_since;
	return call == WIRE_CALL_BEGUN;
}

/*
 * The number of a task in the collector's pid namespace, which is the one that its user knows; 0 if it has none, being
 * outside. The same as the kernel's own number unless the collector runs in a container.
 */
static __always_inline __u32 number_here(bool probe, struct task_struct *task)
{
	if (!self_level)
		return READ(probe, task, pid);
	const struct pid *pid = READ(probe, task, thread_pid);
	if (READ(probe, pid, level) < self_level)
		return 0;
	const struct upid here = upid_at(pid, self_level);
	__u32 number = (__u64)here.ns == self_pidns ? here.nr : 0;
	barrier_var(number); /* see pid_in_namespace() */
	return number;
}

/* A set of capabilities: the type's members have changed, its eight bytes have not. */
#define CAPABILITIES(from, set)                                                                    \
	({                                                                                         \
		__u64 capabilities = 0;                                                            \
		bpf_probe_read_kernel(&capabilities, sizeof(capabilities),                         \
				      (const void *)(from) + bpf_core_field_offset(struct cred, set)); \
		capabilities;                                                                      \
	})

static __always_inline void cred_copy(bool probe, struct wire_cred *to, const struct cred *from)
{
	to->uid = READ(probe, from, uid.val);
	to->gid = READ(probe, from, gid.val);
	to->suid = READ(probe, from, suid.val);
	to->sgid = READ(probe, from, sgid.val);
	to->euid = READ(probe, from, euid.val);
	to->egid = READ(probe, from, egid.val);
	to->fsuid = READ(probe, from, fsuid.val);
	to->fsgid = READ(probe, from, fsgid.val);
	to->user_namespace = READ(probe, from, user_ns, ns.inum);
	to->securebits = READ(probe, from, securebits);
	to->cap_inheritable = CAPABILITIES(from, cap_inheritable);
	to->cap_permitted = CAPABILITIES(from, cap_permitted);
	to->cap_effective = CAPABILITIES(from, cap_effective);
	to->cap_bounding = CAPABILITIES(from, cap_bset);
	to->cap_ambient = CAPABILITIES(from, cap_ambient);
}

static __always_inline bool cred_equal(const struct wire_cred *a, const struct wire_cred *b)
{
	const __u64 *x = (const __u64 *)a, *y = (const __u64 *)b;
#pragma unroll
	for (__u32 i = 0; i < sizeof(*a) / sizeof(*x); i++)
		if (x[i] != y[i])
			return false;
	return true;
}
