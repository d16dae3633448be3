/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Scopes: whose events are wanted. Decided before anything else is read. What no scope asks for is removed by the
 * verifier, since the settings are constants to it.
 */
#pragma once

#include "bpf/core/frame.h"
#include "bpf/core/task.h"

static __always_inline bool number_passes(__u32 kind, __u64 number)
{
	const volatile struct wire_number_scope *scope = &settings.numbers[kind];
	if (!scope->used)
		return true;
	if (scope->ranged && (number < scope->min || number > scope->max))
		return false;
	if (!scope->has_equal && !scope->has_not_equal)
		return true;
	struct wire_number_key key = {.kind = kind, .number = number};
	const __u8 *match = bpf_map_lookup_elem(&numbers, &key);
	if (scope->has_equal)
		return match && *match == WIRE_MATCH_EQUAL;
	return !match;
}

static __always_inline bool name_passes(__u32 kind, struct wire_name_key *key)
{
	const volatile struct wire_name_scope *scope = &settings.names[kind];
	key->kind = kind;
	const __u8 *match = bpf_map_lookup_elem(&names, key);
	if (scope->has_equal)
		return match && *match == WIRE_MATCH_EQUAL;
	return !match;
}

static __always_inline bool comm_passes(struct task_struct *task)
{
	if (!settings.names[WIRE_NAME_comm].used)
		return true;
	struct wire_name_key key = {};
	bpf_probe_read_kernel_str(key.name, sizeof(key.name),
				  (void *)task + bpf_core_field_offset(struct task_struct, comm));
	return name_passes(WIRE_NAME_comm, &key);
}

static __always_inline bool uts_passes(struct nsproxy *nsproxy)
{
	if (!settings.names[WIRE_NAME_uts].used)
		return true;
	struct wire_name_key key = {};
	if (nsproxy)
		bpf_probe_read_kernel_str(key.name, sizeof(key.name),
					  (void *)READ(PROBE_TASK, nsproxy, uts_ns) +
						  bpf_core_field_offset(struct uts_namespace, name.nodename));
	return name_passes(WIRE_NAME_uts, &key);
}

static __always_inline bool namespaces_pass(struct task_struct *task)
{
	if (!settings.numbers[WIRE_NUMBER_mntns].used && !settings.numbers[WIRE_NUMBER_pidns].used &&
	    !settings.names[WIRE_NAME_uts].used)
		return true;
	struct nsproxy *nsproxy = READ(PROBE_TASK, task, nsproxy);
	const __u32 mntns = nsproxy ? READ(PROBE_TASK, nsproxy, mnt_ns, ns.inum) : 0;
	const __u32 pidns = nsproxy ? READ(PROBE_TASK, nsproxy, pid_ns_for_children, ns.inum) : 0;
	return number_passes(WIRE_NUMBER_mntns, mntns) && number_passes(WIRE_NUMBER_pidns, pidns) &&
	       uts_passes(nsproxy);
}

static __always_inline bool container_passes(struct task_struct *task)
{
	if (settings.container == WIRE_CONTAINER_ANY)
		return true;
	const __u32 age = container_age(cgroup_id_of(task));
	if (settings.container == WIRE_CONTAINER_NEW)
		return age == WIRE_CONTAINER_STARTED;
	if (settings.container == WIRE_CONTAINER_OLD)
		return age == WIRE_CONTAINER_FROM_BEFORE;
	return !!age == (settings.container == WIRE_CONTAINER_ONLY);
}

/*
 * The marks of a task, else of its process: threads that were there before, and the workers of io_uring, which no
 * sched_process_fork tells of, have none of their own.
 */
static __always_inline __u32 marks_of(struct task_struct *task)
{
	const struct wire_task *state = task_state(task, false);
	if (state && state->marks)
		return state->marks;
	state = task_state(READ(PROBE_TASK, task, group_leader), false);
	return state ? state->marks : 0;
}

/* The mark that a process gets for being listed as the root of a tree itself; 0 if it is not. */
static __always_inline __u32 tree_mark_of(bool probe, struct task_struct *process)
{
	struct wire_number_key key = {.kind = WIRE_NUMBER_tree, .number = number_here(probe, process)};
	const __u8 *match = bpf_map_lookup_elem(&numbers, &key);
	if (!match)
		return 0;
	return *match == WIRE_MATCH_EQUAL ? WIRE_TASK_IN_TREE : WIRE_TASK_OUT_TREE;
}

static __always_inline bool tree_passes(__u32 marks)
{
	if (settings.tree == WIRE_MATCH_EQUAL)
		return marks & WIRE_TASK_IN_TREE;
	return !(marks & WIRE_TASK_OUT_TREE);
}

static __always_inline bool pids_pass(struct task_struct *task)
{
	if (settings.numbers[WIRE_NUMBER_pid].used &&
	    !number_passes(WIRE_NUMBER_pid, number_here(PROBE_TASK, READ(PROBE_TASK, task, group_leader))))
		return false;
	return !settings.numbers[WIRE_NUMBER_tid].used ||
	       number_passes(WIRE_NUMBER_tid, number_here(PROBE_TASK, task));
}

static __always_inline bool scopes_pass(struct task_struct *task)
{
	if (settings.age) {
		const bool is_new = READ(PROBE_TASK, task, group_leader, start_boottime) >= settings.start_ns;
		if (is_new != (settings.age == WIRE_AGE_NEW))
			return false;
	}
	if (settings.tree && !tree_passes(marks_of(task)))
		return false;
	return number_passes(WIRE_NUMBER_uid, READ(PROBE_TASK, task, cred, uid.val)) &&
	       pids_pass(task) && namespaces_pass(task) && comm_passes(task) && container_passes(task);
}

/* Whether events of this task are wanted. REQUIRES: task is current_task(), or typed where that is (HAS_TASK_BTF). */
static __always_inline bool task_wanted(struct task_struct *task)
{
	if ((__u32)READ(PROBE_TASK, task, tgid) == self_pid)
		return false;
	if (!settings.scoped)
		return true;
	if (!settings.follow)
		return scopes_pass(task);
	if (marks_of(task) & WIRE_TASK_FOLLOWED)
		return true;
	if (!scopes_pass(task))
		return false;
	struct wire_task *state = task_state(task, true);
	if (state)
		state->marks |= WIRE_TASK_FOLLOWED;
	return true;
}

#define SELECTED(event) (settings.selected[WIRE_SLOT_##event / 64] >> (WIRE_SLOT_##event % 64) & 1)

/* How to mark an event that the collector gets in any case, for its own tables. REQUIRES: as task_wanted(). */
#define BACKGROUND_FLAG(task, event) (SELECTED(event) && task_wanted(task) ? 0 : WIRE_FLAG_BACKGROUND)
