/* SPDX-License-Identifier: GPL-2.0-only */
#include "bpf/core/kernel.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include "bpf/put/path.h"
#include "bpf/put/resolve.h"
#include "bpf/put/resolve_step.h"

char LICENSE[] SEC("license") = "GPL";

/*
 * Loops within loops, the inner one a function of its own: the verifier walks a function once, so that 2,209 steps cost it 47 and
 * 47. Calls may be eight deep (Linux, MAX_CALL_FRAMES), so that what is called at the bottom is inlined.
 */
#define STEPS_AT_ONCE 47    /* times as many; PATH_MAX has room for 2,048 components */
#define CHILDREN_AT_ONCE 64 /* times as many names of a directory are looked at; the newest come first */
#define MOUNTS_AT_ONCE 16   /* times MOUNTS_MAX mounts within a mount */
#define MOUNTS_MAX 64
#define STACKED_MAX 4	 /* mounts on one another */
#define UP_MAX 16	 /* mounts that end at the same directory */
#define LINKS_MAX 40	 /* include/linux/namei.h, MAXSYMLINKS */

static __always_inline void find_at(struct lane *lane, struct dentry *dentry, struct vfsmount *mount)
{
	lane->find.dentry = mount ? dentry : NULL;
	lane->find.mount = mount_around(mount);
}

static __always_inline void find_at_root(struct lane *lane)
{
	struct task_struct *task = current_task();
	find_at(lane, BPF_CORE_READ(task, fs, root.dentry), BPF_CORE_READ(task, fs, root.mnt));
}

/* Puts the first `size` bytes of lane->path, which a link leads to, in front of the rest of the text. */
static __always_inline int find_through(struct lane *lane, __u64 size)
{
	__u64 at = lane->find.at;
	barrier_var(size);
	if (!size || size >= WIRE_STRING_MAX || size > at)
		return FIND_LOST;
	at -= size;
	barrier_var(at);
	at &= TEXT_MASK;
	bpf_probe_read_kernel(&lane->text[at], size, lane->path);
	lane->find.at = at;
	if (lane->path[0] == '/')
		find_at_root(lane);
	return FIND_ON;
}

/* Whether the name of a dentry, which is as long, is the one looked for. */
static __always_inline bool has_name(struct lane *lane, const struct dentry *dentry)
{
	const __u32 size = lane->find.name_size & NAME_MAX;
	if (!BPF_CORE_READ(dentry, d_hash.pprev) || !BPF_CORE_READ(dentry, d_inode))
		return false; /* deleted, or a name that leads to nothing */
	bpf_probe_read_kernel(lane->path, size, BPF_CORE_READ(dentry, d_name.name));
	const __u64 *name = (const __u64 *)lane->path, *wanted = (const __u64 *)lane->name;
	for (__u32 at = 0; at <= NAME_MAX && at < size; at += 8) {
		const __u64 differ = name[at / 8] ^ wanted[at / 8];
		if (differ)
			return size - at < 8 && !(differ << 8 * (8 - (size - at)));
	}
	return true;
}

/* Looks at one child of the directory. */
__noinline int find_child_step(__u32 lane_number)
{
	struct lane *lane = lane_by_number(lane_number);
	if (!lane)
		return FIND_LOST;
	const __u64 node = lane->find.node;
	if (!node || node == lane->find.end)
		return FIND_LOST;
	struct dentry *dentry = (void *)node - child_offset();
	lane->find.node = node_after(node);
	if (BPF_CORE_READ(dentry, d_name.len) != lane->find.name_size || !has_name(lane, dentry))
		return FIND_ON;
	lane->find.child = dentry;
	return FIND_DONE;
}

__noinline int find_child_steps(__u32 lane_number)
{
	int step = FIND_ON;

	for (int i = 0; i < CHILDREN_AT_ONCE && step == FIND_ON; i++)
		step = find_child_step(lane_number);
	return step;
}

