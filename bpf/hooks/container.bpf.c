/* SPDX-License-Identifier: GPL-2.0-only */
/* Cgroups, which is what the kernel knows of containers. */
#include "bpf/core/kernel.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include "bpf/core/scope.h"

char LICENSE[] SEC("license") = "GPL";

/* include/trace/events/cgroup.h: TP_PROTO(struct cgroup *cgrp, const char *path) */
SEC("tp_btf/cgroup_mkdir")
int BPF_PROG(cgroup_mkdir__tp_btf, struct cgroup *cgroup, const char *path)
{
	struct task_struct *task = current_task();
	const __u16 background = BACKGROUND_FLAG(task, cgroup_mkdir);
	struct lane *lane = BEGIN(task, cgroup_mkdir, tp_btf);
	if (!lane)
		return 0;
	event_mark(lane, background);
	event_syscall(lane, task);
	cgroup_mkdir_cgroup_id(lane, cgroup->kn->id);
	cgroup_mkdir_cgroup_path(lane, path);
	cgroup_mkdir_hierarchy_id(lane, cgroup->root->hierarchy_id);
	event_send(lane);
	return 0;
}

SEC("tp_btf/cgroup_rmdir")
int BPF_PROG(cgroup_rmdir__tp_btf, struct cgroup *cgroup, const char *path)
{
	struct task_struct *task = current_task();
	const __u16 background = BACKGROUND_FLAG(task, cgroup_rmdir);
	struct lane *lane = BEGIN(task, cgroup_rmdir, tp_btf);
	if (!lane)
		return 0;
	event_mark(lane, background);
	event_syscall(lane, task);
	cgroup_rmdir_cgroup_id(lane, cgroup->kn->id);
	cgroup_rmdir_cgroup_path(lane, path);
	cgroup_rmdir_hierarchy_id(lane, cgroup->root->hierarchy_id);
	event_send(lane);
	return 0;
}

/* TP_PROTO(struct cgroup *dst_cgrp, const char *path, struct task_struct *task, bool threadgroup) */
SEC("tp_btf/cgroup_attach_task")
int BPF_PROG(cgroup_attach_task__tp_btf, struct cgroup *cgroup, const char *path, struct task_struct *moved)
{
	struct task_struct *task = current_task();
	if (!task_wanted(task))
		return 0;
	struct lane *lane = BEGIN(task, cgroup_attach_task, tp_btf);
	if (!lane)
		return 0;
	event_syscall(lane, task);
	cgroup_attach_task_cgroup_path(lane, path);
	cgroup_attach_task_comm(lane, (void *)moved + bpf_core_field_offset(struct task_struct, comm));
	cgroup_attach_task_pid(lane, moved->pid);
	event_send(lane);
	return 0;
}
