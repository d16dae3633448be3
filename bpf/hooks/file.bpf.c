/* SPDX-License-Identifier: GPL-2.0-only */
/* Files: opened, deleted, renamed. */
#include "bpf/core/kernel.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include "bpf/core/scope.h"
#include "bpf/put/path.h"
#include "bpf/core/hook.h"

char LICENSE[] SEC("license") = "GPL";

/* The argument of the current system call that is a path, as it was given; 0 if it has none. */
static __always_inline __u64 path_argument(struct lane *lane, const struct pt_regs *regs)
{
	const bool compat = event_of(lane)->flags & WIRE_FLAG_COMPAT;

	switch (event_of(lane)->syscall) {
	case WIRE_SYSCALL_ID_open:
	case WIRE_SYSCALL_ID_creat:
	case WIRE_SYSCALL_ID_execve:
	case WIRE_SYSCALL_ID_unlink:
	case WIRE_SYSCALL_ID_rename:
		return compat ? (__u32)BPF_CORE_READ(regs, bx) : BPF_CORE_READ(regs, di);
	case WIRE_SYSCALL_ID_openat:
	case WIRE_SYSCALL_ID_openat2:
	case WIRE_SYSCALL_ID_execveat:
	case WIRE_SYSCALL_ID_unlinkat:
	case WIRE_SYSCALL_ID_renameat:
	case WIRE_SYSCALL_ID_renameat2:
		return compat ? (__u32)BPF_CORE_READ(regs, cx) : BPF_CORE_READ(regs, si);
	default:
		return 0;
	}
}

/* Flags that open(2) acts on and the open file does not keep (fs/open.c, do_dentry_open()), from the call's argument. */
static __always_inline __u32 passing_flags(struct lane *lane, const struct pt_regs *regs)
{
	const bool compat = event_of(lane)->flags & WIRE_FLAG_COMPAT;
	__u64 flags = 0;

	switch (event_of(lane)->syscall) {
	case WIRE_SYSCALL_ID_creat:
		flags = O_CREAT | O_TRUNC;
		break;
	case WIRE_SYSCALL_ID_open:
		flags = compat ? BPF_CORE_READ(regs, cx) : BPF_CORE_READ(regs, si);
		break;
	case WIRE_SYSCALL_ID_openat:
	case WIRE_SYSCALL_ID_open_by_handle_at:
		flags = BPF_CORE_READ(regs, dx);
		break;
	case WIRE_SYSCALL_ID_openat2: /* struct open_how begins with them */
		bpf_probe_read_user(&flags, sizeof(flags), (const void *)BPF_CORE_READ(regs, dx));
		break;
	}
	return flags & (O_CREAT | O_EXCL | O_NOCTTY | O_TRUNC);
}

static __always_inline int file_opened(struct lane *lane, struct task_struct *task, const struct file *file)
{
	const struct inode *inode = BPF_CORE_READ(file, f_inode);

	put_file_path(lane, WIRE_ORDINAL(security_file_open, pathname), file);
	security_file_open_flags(lane, BPF_CORE_READ(file, f_flags) | passing_flags(lane, user_regs(task)));
	security_file_open_dev(lane, BPF_CORE_READ(inode, i_sb, s_dev));
	security_file_open_inode(lane, BPF_CORE_READ(inode, i_ino));
	security_file_open_ctime(lane, inode_ctime_ns(true, inode));
	const __u64 given = path_argument(lane, user_regs(task));
	if (given)
		security_file_open_syscall_pathname_user(lane, (const void *)given);
	event_send(lane);
	return 0;
}

static __always_inline int file_open(const struct file *file, __u8 provider)
{
	struct task_struct *task = current_task();
	if (!task_wanted(task))
		return 0;
	struct lane *lane = event_begin(task, WIRE_EVENT_security_file_open, WIRE_SLOT_security_file_open, provider);
	if (!lane)
		return 0;
	event_syscall(lane, task);
	return file_opened(lane, task, file);
}

/* include/linux/lsm_hook_defs.h: LSM_HOOK(int, 0, file_open, struct file *file)
 * security/security.c: int security_file_open(struct file *file) */
HOOK_1(security_file_open, "file_open", "security_file_open", file_open, struct file *)

/* At exit the descriptor leads to the file that was opened, whatever the process did to the path meanwhile. */
AT_SYS_EXIT(security_file_open__sys_exit, const struct pt_regs *regs, long ret)
{
	struct task_struct *task = current_task();
	const struct file *file = ret < 0 ? NULL : file_of(task, ret);
	/* fs/open.c, do_dentry_open(): with O_PATH nothing is opened, nor checked. */
	if (!file || BPF_CORE_READ(file, f_flags) & O_PATH)
		return 0;
	struct lane *lane = BEGIN(task, security_file_open, sys_exit);
	if (!lane)
		return 0;
	event_syscall(lane, task);
	return file_opened(lane, task, file);
}