/* The child of the directory that is called lane->name. */
static __always_inline int find_child(struct lane *lane, __u32 lane_number)
{
	int step = FIND_ON;

	first_child(lane, lane->find.dentry);
	for (int i = 0; i < CHILDREN_AT_ONCE && step == FIND_ON; i++)
		step = find_child_steps(lane_number);
	return step;
}

/* Looks at one mount within a mount, whether it is mounted where the look-up has come. */
static __always_inline int find_mount_step(struct lane *lane)
{
	const __u64 node = lane->find.node;
	if (!node || node == lane->find.end)
		return FIND_LOST;
	struct mount *mount = (void *)node - bpf_core_field_offset(struct mount, mnt_child);
	lane->find.node = node_after(node);
	if (BPF_CORE_READ(mount, mnt_mountpoint) != lane->find.dentry)
		return FIND_ON;
	lane->find.mount = mount;
	lane->find.dentry = BPF_CORE_READ(mount, mnt.mnt_root);
	return FIND_DONE;
}

__noinline int find_mount_steps(__u32 lane_number)
{
	struct lane *lane = lane_by_number(lane_number);
	if (!lane)
		return FIND_LOST;
	int step = FIND_ON;

	for (int i = 0; i < MOUNTS_AT_ONCE && step == FIND_ON; i++)
		step = find_mount_step(lane);
	return step;
}

/* From a directory to what is mounted on it. */
__noinline int find_mount(__u32 lane_number)
{
	struct lane *lane = lane_by_number(lane_number);
	if (!lane || !is_mounted_on(lane->find.dentry))
		return FIND_LOST;
	int step = FIND_ON;

	first_mount_within(lane, lane->find.mount);
	for (int i = 0; i < MOUNTS_MAX && step == FIND_ON; i++)
		step = find_mount_steps(lane_number);
	return step;
}

/* The same as often as it is so. */
static __always_inline void find_mounted(__u32 lane_number)
{
	int step = FIND_DONE;

	for (int i = 0; i < STACKED_MAX && step == FIND_DONE; i++)
		step = find_mount(lane_number);
}

/* To the directory above, or from a mount's root to where it is mounted, but not above the root of the task. */
__noinline int find_up_step(__u32 lane_number)
{
	struct lane *lane = lane_by_number(lane_number);
	if (!lane)
		return FIND_DONE;
	struct task_struct *task = current_task();
	struct dentry *dentry = lane->find.dentry;
	struct mount *mount = lane->find.mount;

	if (dentry == BPF_CORE_READ(task, fs, root.dentry) && mount == mount_around(BPF_CORE_READ(task, fs, root.mnt)))
		return FIND_DONE;
	if (dentry != BPF_CORE_READ(mount, mnt.mnt_root)) {
		lane->find.dentry = BPF_CORE_READ(dentry, d_parent);
		return FIND_DONE;
	}
	struct mount *outer = BPF_CORE_READ(mount, mnt_parent);
	if (outer == mount)
		return FIND_DONE;
	lane->find.dentry = BPF_CORE_READ(mount, mnt_mountpoint);
	lane->find.mount = outer;
	return FIND_ON;
}

/* ".." */
static __always_inline int find_up(__u32 lane_number)
{
	int step = FIND_ON;

	for (int i = 0; i < UP_MAX && step == FIND_ON; i++)
		step = find_up_step(lane_number);
	find_mounted(lane_number);
	return FIND_ON;
}

/* The links of /proc: "self" has a text, of the task; others lead to files of a task without one. */
static __always_inline int find_in_proc(struct lane *lane, __u32 lane_number)
{
	const struct dentry *dir = lane->find.dentry, *link = lane->find.child;
	const struct inode *inode = BPF_CORE_READ(link, d_inode);

	if (BPF_CORE_READ(dir, d_parent) == dir) {
		const struct proc_fs_info *info = BPF_CORE_READ(link, d_sb, s_fs_info);
		return find_through(lane, find_self_text(lane_number, BPF_CORE_READ(info, pid_ns, level)));
	}
	struct task_struct *task = proc_task(inode);
	if (!task)
		return FIND_LOST;
	const struct file *file = NULL;
	if (name_is(lane, "root", 4)) {
		find_at(lane, BPF_CORE_READ(task, fs, root.dentry), BPF_CORE_READ(task, fs, root.mnt));
	} else if (name_is(lane, "cwd", 3)) {
		find_at(lane, BPF_CORE_READ(task, fs, pwd.dentry), BPF_CORE_READ(task, fs, pwd.mnt));
	} else {
		file = name_is(lane, "exe", 3) ? BPF_CORE_READ(task, mm, exe_file) : file_of(true, task, name_number(lane));
		if (!file)
			return FIND_LOST;
		find_at(lane, BPF_CORE_READ(file, f_path.dentry), BPF_CORE_READ(file, f_path.mnt));
	}
	return lane->find.dentry ? FIND_ON : FIND_LOST;
}

