/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Paths of files, from the dentry up to the root of the mount namespace, across mounts.
 *
 * Written from the back into lane->path, whose middle is where the path ends. bpf_d_path() would do as well, but it is
 * allowed in few hooks, and on 5.10 and 6.1 not in those that are needed most.
 */
#pragma once

#include "bpf/core/field.h"

/* The path of dentry as seen through vfsmount. Both may be untyped pointers. */
int put_path(__u32 lane_number, __u32 ordinal, __u64 dentry, __u64 vfsmount);

/*
 * The path of lane->walk.dentry, a dentry whose mount the hook does not pass. Of several mounts of the file system, that of the working
 * directory is taken, then that of the process's root, then any of its namespace.
 */
int put_walked_dentry(__u32 lane_number, __u32 ordinal);

/* A typed pointer is no number to the verifier, which is all that a global function takes: it goes by way of the lane. */
static __always_inline void put_dentry_path(struct lane *lane, __u8 ordinal, struct dentry *dentry)
{
	lane->walk.dentry = dentry;
	put_walked_dentry(lane->number, ordinal);
}

/* The path of a directory, a slash, and what the process gave. */
int put_joined_path(__u32 lane_number, __u32 ordinal, __u64 dentry, __u64 vfsmount, __u64 given);

static __always_inline void put_file_path(struct lane *lane, __u8 ordinal, const struct file *file)
{
	put_path(lane->number, ordinal, (__u64)BPF_CORE_READ(file, f_path.dentry),
		 (__u64)BPF_CORE_READ(file, f_path.mnt));
}

/* A path argument made absolute: the directory it is relative to, and the text as given. */
static __always_inline void put_given_path(struct lane *lane, __u8 ordinal, struct task_struct *task, __s32 dirfd,
					   __u64 given)
{
	char first = 0;
	if (bpf_probe_read_user(&first, 1, (const void *)given)) {
		event_mark(lane, WIRE_FLAG_UNREADABLE);
		return;
	}
	if (first == '/') {
		put_string(lane, ordinal, (const void *)given, true);
		return;
	}
	__u64 dentry, vfsmount;
	if (dirfd == AT_FDCWD) {
		dentry = (__u64)BPF_CORE_READ(task, fs, pwd.dentry);
		vfsmount = (__u64)BPF_CORE_READ(task, fs, pwd.mnt);
	} else {
		const struct file *dir = file_of(task, dirfd);
		dentry = (__u64)BPF_CORE_READ(dir, f_path.dentry);
		vfsmount = (__u64)BPF_CORE_READ(dir, f_path.mnt);
	}
	put_joined_path(lane->number, ordinal, dentry, vfsmount, given);
}
