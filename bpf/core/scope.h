/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Scopes: whose events are wanted, by which policies. Decided before anything else is read. A condition gives a set of policies,
 * a bit each. What no scope asks for is removed by the verifier, since the settings are constants to it; with one policy a set is
 * a truth value, and costs as much.
 */
#pragma once

#include "bpf/core/frame.h"
#include "bpf/core/task.h"

#define ALL_POLICIES (~0ULL)

static __always_inline __u64 matched(const struct wire_match *match, __u64 has_equal)
{
	if (!match)
		return ~has_equal;
	return (match->equal | ~has_equal) & ~match->not_equal;
}

static __always_inline __u64 number_passes(__u32 kind, __u64 number)
{
	const volatile struct wire_number_scope *scope = &settings.numbers[kind];
	__u64 passed = ALL_POLICIES;

	if (!scope->used)
		return passed;
	if (scope->ranged && (number < scope->min || number > scope->max))
		passed = ~scope->ranged;
	if (!passed || (!scope->has_equal && !scope->has_not_equal))
		return passed;
	struct wire_number_key key = {.kind = kind, .number = number};
	return passed & matched(bpf_map_lookup_elem(&numbers, &key), scope->has_equal);
}

static __always_inline __u64 name_passes(__u32 kind, struct wire_name_key *key)
{
	key->kind = kind;
	return matched(bpf_map_lookup_elem(&names, key), settings.names[kind].has_equal);
}

#define NUMBER_USED(name) settings.numbers[WIRE_NUMBER_##name].used

static __always_inline __u64 uid_passes(struct task_struct *task)
{
	return NUMBER_USED(uid) ? number_passes(WIRE_NUMBER_uid, READ(PROBE_TASK, task, cred, uid.val)) : ALL_POLICIES;
}

static __always_inline __u64 loginuid_passes(struct task_struct *task)
{
	if (!NUMBER_USED(loginuid))
		return ALL_POLICIES;
	return number_passes(WIRE_NUMBER_loginuid, bpf_core_field_exists(task->loginuid) ? READ(PROBE_TASK, task, loginuid.val) : (__u32)-1);
}

static __always_inline __u64 mntns_passes(struct task_struct *task)
{
	if (!NUMBER_USED(mntns))
		return ALL_POLICIES;
	struct nsproxy *nsproxy = READ(PROBE_TASK, task, nsproxy);
	return number_passes(WIRE_NUMBER_mntns, nsproxy ? READ(PROBE_TASK, nsproxy, mnt_ns, ns.inum) : 0);
}

static __always_inline __u64 pidns_passes(struct task_struct *task)
{
	if (!NUMBER_USED(pidns))
		return ALL_POLICIES;
	const struct pid *pid = READ(PROBE_TASK, task, group_leader, thread_pid);
	return number_passes(WIRE_NUMBER_pidns, pid_namespace_number(PROBE_TASK, pid));
}

static __always_inline __u64 comm_passes(struct task_struct *task)
{
	if (!settings.names[WIRE_NAME_comm].used)
		return ALL_POLICIES;
	struct wire_name_key key = {};
	bpf_probe_read_kernel_str(key.name, sizeof(key.name),
				  (void *)task + bpf_core_field_offset(struct task_struct, comm));
	return name_passes(WIRE_NAME_comm, &key);
}

static __always_inline __u64 uts_passes(struct task_struct *task)
{
	if (!settings.names[WIRE_NAME_uts].used)
		return ALL_POLICIES;
	struct nsproxy *nsproxy = READ(PROBE_TASK, task, nsproxy);
	struct wire_name_key key = {};
	if (nsproxy)
		bpf_probe_read_kernel_str(key.name, sizeof(key.name),
					  (void *)READ(PROBE_TASK, nsproxy, uts_ns) +
						  bpf_core_field_offset(struct uts_namespace, name.nodename));
	return name_passes(WIRE_NAME_uts, &key);
}

static __always_inline __u64 container_passes(struct task_struct *task)
{
	const __u64 only = settings.containers[WIRE_CONTAINER_ONLY], host = settings.containers[WIRE_CONTAINER_HOST];
	const __u64 new = settings.containers[WIRE_CONTAINER_NEW], old = settings.containers[WIRE_CONTAINER_OLD];

	if (!(only | host | new | old))
		return ALL_POLICIES;
	const __u32 age = container_age(task, cgroup_id_of(task));
	if (!age)
		return ~(only | new | old);
	return ~host & ~(age == WIRE_CONTAINER_STARTED ? old : new);
}

/*
 * The marks of a task, else of its process: threads that were there before, and the workers of io_uring, which no
 * sched_process_fork tells of, have none of their own.
 */
