/* SPDX-License-Identifier: GPL-2.0-only */
/* The parts of a look-up (bpf/put/resolve.h): text and names, and the lists of the kernel that are looked through. */
#pragma once

#include "bpf/put/resolve.h"

#define NAME_MAX 255			    /* include/uapi/linux/limits.h */
#define TEXT_MASK (2 * WIRE_STRING_MAX - 1) /* of places in lane->text, which has room for a string behind each */
#define NUMBER_SIZE_MAX 10

enum find { FIND_ON, FIND_DONE, FIND_LOST };

/* resolve_text.bpf.c. The text is read into lane->text, from WIRE_STRING_MAX on; 0 if it cannot be. */
int find_text(__u32 lane_number, __u64 given);
/* The next component becomes lane->name: FIND_DONE. FIND_ON: only slashes; FIND_LOST: there is no more. */
int find_name(__u32 lane_number);
/* Adds lane->name below the directory, and takes the last name off. */
int find_tail_add(__u32 lane_number);
int find_tail_cut(__u32 lane_number);
/* What /proc/self or /proc/thread-self, lane->name, says of the current task in a pid namespace of that level: into
   lane->path. Returns its size, 0 if it is neither. */
int find_self_text(__u32 lane_number, __u32 level);

static __always_inline bool name_is(const struct lane *lane, const char *name, __u32 size)
{
	return lane->find.name_size == size && bytes_equal(lane->name, name, size);
}

/* The number that the name is; -1 if it is none. */
static __always_inline __s32 name_number(const struct lane *lane)
{
	const __u32 size = lane->find.name_size;
	__s32 number = 0;

	if (!size || size >= NUMBER_SIZE_MAX)
		return -1;
	for (__u32 i = 0; i < NUMBER_SIZE_MAX && i < size; i++) {
		const __u8 digit = lane->name[i] - '0';
		if (digit > 9)
			return -1;
		number = number * 10 + digit;
	}
	return number;
}

static __always_inline __u64 node_after(__u64 node) /* of an hlist or a list: the pointer comes first */
{
	__u64 next = 0;
	bpf_probe_read_kernel(&next, sizeof(next), (const void *)node);
	return next;
}

/* Since 6.8 the children of a directory are an hlist. */
#define HAS_D_CHILDREN bpf_core_field_exists(((struct dentry *)0)->d_children)

static __always_inline __u64 child_offset(void)
{
	if (HAS_D_CHILDREN)
		return bpf_core_field_offset(struct dentry, d_sib);
	return bpf_core_field_offset(struct dentry___6_7, d_child);
}

static __always_inline void first_child(struct lane *lane, const struct dentry *dir)
{
	const __u64 head = (__u64)dir + (HAS_D_CHILDREN ? bpf_core_field_offset(struct dentry, d_children)
						       : bpf_core_field_offset(struct dentry___6_7, d_subdirs));
	lane->find.node = node_after(head);
	lane->find.end = head; /* which an hlist never comes to */
}

static __always_inline void first_mount_within(struct lane *lane, const struct mount *mount)
{
	const __u64 head = (__u64)mount + bpf_core_field_offset(struct mount, mnt_mounts);
	lane->find.node = node_after(head);
	lane->find.end = head;
}

/* Whether something is mounted on the directory, in whatever mount namespace. */
static __always_inline bool is_mounted_on(const struct dentry *dentry)
{
	const __u32 mounted = bpf_core_enum_value_exists(enum dentry_flags___6_15, DCACHE_MOUNTED___6_15)
				      ? bpf_core_enum_value(enum dentry_flags___6_15, DCACHE_MOUNTED___6_15)
				      : 0x00010000; /* include/linux/dcache.h before 6.15 */
	return BPF_CORE_READ(dentry, d_flags) & mounted;
}

/* The task that an inode of /proc/PID is about; NULL if it is of none. */
static __always_inline struct task_struct *proc_task(const struct inode *inode)
{
	const struct proc_inode *in_proc = (void *)inode - bpf_core_field_offset(struct proc_inode, vfs_inode);
	const struct pid *pid = BPF_CORE_READ(in_proc, pid);
	const void *node = pid ? BPF_CORE_READ(pid, tasks[0].first) : NULL;
	return node ? (struct task_struct *)(node - bpf_core_field_offset(struct task_struct, pid_links)) : NULL;
}
