/* SPDX-License-Identifier: GPL-2.0-only */
/* No READ_BY_CAST, see mount.h. */
#include "bpf/core/kernel.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include "bpf/put/mount.h"
#include "bpf/put/origin.h"

char LICENSE[] SEC("license") = "GPL";

#define MOUNTS_AT_ONCE 8
#define MOUNTS_MAX 256 /* times MOUNTS_AT_ONCE mounts of a file system, in all namespaces */
#define DEPTH_MAX 64   /* directories above a mount's root */
#define PLACE_MAX 8    /* mounts within mounts */

/* Whether the mount looked at shows the root of the one asked for. */
__noinline int origin_shows(__u32 lane_number)
{
	struct lane *lane = lane_by_number(lane_number);
	if (!lane)
		return 0;
	const struct mount *at = lane->origin.at, *of = lane->origin.of;
	const struct dentry *root = BPF_CORE_READ(at, mnt.mnt_root);
	struct dentry *dentry = BPF_CORE_READ(of, mnt.mnt_root);

	if (root == BPF_CORE_READ(dentry, d_sb, s_root))
		return 1;
	for (int i = 0; i < DEPTH_MAX; i++) {
		if (dentry == root)
			return 1;
		struct dentry *up = BPF_CORE_READ(dentry, d_parent);
		if (up == dentry)
			break;
		dentry = up;
	}
	return 0;
}

enum search { SEARCH_ON, SEARCH_DONE };

/* Looks at some mounts of the file system. */
__noinline int origin_step(__u32 lane_number)
{
	struct lane *lane = lane_by_number(lane_number);
	if (!lane)
		return SEARCH_DONE;
	const struct mount *of = lane->origin.of;
	const struct super_block *sb = BPF_CORE_READ(of, mnt.mnt_sb);

	for (int i = 0; i < MOUNTS_AT_ONCE; i++) {
		struct mount *mount = lane->origin.at;
		if (!mount || BPF_CORE_READ(mount, mnt.mnt_sb) != sb) /* the end of the older list, see mount_of() */
			return SEARCH_DONE;
		__u64 age = ++lane->origin.age;
		if (bpf_core_field_exists(mount->mnt_id_unique))
			age = BPF_CORE_READ(mount, mnt_id_unique);
		if (age < lane->origin.first_age && BPF_CORE_READ(mount, mnt_ns) == lane->origin.in && origin_shows(lane_number)) {
			lane->origin.first = mount;
			lane->origin.first_age = age;
		}
		lane->origin.at = next_mount(mount);
	}
	return SEARCH_ON;
}

/* Whether two mounts give a file the same path. */
__noinline int same_place(__u64 one_mount, __u64 other_mount)
{
	struct mount *one = (void *)one_mount, *other = (void *)other_mount;

	for (int i = 0; i < PLACE_MAX && one != other; i++) {
		struct mount *outer = BPF_CORE_READ(one, mnt_parent), *other_outer = BPF_CORE_READ(other, mnt_parent);
		const struct dentry *root = BPF_CORE_READ(one, mnt.mnt_root), *on = BPF_CORE_READ(one, mnt_mountpoint);
		if (root == on && outer != one) { /* mounted on itself */
			one = outer;
			continue;
		}
		if (root != BPF_CORE_READ(other, mnt.mnt_root) || on != BPF_CORE_READ(other, mnt_mountpoint))
			return 0;
		if (outer == one && other_outer == other)
			return 1;
		one = outer;
		other = other_outer;
	}
	return one == other;
}

/* Searches a mount namespace. Returns whether there is another mount than the one asked for, or one older than it. */
__noinline int search_origin(__u32 lane_number, __u64 namespace)
{
	struct lane *lane = lane_by_number(lane_number);
	if (!lane || !namespace)
		return 0;
	const struct mount *of = lane->origin.of;
	const struct super_block *sb = BPF_CORE_READ(of, mnt.mnt_sb);
	int step = SEARCH_ON;

	lane->origin.in = (void *)namespace;
	lane->origin.first = NULL;
	lane->origin.first_age = ~0ULL;
	lane->origin.age = 0;
	lane->origin.at = first_mount(sb);
	for (__u32 i = 0; i < MOUNTS_MAX && step == SEARCH_ON; i++)
		step = origin_step(lane_number);
	return lane->origin.first && lane->origin.first != lane->origin.of;
}

/* Whether the mount is on a directory of the root of the namespace; the first root may be covered by another one. */
static __always_inline bool is_at_top(struct mount *mount)
{
	struct mount *outer = BPF_CORE_READ(mount, mnt_parent), *outermost = BPF_CORE_READ(outer, mnt_parent);

	if (BPF_CORE_READ(mount, mnt_mountpoint, d_parent) != BPF_CORE_READ(outer, mnt.mnt_root))
		return false;
	return outer == outermost || (BPF_CORE_READ(outermost, mnt_parent) == outermost &&
				      BPF_CORE_READ(outer, mnt_mountpoint) == BPF_CORE_READ(outermost, mnt.mnt_root));
}

/* Of proc and sysfs there may be any number, which are all the same to those who look for /proc/sys: enum origin_name. A function of its
 * own, so that its text takes nothing of the stack of the search. */
__noinline int name_of_kind(__u32 lane_number)
{
	struct lane *lane = lane_by_number(lane_number);
	if (!lane)
		return ORIGIN_NONE;
	struct mount *mount = lane->origin.of;
	const unsigned long magic = BPF_CORE_READ(mount, mnt.mnt_sb, s_magic);
	if (magic != PROC_SUPER_MAGIC && magic != SYSFS_MAGIC)
		return ORIGIN_NONE;
	char name[8] = {};
	bpf_probe_read_kernel_str(name, sizeof(name), BPF_CORE_READ(mount, mnt_mountpoint, d_name.name));
	if (magic == SYSFS_MAGIC)
		return is_at_top(mount) && bytes_equal((__u8 *)name, "sys", 4) ? ORIGIN_NONE : ORIGIN_SYS;
	return is_at_top(mount) && bytes_equal((__u8 *)name, "proc", 5) ? ORIGIN_NONE : ORIGIN_PROC;
}

__noinline int find_origin(__u32 lane_number)
{
	struct lane *lane = lane_by_number(lane_number);
	if (!lane)
		return 0;
	const struct task_struct *task = current_task();
	const __u64 mine = (__u64)BPF_CORE_READ(task, nsproxy, mnt_ns);
	int found = search_origin(lane_number, mine);

	if (!found && host_mntns != mine)
		found = search_origin(lane_number, host_mntns);
	if (!found)
		lane->origin.first = (void *)(__u64)name_of_kind(lane_number);
	else if (same_place((__u64)lane->origin.of, (__u64)lane->origin.first))
		lane->origin.first = NULL;
	return 0;
}
