/* SPDX-License-Identifier: GPL-2.0-only */
/* Cgroups, which is what the kernel knows of containers. */
#include "bpf/core/kernel.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include "bpf/core/hook.h"
#include "bpf/put/container_name.h"

char LICENSE[] SEC("license") = "GPL";

#define E2BIG 7 /* include/uapi/asm-generic/errno-base.h: the map is full */

__noinline int name_ends_in_id(__u32 lane_number, __u32 size, __u32 id_size)
{
	struct lane *lane = lane_by_number(lane_number);
	if (!lane || size < id_size)
		return 0;
	const __u32 from = size - id_size;
	for (__u32 i = 0; i < CONTAINER_ID_SIZE && i < id_size; i++) {
		const __u8 c = lane->path[(from + i) & (CGROUP_NAME_MAX - 1)];
		if (id_size == GARDEN_ID_SIZE && (i == 8 || i == 13 || i == 18 || i == 23)) {
			if (c != '-')
				return 0;
			continue;
		}
		if ((__u8)(c - '0') > 9 && (__u8)((c | 0x20) - 'a') > 5) /* upper case, too */
			return 0;
	}
	return 1;
}

__noinline int may_precede_id(__u32 lane_number, __u32 size)
{
	struct lane *lane = lane_by_number(lane_number);
	if (!lane)
		return 0;
	if (!size)
		return 1;
#define RUNTIME(prefix, runtime)                                                                   \
	if (text_is(lane->path, size, prefix, sizeof(prefix) - 1))                                 \
		return 1;
#define RUNTIME_INFIX(infix, runtime)                                                              \
	if (size >= sizeof(infix) - 1 &&                                                           \
	    text_is(&lane->path[(size - (sizeof(infix) - 1)) & (CGROUP_NAME_MAX - 1)], sizeof(infix) - 1, infix, sizeof(infix) - 1)) \
		return 1;
#include "common/catalog/runtimes.def"
	return 0;
}

__noinline int name_is_fargate_id(__u32 lane_number, __u32 size)
{
	struct lane *lane = lane_by_number(lane_number);
	if (!lane || size < TASK_ID_SIZE + 2 || size > FARGATE_ID_SIZE_MAX)
		return 0;
	for (__u32 i = 0; i < FARGATE_ID_SIZE_MAX && i < size; i++) {
		const __u8 c = lane->path[i];
		if (i == TASK_ID_SIZE) {
			if (c != '-')
				return 0;
			continue;
		}
		if ((__u8)(c - '0') > 9 && (i > TASK_ID_SIZE || (__u8)((c | 0x20) - 'a') > 5))
			return 0;
	}
	return 1;
}

/* Whether the text is something between the two. `text` and its size are those of lane->path. */
#define IS_BETWEEN(text, size, prefix, suffix)                                                     \
	((size) > sizeof(prefix) - 1 + sizeof(suffix) - 1 &&                                       \
	 bytes_equal(text, prefix, sizeof(prefix) - 1) &&                                          \
	 bytes_equal(&(text)[((size) - (sizeof(suffix) - 1)) & (CGROUP_NAME_MAX - 1)], suffix, sizeof(suffix) - 1))

__noinline int name_is_named(__u32 lane_number, __u32 size)
{
	struct lane *lane = lane_by_number(lane_number);
	if (!lane)
		return 0;
#define RUNTIME_NAMED(prefix, suffix, runtime)                                                     \
	if (IS_BETWEEN(lane->path, size, prefix, suffix))                                          \
		return 1;
#include "common/catalog/runtimes.def"
	return 0;
}

__noinline int may_hold_container(__u32 lane_number, __u32 size, __u32 payload)
{
	struct lane *lane = lane_by_number(lane_number);
	if (!lane)
		return 0;
#define RUNTIME_BELOW(parent, runtime)                                                             \
	if (text_is(lane->path, size, parent, sizeof(parent) - 1))                                 \
		return 1;
#define RUNTIME_PAYLOAD(own, prefix, suffix, runtime)                                              \
	if (payload && IS_BETWEEN(lane->path, size, prefix, suffix))                               \
		return 1;
#include "common/catalog/runtimes.def"
	return 0;
}

/* Into lane->path; its size, CGROUP_NAME_MAX if it cannot be read. */
static __always_inline __u32 read_name(struct lane *lane, const char *name)
{
	const __u32 size = bpf_probe_read_kernel_str(lane->path, CGROUP_NAME_MAX, name) - 1;
	return size < CGROUP_NAME_MAX ? size : CGROUP_NAME_MAX;
}

static __always_inline bool is_payload(const __u8 *name, __u32 size)
{
#define RUNTIME_PAYLOAD(own, prefix, suffix, runtime)                                              \
	if (text_is(name, size, own, sizeof(own) - 1))                                             \
		return true;
#include "common/catalog/runtimes.def"
	return false;
}

/* Changes lane->path. */
static __always_inline bool names_container(struct lane *lane, const char *name, const char *name_above)
{
	const __u32 scope_size = sizeof(".scope") - 1;
	const __u32 whole_size = read_name(lane, name);
	__u32 size = whole_size;

	if (!size || size >= CGROUP_NAME_MAX)
		return false;
	if (size >= scope_size && text_is(&lane->path[(size - scope_size) & (CGROUP_NAME_MAX - 1)], scope_size, ".scope", scope_size))
		size -= scope_size;
	if (name_ends_in_id(lane->number, size, CONTAINER_ID_SIZE) && may_precede_id(lane->number, size - CONTAINER_ID_SIZE))
		return true;
	if (name_ends_in_id(lane->number, size, GARDEN_ID_SIZE) && may_precede_id(lane->number, size - GARDEN_ID_SIZE))
		return true;
	if (name_is_fargate_id(lane->number, size) || name_is_named(lane->number, whole_size))
		return true;
	const bool payload = is_payload(lane->path, whole_size);
	const __u32 size_above = read_name(lane, name_above);
	return size_above < CGROUP_NAME_MAX && may_hold_container(lane->number, size_above, payload);
}

/*
 * Takes a new cgroup in that is a container, before any task can be in it; one within another container is as old as that, and found
 * by it. The collector does the same once it has the event, and knows besides when it is removed.
 */
static __always_inline void take_in(struct lane *lane, struct cgroup *cgroup)
{
	struct cgroup_subsys_state *parent = cgroup->self.parent;
	if (!parent || (__u32)cgroup->root->hierarchy_id != settings.cgroup_hierarchy ||
	    !names_container(lane, cgroup->kn->name, parent->cgroup->kn->name))
		return;
	const __u64 id = cgroup->kn->id;
	const __u32 age = WIRE_CONTAINER_STARTED;
	const void *at = (void *)parent + bpf_core_field_offset(struct cgroup_subsys_state, cgroup);
	if (container_age_at(at, parent->cgroup->kn->id))
		return;
	const long error = bpf_map_update_elem(&containers, &id, &age, BPF_NOEXIST);
	if (!error)
		__sync_fetch_and_add(&container_count, 1);
	else if (error == -E2BIG)
		__sync_fetch_and_add(&containers_left_out, 1);
}

static __always_inline bool is_loaded(struct cgroup *cgroup, const char *path)
{
	return true; /* only if the collector asks for it, or for its table */
}

/* include/trace/events/cgroup.h: TP_PROTO(struct cgroup *cgrp, const char *path) */
HOOK_TABLE(cgroup_mkdir, is_loaded, struct cgroup *cgroup, const char *path)
{
	take_in(lane, cgroup);
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