static __always_inline int inode_unlink(const struct inode *dir, struct dentry *dentry, __u8 provider)
{
	struct task_struct *task = current_task();
	if (!task_wanted(task))
		return 0;
	struct lane *lane = event_begin(task, WIRE_EVENT_security_inode_unlink, WIRE_SLOT_security_inode_unlink, provider);
	if (!lane)
		return 0;
	const struct inode *inode = BPF_CORE_READ(dentry, d_inode);

	event_syscall(lane, task);
	put_dentry_path(lane, WIRE_ORDINAL(security_inode_unlink, pathname), dentry);
	security_inode_unlink_inode(lane, BPF_CORE_READ(inode, i_ino));
	security_inode_unlink_dev(lane, BPF_CORE_READ(inode, i_sb, s_dev));
	security_inode_unlink_ctime(lane, inode_ctime_ns(true, inode));
	event_send(lane);
	return 0;
}

/* include/linux/lsm_hook_defs.h: LSM_HOOK(int, 0, inode_unlink, struct inode *dir, struct dentry *dentry) */
HOOK_2(security_inode_unlink, "inode_unlink", "security_inode_unlink", inode_unlink, struct inode *, struct dentry *)

static __always_inline int inode_rename(const struct inode *old_dir, struct dentry *old_dentry,
					const struct inode *new_dir, struct dentry *new_dentry, __u8 provider)
{
	struct task_struct *task = current_task();
	if (!task_wanted(task))
		return 0;
	struct lane *lane = event_begin(task, WIRE_EVENT_security_inode_rename, WIRE_SLOT_security_inode_rename, provider);
	if (!lane)
		return 0;
	event_syscall(lane, task);
	put_dentry_path(lane, WIRE_ORDINAL(security_inode_rename, old_path), old_dentry);
	put_dentry_path(lane, WIRE_ORDINAL(security_inode_rename, new_path), new_dentry);
	event_send(lane);
	return 0;
}

/* include/linux/lsm_hook_defs.h: LSM_HOOK(int, 0, inode_rename, struct inode *old_dir, struct dentry *old_dentry,
 * struct inode *new_dir, struct dentry *new_dentry) */
HOOK_4(security_inode_rename, "inode_rename", "security_inode_rename", inode_rename, struct inode *, struct dentry *,
       struct inode *, struct dentry *)

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

AT_SYS_EXIT(security_inode_unlink__sys_exit, const struct pt_regs *regs, long ret)
{
	struct task_struct *task = current_task();
	if (ret < 0)
		return 0;
	struct lane *lane = BEGIN(task, security_inode_unlink, sys_exit);
	if (!lane)
		return 0;
	event_syscall(lane, task);
	const bool compat = event_of(lane)->flags & WIRE_FLAG_COMPAT;
	const bool at = event_of(lane)->syscall == WIRE_SYSCALL_ID_unlinkat;
	const __u32 flags = at ? regs->dx : 0;
	if (flags & AT_REMOVEDIR) {
		event_drop(lane);
		return 0;
	}
	put_given_path(lane, WIRE_ORDINAL(security_inode_unlink, pathname), task,
		       at ? (compat ? regs->bx : regs->di) : AT_FDCWD, path_argument(lane, regs));
	event_send(lane);
	return 0;
}

AT_SYS_EXIT(security_inode_rename__sys_exit, const struct pt_regs *regs, long ret)
{
	struct task_struct *task = current_task();
	if (ret < 0)
		return 0;
	struct lane *lane = BEGIN(task, security_inode_rename, sys_exit);
	if (!lane)
		return 0;
	event_syscall(lane, task);
	const bool compat = event_of(lane)->flags & WIRE_FLAG_COMPAT;
	const bool at = event_of(lane)->syscall != WIRE_SYSCALL_ID_rename;
	__u64 new_path = at ? regs->r10 : regs->si;
	__s32 old_dir = AT_FDCWD, new_dir = AT_FDCWD;
	if (compat)
		new_path = (__u32)(at ? regs->si : regs->cx);
	if (at) {
		old_dir = compat ? regs->bx : regs->di;
		new_dir = regs->dx;
	}
	put_given_path(lane, WIRE_ORDINAL(security_inode_rename, old_path), task, old_dir, path_argument(lane, regs));
	put_given_path(lane, WIRE_ORDINAL(security_inode_rename, new_path), task, new_dir, new_path);
	event_send(lane);
	return 0;
}
