/* SPDX-License-Identifier: GPL-2.0-only */
/* Cgroups, which is what the kernel knows of containers. */
#include "bpf/core/kernel.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include "bpf/core/hook.h"

char LICENSE[] SEC("license") = "GPL";

static __always_inline bool is_loaded(struct cgroup *cgroup, const char *path)
{
	return true; /* only if the collector asks for it, or for its table */
}

/* include/trace/events/cgroup.h: TP_PROTO(struct cgroup *cgrp, const char *path) */
HOOK_TABLE(cgroup_mkdir, is_loaded, struct cgroup *cgroup, const char *path)
{
	cgroup_mkdir_cgroup_id(lane, cgroup->kn->id);
	cgroup_mkdir_cgroup_path(lane, path);
	cgroup_mkdir_hierarchy_id(lane, cgroup->root->hierarchy_id);
	return SEND;
}

HOOK_TABLE(cgroup_rmdir, is_loaded, struct cgroup *cgroup, const char *path)
{
	cgroup_rmdir_cgroup_id(lane, cgroup->kn->id);
	cgroup_rmdir_cgroup_path(lane, path);
	cgroup_rmdir_hierarchy_id(lane, cgroup->root->hierarchy_id);
	return SEND;
}

/* TP_PROTO(struct cgroup *dst_cgrp, const char *path, struct task_struct *task, bool threadgroup) */
HOOK_TP(cgroup_attach_task, struct cgroup *cgroup, const char *path, struct task_struct *moved)
{
	cgroup_attach_task_cgroup_path(lane, path);
	cgroup_attach_task_comm(lane, (void *)moved + bpf_core_field_offset(struct task_struct, comm));
	cgroup_attach_task_pid(lane, moved->pid);
	return SEND;
}
