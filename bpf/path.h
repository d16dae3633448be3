/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Paths of files, from the dentry up to the root of the mount namespace, across mounts.
 *
 * Written from the back into lane->path, whose middle is where the path ends. bpf_d_path() would do as well, but it is
 * allowed in few hooks, and on 5.10 and 6.1 not in those that are needed most.
 */
#pragma once

#include "bpf/frame.h"

#define PATH_DEPTH_MAX 96 /* components and mounts; what is deeper loses its front and is flagged */
#define PATH_END WIRE_STRING_MAX
#define NAME_MAX 255 /* include/uapi/linux/limits.h */

/*
 * Puts "/name" in front of what stands. A name that reads as empty is left out. Returns false when there is no room.
 */
static __always_inline bool path_prepend(struct lane *lane, struct dentry *dentry)
{
	struct qstr name;
	if (bpf_probe_read_kernel(&name.name, sizeof(name.name),
				  (void *)dentry + bpf_core_field_offset(struct dentry, d_name.name)) ||
	    bpf_probe_read_kernel(&name.len, sizeof(name.len),
				  (void *)dentry + bpf_core_field_offset(struct dentry, d_name.len)))
		return false;
	__u64 size = name.len & NAME_MAX;
	__u64 at = lane->path_at - size - 1;
	barrier_var(size);
	barrier_var(at);
	if (at >= PATH_END) /* below 0, too */
		return false;
	size &= NAME_MAX;
	lane->path[at] = '/';
	bpf_probe_read_kernel(&lane->path[at + 1], size, name.name);
	lane->path_at = at;
	return true;
}

/* Builds the path in lane->path from lane->path_at on. Returns false if its front was cut off. */
static __always_inline bool path_build(struct lane *lane, struct dentry *dentry, struct vfsmount *vfsmount)
{
	struct mount *mount = (void *)vfsmount - bpf_core_field_offset(struct mount, mnt);
	struct dentry *top = BPF_CORE_READ(vfsmount, mnt_root);

	lane->path_at = PATH_END;
	for (__u32 i = 0; i < PATH_DEPTH_MAX; i++) {
		struct dentry *up = BPF_CORE_READ(dentry, d_parent);
		if (dentry == top || dentry == up) {
			struct mount *outer = BPF_CORE_READ(mount, mnt_parent);
			if (outer == mount || !outer) {
				/* A file with no directory, as of memfd_create: its name, and no slash. */
				if (dentry == up && lane->path_at == PATH_END) {
					path_prepend(lane, dentry);
					if (lane->path_at < PATH_END &&
					    lane->path[(lane->path_at + 1) & (PATH_END - 1)] != '/')
						lane->path_at++;
					else
						lane->path_at = PATH_END - 1, lane->path[PATH_END - 1] = '/';
				}
				return true;
			}
			dentry = BPF_CORE_READ(mount, mnt_mountpoint);
			mount = outer;
			top = BPF_CORE_READ(mount, mnt.mnt_root);
			continue;
		}
		if (!path_prepend(lane, dentry))
			return false;
		dentry = up;
	}
	return false;
}

/* Adds what path_build() built as a field. */
static __always_inline void path_field(struct lane *lane, __u8 ordinal, bool whole)
{
	struct wire_field *field = FIELD_AT(lane, WIRE_STRING_MAX);
	__u64 at = lane->path_at;
	barrier_var(at);
	if (!field || at > PATH_END)
		return;
	__u64 size = PATH_END - at;
	barrier_var(size);
	if (size > WIRE_STRING_MAX || bpf_probe_read_kernel(field + 1, size, &lane->path[at])) {
		event_mark(lane, WIRE_FLAG_UNREADABLE);
		return;
	}
	field_done(lane, field, ordinal, WIRE_STR, size);
	if (!whole) {
		field->type |= WIRE_FIELD_TRUNCATED;
		event_mark(lane, WIRE_FLAG_TRUNCATED);
	}
}

/* The path of dentry as seen through vfsmount. Both may be untyped pointers. */
static __noinline int put_path(struct lane *lane, __u32 ordinal, __u64 dentry, __u64 vfsmount)
{
	if (!lane || !dentry || !vfsmount)
		return 0;
	path_field(lane, ordinal, path_build(lane, (struct dentry *)dentry, (struct vfsmount *)vfsmount));
	return 0;
}

