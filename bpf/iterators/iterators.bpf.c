/* SPDX-License-Identifier: GPL-2.0-only */
/* What was there before: the processes that run when the collection begins. */
#include "bpf/core/kernel.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include "bpf/core/hook.h"
#include "bpf/put/path.h"

char LICENSE[] SEC("license") = "GPL";

#define TREE_DEPTH_MAX 128 /* generations of processes that are looked at */

/* The ancestor that all processes of the host have, though the collector may be in a container; else the furthest. */
static __always_inline struct task_struct *first_process(struct task_struct *at)
{
	for (__u32 i = 0; i < TREE_DEPTH_MAX && BPF_CORE_READ(at, tgid) > 1; i++)
		at = BPF_CORE_READ(at, real_parent, group_leader);
	return at;
}

/* Runs in the collector, which learns by it what it is, and where. */
static __always_inline void self_learn(void)
{
	host_mntns = (__u64)BPF_CORE_READ(first_process(current_task()), nsproxy, mnt_ns);
	const struct pid *pid = READ(PROBE_TASK, current_task(), thread_pid);
	const __u32 level = READ(PROBE_TASK, pid, level);

	self_pid = bpf_get_current_pid_tgid() >> 32;
	self_level = level;
	self_pidns = (__u64)upid_at(pid, level).ns;
}

/* Of a process and its ancestors the nearest one that is listed decides, for each policy. */
static __always_inline void tree_mark(struct task_struct *process)
{
	struct task_struct *at = process;
	__u64 in = 0, out = 0;

	for (__u32 i = 0; i < TREE_DEPTH_MAX && (in | out) != settings.policies; i++) {
		const struct wire_match listed = tree_of(true, at);
		const __u64 decided = in | out;
		in |= listed.equal & ~decided;
		out |= listed.not_equal & ~decided;
		struct task_struct *parent = BPF_CORE_READ(at, real_parent, group_leader);
		if (parent == at) /* the first process of all is its own */
			break;
		at = parent;
	}
	struct wire_marks *state = in | out ? task_marks(process, true) : NULL;
	if (state) {
		state->in_tree |= in;
		state->out_tree |= out;
	}
}

/*
 * Every thread; main threads make an event. Of the collector's pid namespace and those within it only
 * (kernel/bpf/task_iter.c, init_seq_pidns()).
 */
SEC("iter/task")
int existing_process__iter(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;

	if (!task)
		return 0;
	if (!iterating) {
		self_learn();
		if (settings.keeper && number_here(true, task) == settings.keeper)
			keeper_pid = task->tgid;
		return 0;
	}
	if (task->pid != task->tgid)
		return 0;
	if (settings.in_tree | settings.out_tree)
		tree_mark(task);
	if ((__u32)task->tgid == self_pid)
		return 0;
	const __u64 policies = WANTED(existing_process) ? policies_of(task) & WANTED(existing_process) : 0;
	struct lane *lane = hook_begin(task, WIRE_EVENT_existing_process, WIRE_SLOT_existing_process, WIRE_PROVIDER_iter, 0,
				       policies, settings.processes);
	if (!lane)
		return 0;
	const struct file *program = BPF_CORE_READ(task, mm, exe_file);
	if (program)
		put_file_path(lane, WIRE_ORDINAL(existing_process, pathname), program);
	existing_process_start_time(lane, BPF_CORE_READ(task, start_boottime));
	event_send(lane);
	return 0;
}