static __always_inline const struct wire_marks *marks_of(struct task_struct *task)
{
	const struct wire_marks *marks = task_marks(task, false);
	if (marks && (marks->followed | marks->in_tree | marks->out_tree))
		return marks;
	return task_marks(READ(PROBE_TASK, task, group_leader), false);
}

/* The marks that a process gets for being listed as the root of a tree itself; none if it is not. */
static __always_inline struct wire_match tree_of(bool probe, struct task_struct *process)
{
	struct wire_number_key key = {.kind = WIRE_NUMBER_tree, .number = number_here(probe, process)};
	const struct wire_match *match = bpf_map_lookup_elem(&numbers, &key);
	const struct wire_match none = {};
	return match ? *match : none;
}

static __always_inline __u64 tree_passes(struct task_struct *task)
{
	if (!(settings.in_tree | settings.out_tree))
		return ALL_POLICIES;
	const struct wire_marks *marks = marks_of(task);
	if (!marks)
		return ~settings.in_tree;
	return (~settings.in_tree | marks->in_tree) & ~(settings.out_tree & marks->out_tree);
}

static __always_inline __u64 age_passes(struct task_struct *task)
{
	if (!settings.ages[WIRE_AGE_NEW] && !settings.ages[WIRE_AGE_OLD])
		return ALL_POLICIES;
	const bool is_new = READ(PROBE_TASK, task, group_leader, start_boottime) >= settings.start_ns;
	return ~(is_new ? settings.ages[WIRE_AGE_OLD] : settings.ages[WIRE_AGE_NEW]);
}

static __always_inline __u64 pid_passes(struct task_struct *task)
{
	const __u64 passed = age_passes(task);
	if (!passed || !NUMBER_USED(pid))
		return passed;
	return passed & number_passes(WIRE_NUMBER_pid, number_here(PROBE_TASK, READ(PROBE_TASK, task, group_leader)));
}

static __always_inline __u64 tid_passes(struct task_struct *task)
{
	return NUMBER_USED(tid) ? number_passes(WIRE_NUMBER_tid, number_here(PROBE_TASK, task)) : ALL_POLICIES;
}

/*
 * All scopes that the kernel decides, in the order of scopes.def, each by the condition of its name; the next is looked at only
 * if some policy is left.
 */
static __always_inline __u64 scopes_pass(struct task_struct *task)
{
	__u64 passed = settings.policies;
#define PASSES(name)                                                                               \
	if (passed)                                                                                \
		passed &= name##_passes(task);
#define SCOPE(name, aliases, kind, field, least, most, usage, doc) SCOPE_##kind(name)
#define SCOPE_ranged(name) PASSES(name)
#define SCOPE_listed(name) PASSES(name)
#define SCOPE_process(name) PASSES(name)
#define SCOPE_tree(name) PASSES(name)
#define SCOPE_name(name) PASSES(name)
#define SCOPE_container(name) PASSES(name)
#define SCOPE_program(name) /* in user space */
#define SCOPE_flag(name)    /* follow: policies_of() */
#include "common/catalog/scopes.def"
#undef SCOPE
	return passed;
}

/* Whether it began after the collector had looked up who is not shown, and only has the number of one that has ended. */
static __always_inline bool is_later(struct task_struct *task)
{
	return READ(PROBE_TASK, task, group_leader, start_boottime) > settings.known_ns;
}

/* Whether it reads what the collector writes: every event that it is shown for would make it read once more. */
static __always_inline bool is_reader(struct task_struct *task)
{
	if (!settings.readers[0])
		return false;
	const __u32 number = number_here(PROBE_TASK, READ(PROBE_TASK, task, group_leader));
#pragma unroll
	for (__u32 i = 0; i < WIRE_READERS_MAX; i++)
		if (settings.readers[i] && settings.readers[i] == number)
			return !is_later(task);
	return false;
}

/* The policies that want events of this task. REQUIRES: task is current_task(), or typed where that is (HAS_TASK_BTF). */
static __always_inline __u64 policies_of(struct task_struct *task)
{
	const __u32 process = READ(PROBE_TASK, task, tgid);
	if (process == self_pid || (settings.keeper && process == keeper_pid && !is_later(task)) || is_reader(task))
		return 0;
	if (!settings.scoped)
		return settings.policies;
	if (!settings.follow)
		return scopes_pass(task);
	const struct wire_marks *marks = marks_of(task);
	const __u64 followed = marks ? marks->followed : 0;
	if (followed == settings.policies)
		return followed;
	const __u64 passed = scopes_pass(task), newly = passed & settings.follow & ~followed;
	if (newly) {
		struct wire_marks *state = task_marks(task, true);
		if (state)
			state->followed |= newly;
	}
	return passed | followed;
}

/* The policies that an event is shown for; a constant to the verifier. */
#define WANTED(event) settings.wanted[WIRE_SLOT_##event]