/* On from a symbolic link, lane->find.child. */
static __always_inline int find_link(struct lane *lane, __u32 lane_number)
{
	if (lane->find.links++ >= LINKS_MAX)
		return FIND_LOST;
	const struct dentry *link = lane->find.child;
	const char *text = BPF_CORE_READ(link, d_inode, i_link);

	if (text) {
		const long n = bpf_probe_read_kernel_str(lane->path, WIRE_STRING_MAX, text);
		return n > 1 ? find_through(lane, n - 1) : FIND_LOST;
	}
	if (BPF_CORE_READ(link, d_sb, s_magic) == PROC_SUPER_MAGIC)
		return find_in_proc(lane, lane_number);
	return FIND_LOST;
}

/* One component. */
__noinline int find_step(__u32 lane_number)
{
	int step = find_name(lane_number);
	struct lane *lane = lane_by_number(lane_number);
	if (step != FIND_DONE || !lane)
		return step;
	if (name_is(lane, ".", 1))
		return FIND_ON;
	if (name_is(lane, "..", 2)) {
		if (lane->find.tail)
			return find_tail_cut(lane_number);
		return find_up(lane_number);
	}
	if (lane->find.lost || (lane->find.how & RESOLVE_PARENT && !lane->text[lane->find.at & TEXT_MASK]))
		return find_tail_add(lane_number);
	if (find_child(lane, lane_number) == FIND_DONE) {
		struct dentry *child = lane->find.child;
		if ((BPF_CORE_READ(child, d_inode, i_mode) & S_IFMT) != S_IFLNK) {
			lane->find.dentry = child;
			find_mounted(lane_number);
			return FIND_ON;
		}
		if (find_link(lane, lane_number) == FIND_ON)
			return FIND_ON;
	}
	lane->find.lost = true;
	return find_tail_add(lane_number);
}

__noinline int find_steps(__u32 lane_number)
{
	int step = FIND_ON;

	for (int i = 0; i < STEPS_AT_ONCE && step == FIND_ON; i++)
		step = find_step(lane_number);
	return step;
}

__noinline int resolve_path(__u32 lane_number, __s32 dirfd, __u64 given, __u32 how)
{
	struct lane *lane = lane_by_number(lane_number);
	if (!lane)
		return 0;
	struct task_struct *task = current_task();
	int step = FIND_ON;

	lane->find.dentry = NULL;
	lane->find.tail = 0;
	lane->find.links = 0;
	lane->find.lost = false;
	lane->find.how = how;
	if (!find_text(lane_number, given))
		return 0;
	if (lane->text[WIRE_STRING_MAX] == '/') {
		find_at_root(lane);
	} else if (dirfd == AT_FDCWD) {
		find_at(lane, BPF_CORE_READ(task, fs, pwd.dentry), BPF_CORE_READ(task, fs, pwd.mnt));
	} else {
		const struct file *dir = file_of(PROBE_TASK, task, dirfd);
		find_at(lane, BPF_CORE_READ(dir, f_path.dentry), BPF_CORE_READ(dir, f_path.mnt));
	}
	if (!lane->find.dentry)
		return 0;
	for (int i = 0; i < STEPS_AT_ONCE && step == FIND_ON; i++)
		step = find_steps(lane_number);
	if (step == FIND_ON)
		lane->find.lost = true;
	return 1;
}