static __always_inline void put_file_path(struct lane *lane, __u8 ordinal, const struct file *file)
{
	put_path(lane, ordinal, (__u64)BPF_CORE_READ(file, f_path.dentry), (__u64)BPF_CORE_READ(file, f_path.mnt));
}

/* The program that the task runs. Kernel threads have none, nor have tasks that gave up their memory to exit. */
static __always_inline void put_executable(struct lane *lane, struct task_struct *task)
{
	const struct file *program = BPF_CORE_READ(task, mm, exe_file);
	if (program)
		put_file_path(lane, WIRE_CONTEXT_EXECUTABLE, program);
}

#define MOUNTS_MAX 64 /* of one file system that are looked at */

static __always_inline struct mount *first_mount(const struct super_block *sb)
{
	if (bpf_core_field_exists(((struct mount *)0)->mnt_next_for_sb))
		return BPF_CORE_READ(sb, s_mounts);
	const struct super_block___6_16 *older = (const void *)sb;
	return (void *)BPF_CORE_READ(older, s_mounts.next) - bpf_core_field_offset(struct mount___6_16, mnt_instance);
}

static __always_inline struct mount *next_mount(struct mount *mount)
{
	if (bpf_core_field_exists(mount->mnt_next_for_sb))
		return BPF_CORE_READ(mount, mnt_next_for_sb);
	const struct mount___6_16 *older = (const void *)mount;
	return (void *)BPF_CORE_READ(older, mnt_instance.next) - bpf_core_field_offset(struct mount___6_16, mnt_instance);
}

/* A mount of the file system in the task's mount namespace; NULL if none is found. */
static __always_inline struct vfsmount *mount_of(const struct super_block *sb, struct task_struct *task)
{
	const struct mnt_namespace *mine = BPF_CORE_READ(task, nsproxy, mnt_ns);
	struct mount *mount = first_mount(sb);

	for (__u32 i = 0; i < MOUNTS_MAX && mount; i++) {
		struct vfsmount *vfsmount = (void *)mount + bpf_core_field_offset(struct mount, mnt);
		/* The older list ends in its head, which is no mount: it has another file system, or none. */
		if (BPF_CORE_READ(vfsmount, mnt_sb) != sb)
			return NULL;
		if (BPF_CORE_READ(mount, mnt_ns) == mine)
			return vfsmount;
		mount = next_mount(mount);
	}
	return NULL;
}

/*
 * The path of a dentry whose mount the hook does not pass. Of several mounts of the file system, that of the working
 * directory is taken, then that of the process's root, then any of its namespace.
 */
static __always_inline void put_dentry_path(struct lane *lane, __u8 ordinal, struct task_struct *task,
					    struct dentry *dentry)
{
	const struct super_block *sb = BPF_CORE_READ(dentry, d_sb);
	struct vfsmount *mount = BPF_CORE_READ(task, fs, pwd.mnt);

	if (BPF_CORE_READ(mount, mnt_sb) != sb)
		mount = BPF_CORE_READ(task, fs, root.mnt);
	if (BPF_CORE_READ(mount, mnt_sb) != sb)
		mount = mount_of(sb, task);
	if (!mount) {
		event_mark(lane, WIRE_FLAG_UNREADABLE);
		return;
	}
	put_path(lane, ordinal, (__u64)dentry, (__u64)mount);
}

/* The path of a directory, a slash, and what the process gave. */
static __always_inline void put_joined_path(struct lane *lane, __u8 ordinal, __u64 dentry, __u64 vfsmount, __u64 given)
{
	struct wire_field *field = FIELD_AT(lane, WIRE_STRING_MAX);
	const __u32 field_at = lane->used;

	put_path(lane, ordinal, dentry, vfsmount);
	__u64 at = lane->used;
	barrier_var(at);
	if (!field || at == field_at || at > WIRE_FRAME_MAX - WIRE_STRING_MAX - 1)
		return;
	lane->data[at] = '/';
	const long n = bpf_probe_read_user_str(&lane->data[at + 1], WIRE_STRING_MAX, (const void *)given);
	if (n < 0) {
		event_mark(lane, WIRE_FLAG_UNREADABLE);
		return;
	}
	const __u32 size = n ? n : 1; /* see USER_STRING_EMPTY */
	field->type |= WIRE_FIELD_USER;
	field->size += size;
	lane->used = at + size;
	event_mark(lane, WIRE_FLAG_USER_MEMORY);
}
