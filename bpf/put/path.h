/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Paths of files, from the dentry up to the root of the mount namespace, across mounts.
 *
 * Written from the back into lane->path, whose middle is where the path ends. bpf_d_path() would do as well, but it is
 * allowed in few hooks, and on 5.10 and 6.1 not in those that are needed most.
 */
#pragma once

#include "bpf/core/field.h"
#include "bpf/put/resolve.h"

/* struct vfsmount is inside of struct mount. */
static __always_inline struct mount *mount_around(struct vfsmount *vfsmount)
{
	return (void *)vfsmount - bpf_core_field_offset(struct mount, mnt);
}

/* MNT_NS_INTERNAL: a mount that is in no namespace for good, for the kernel's own use, has an error there. */
static __always_inline bool is_internal(const struct mount *mount)
{
	return (__u64)BPF_CORE_READ(mount, mnt_ns) >= -(__u64)MAX_ERRNO;
}

/* include/linux/dcache.h, d_unlinked(): it has had a name in a directory, and has none any more. A file that is to be made has none yet. */
static __always_inline bool is_deleted(const struct dentry *dentry)
{
	return !BPF_CORE_READ(dentry, d_hash.pprev) && BPF_CORE_READ(dentry, d_parent) != dentry && BPF_CORE_READ(dentry, d_inode);
}

#define PATH_END WIRE_STRING_MAX /* in lane->path */

/* Builds a path in lane->path, from path_at on. Returns whether it is whole. */
int path_build(__u32 lane_number, __u64 dentry, __u64 mount);

/* Where a path goes in an event, and what other path the file has, see bpf/put/origin.h; a field without that is a WIRE_ORDINAL. */
#define PATH_ORDINAL(event, field) (WIRE_ORDINAL(event, field) | WIRE_ORDINAL(event, origin_##field) << 8)

/* The path of dentry as seen through vfsmount. Both may be untyped pointers. `ordinal` here and below may be a PATH_ORDINAL. */
int put_path(__u32 lane_number, __u32 ordinal, __u64 dentry, __u64 vfsmount);

/*
 * The path of lane->walk.dentry, a dentry whose mount the hook does not pass. Of several mounts of the file system, that which the
 * path that was given (0: none) leads through is taken; else that of the working directory, of the process's root, or any of
 * its namespace.
 */
int put_walked_dentry(__u32 lane_number, __u32 ordinal, __s32 dirfd, __u64 given, __u32 how);

/* A path argument of a system call: what it leads to, see bpf/put/resolve.h. */
int put_given_path(__u32 lane_number, __u32 ordinal, __s32 dirfd, __u64 given, __u32 how);

static __always_inline void put_file_path(struct lane *lane, __u32 ordinal, const struct file *file)
{
	put_path(lane->number, ordinal, (__u64)BPF_CORE_READ(file, f_path.dentry),
		 (__u64)BPF_CORE_READ(file, f_path.mnt));
}
