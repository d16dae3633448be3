/* SPDX-License-Identifier: GPL-2.0-only */
/* Paths of dentries whose mount a hook does not pass. No READ_BY_CAST, see mount.h. */
#include "bpf/core/kernel.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include "bpf/put/mount.h"
#include "bpf/put/path.h"

char LICENSE[] SEC("license") = "GPL";

#define MOUNTS_MAX 64 /* of one file system that are looked at */

/* A mount of the file system in the task's mount namespace; NULL if none is found. */
static __always_inline struct vfsmount *mount_of(const struct super_block *sb, struct task_struct *task)
{
	const struct mnt_namespace *mine = BPF_CORE_READ(task, nsproxy, mnt_ns);
	struct mount *mount = first_mount(sb);

	for (__u32 i = 0; i < MOUNTS_MAX && mount; i++) {
		struct vfsmount *vfsmount = (void *)mount + bpf_core_field_offset(struct mount, mnt);
		if (BPF_CORE_READ(vfsmount, mnt_sb) != sb)
			return NULL;
		if (BPF_CORE_READ(mount, mnt_ns) == mine)
			return vfsmount;
		mount = next_mount(mount);
	}
	return NULL;
}

/* Whether there is no other mount of the file system, in whatever namespace. */
static __always_inline bool is_only_mount(const struct super_block *sb, struct mount *mount)
{
	struct mount *next = next_mount(mount);
	return !next || BPF_CORE_READ(next, mnt.mnt_sb) != sb;
}

__noinline int put_walked_dentry(__u32 lane_number, __u32 ordinal, __s32 dirfd, __u64 given, __u32 how)
{
	struct lane *lane = lane_by_number(lane_number);
	if (!lane)
		return 0;
	struct task_struct *task = current_task();
	struct dentry *const dentry = lane->walk.dentry;
	const struct super_block *sb = BPF_CORE_READ(dentry, d_sb);
	struct vfsmount *mount = BPF_CORE_READ(task, fs, pwd.mnt);

	lane->find.dentry = NULL;
	if (given && !is_only_mount(sb, first_mount(sb)))
		resolve_path(lane_number, dirfd, given, how);
	if (lane->find.dentry && lane->find.dentry == (lane->find.tail ? BPF_CORE_READ(dentry, d_parent) : dentry))
		mount = (void *)lane->find.mount + bpf_core_field_offset(struct mount, mnt);
	if (BPF_CORE_READ(mount, mnt_sb) != sb)
		mount = BPF_CORE_READ(task, fs, root.mnt);
	if (BPF_CORE_READ(mount, mnt_sb) != sb)
		mount = mount_of(sb, task);
	if (!mount) {
		event_mark(lane, WIRE_FLAG_UNREADABLE);
		return 0;
	}
	return put_path(lane_number, ordinal, (__u64)dentry, (__u64)mount);
}
