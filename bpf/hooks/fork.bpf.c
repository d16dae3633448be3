/* SPDX-License-Identifier: GPL-2.0-only */
/* Tasks: how they begin, are named, and end. */
#include "bpf/core/kernel.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include "bpf/core/hook.h"

char LICENSE[] SEC("license") = "GPL";

/*
 * Attached when scopes follow children, whether the event is wanted or not: they inherit what scopes know of their
 * parents. A root of a tree may be a process that did not exist when the collection began.
 */
SEC("tp_btf/sched_process_fork")
int BPF_PROG(follow_fork, struct task_struct *parent, struct task_struct *child)
{
	if (settings.follow)
		policies_of(current_task()); /* a parent that matches is marked, though this may be all that it does */
	const struct wire_marks *of_parent = marks_of(parent);
	struct wire_marks marks = {};
	if (of_parent)
		marks = *of_parent;
	if ((settings.in_tree | settings.out_tree) && child->pid == child->tgid) {
		const struct wire_match listed = tree_of(false, child);
		const __u64 decided = listed.equal | listed.not_equal;
		marks.in_tree = (marks.in_tree & ~decided) | listed.equal;
		marks.out_tree = (marks.out_tree & ~decided) | listed.not_equal;
	}
	/* In the map by thread id there may be something left of an earlier task of that number. */
	struct wire_marks *state = task_marks(child, marks.followed | marks.in_tree | marks.out_tree);
	if (state)
		*state = marks;
	return 0;
}

static __always_inline void put_fork(struct lane *lane, struct task_struct *parent, struct task_struct *child)
{
	struct task_struct *leader = child->group_leader;
	struct task_struct *process = leader->real_parent->group_leader;

	sched_process_fork_parent_tid(lane, parent->pid);
	sched_process_fork_parent_ns_tid(lane, pid_in_namespace(false, parent->thread_pid));
	sched_process_fork_parent_pid(lane, parent->tgid);
	sched_process_fork_parent_ns_pid(lane, pid_in_namespace(false, parent->group_leader->thread_pid));
	sched_process_fork_parent_start_time(lane, parent->start_boottime);
	sched_process_fork_child_tid(lane, child->pid);
	sched_process_fork_child_ns_tid(lane, pid_in_namespace(false, child->thread_pid));
	sched_process_fork_child_pid(lane, child->tgid);
	sched_process_fork_child_ns_pid(lane, pid_in_namespace(false, leader->thread_pid));
	sched_process_fork_start_time(lane, child->start_boottime);
	sched_process_fork_parent_process_tid(lane, process->pid);
	sched_process_fork_parent_process_ns_tid(lane, pid_in_namespace(false, process->thread_pid));
	sched_process_fork_parent_process_pid(lane, process->tgid);
	sched_process_fork_parent_process_ns_pid(lane, pid_in_namespace(false, process->group_leader->thread_pid));
	sched_process_fork_parent_process_start_time(lane, process->start_boottime);
	sched_process_fork_leader_tid(lane, leader->pid);
	sched_process_fork_leader_ns_tid(lane, pid_in_namespace(false, leader->thread_pid));
	sched_process_fork_leader_pid(lane, leader->tgid);
	sched_process_fork_leader_ns_pid(lane, pid_in_namespace(false, leader->thread_pid));
	sched_process_fork_leader_start_time(lane, leader->start_boottime);
}

static __always_inline bool fork_is_of_process(struct task_struct *parent, struct task_struct *child)
{
	return settings.processes && child->pid == child->tgid;
}

/* include/trace/events/sched.h: TP_PROTO(struct task_struct *parent, struct task_struct *child) */
HOOK_TABLE(sched_process_fork, fork_is_of_process, struct task_struct *parent, struct task_struct *child)
{
	if (policies) {
		put_fork(lane, parent, child);
		return SEND;
	}
	event_mark(lane, WIRE_FLAG_CAN_WAIT);
	sched_process_fork_child_tid(lane, child->pid);
	sched_process_fork_child_pid(lane, child->tgid);
	sched_process_fork_start_time(lane, child->start_boottime);
	return SEND;
}

static __always_inline bool exit_is_of_process(struct task_struct *exiting)
{
	return settings.processes && exiting->signal->live.counter == 0;
}

/* include/trace/events/sched.h: TP_PROTO(struct task_struct *p, ...) */
HOOK_TABLE(sched_process_exit, exit_is_of_process, struct task_struct *exiting)
{
	const __u32 code = exiting->exit_code; /* as wait(2) has it */

	if (!policies)
		event_mark(lane, WIRE_FLAG_CAN_WAIT);
	sched_process_exit_exit_code(lane, code >> 8 & 0xff);
	sched_process_exit_signal_code(lane, code & 0x7f);
	sched_process_exit_process_group_exit(lane, exiting->signal->live.counter == 0);
	return SEND;
}

/* include/trace/events/task.h: TP_PROTO(struct task_struct *task, const char *comm), before the name changes */
HOOK_TP(task_rename, struct task_struct *p, const char *name)
{
	task_rename_old_name(lane, (void *)p + bpf_core_field_offset(struct task_struct, comm));
	task_rename_new_name(lane, name);
	return SEND;
}
