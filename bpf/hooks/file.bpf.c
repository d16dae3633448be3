/* SPDX-License-Identifier: GPL-2.0-only */
/* Files: opened, deleted, renamed. */
#include "bpf/core/kernel.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include "bpf/core/at_syscall.h"
#include "bpf/put/given.h"

char LICENSE[] SEC("license") = "GPL";

/* Flags that open(2) acts on and the open file does not keep (fs/open.c, do_dentry_open()), from the call's argument. */
static __always_inline __u32 passing_flags(const struct call *call)
{
	__u64 flags = 0;

	switch (call->id) {
	case WIRE_SYSCALL_ID_creat:
		flags = O_CREAT | O_TRUNC;
		break;
	case WIRE_SYSCALL_ID_open:
		flags = call_argument(call, 1);
		break;
	case WIRE_SYSCALL_ID_openat:
	case WIRE_SYSCALL_ID_open_by_handle_at:
		flags = call_argument(call, 2);
		break;
	case WIRE_SYSCALL_ID_openat2: /* struct open_how begins with them */
		bpf_probe_read_user(&flags, sizeof(flags), (const void *)call_argument(call, 2));
		break;
	}
	return flags & (O_CREAT | O_EXCL | O_NOCTTY | O_TRUNC);
}

static __always_inline enum hook_end put_open(struct lane *lane, const struct call *call, const struct file *file)
{
	const struct inode *inode = BPF_CORE_READ(file, f_inode);

	put_file_path(lane, PATH_ORDINAL(security_file_open, pathname), file);
	security_file_open_flags(lane, BPF_CORE_READ(file, f_flags) | passing_flags(call));
	security_file_open_dev(lane, BPF_CORE_READ(inode, i_sb, s_dev));
	security_file_open_inode(lane, BPF_CORE_READ(inode, i_ino));
	security_file_open_ctime(lane, inode_ctime_ns(true, inode));
	const struct given given = given_path(call);
	if (given.text)
		security_file_open_syscall_pathname_user(lane, (const void *)given.text);
	return SEND;
}

/* include/linux/lsm_hook_defs.h: LSM_HOOK(int, 0, file_open, struct file *file)
 * security/security.c: int security_file_open(struct file *file) */
HOOK(security_file_open, struct file *file)
{
	return put_open(lane, call, file);
}

/* The file that a call has opened; NULL if none. fs/open.c, do_dentry_open(): with O_PATH nothing is opened, nor checked. */
static __always_inline struct file *opened_file(struct task_struct *task, long ret)
{
	struct file *file = ret < 0 ? NULL : file_of(PROBE_TASK, task, ret);
	return file && !(BPF_CORE_READ(file, f_flags) & O_PATH) ? file : NULL;
}

/* At exit the descriptor leads to the file that was opened, whatever the process did to the path meanwhile. */
HOOK_EXIT(security_file_open, struct file *, file, opened_file(task, ret))
{
	return put_open(lane, call, file);
}

/* include/linux/lsm_hook_defs.h: LSM_HOOK(int, 0, inode_unlink, struct inode *dir, struct dentry *dentry) */
HOOK(security_inode_unlink, struct inode *dir, struct dentry *dentry)
{
	const struct inode *inode = BPF_CORE_READ(dentry, d_inode);

	put_entry_dentry(lane, PATH_ORDINAL(security_inode_unlink, pathname), dentry, given_path(call));
	security_inode_unlink_inode(lane, BPF_CORE_READ(inode, i_ino));
	security_inode_unlink_dev(lane, BPF_CORE_READ(inode, i_sb, s_dev));
	security_inode_unlink_ctime(lane, inode_ctime_ns(true, inode));
	return SEND;
}

/* A call that has deleted a file, and not a directory. */
static __always_inline bool has_unlinked(const struct call *call, long ret)
{
	return ret >= 0 && !(call->id == WIRE_SYSCALL_ID_unlinkat && call_argument(call, 2) & AT_REMOVEDIR);
}

HOOK_EXIT(security_inode_unlink, bool, unlinked, has_unlinked(call, ret))
{
	put_entry(lane, PATH_ORDINAL(security_inode_unlink, pathname), given_path(call));
	return SEND;
}

#define RENAME_EXCHANGE 2 /* include/uapi/linux/fs.h */

/* other: the second event of an exchange, in which the newer path is the older one. The paths are found for each event anew, which is
 * what the barrier is for: kept over the calls they would take the stack that the walk needs. */
static __always_inline void put_rename(struct lane *lane, const struct call *of, bool other, struct dentry *old_dentry,
				       struct dentry *new_dentry)
{
	struct call call = *of;

	barrier_var(call.id);
	const struct given old_path = given_path(&call), new_path = given_new_path(&call);
	put_entry_dentry(lane, PATH_ORDINAL(security_inode_rename, old_path), old_dentry, other ? new_path : old_path);
	put_entry_dentry(lane, PATH_ORDINAL(security_inode_rename, new_path), new_dentry, other ? old_path : new_path);
}

/* include/linux/lsm_hook_defs.h: LSM_HOOK(int, 0, inode_rename, struct inode *old_dir, struct dentry *old_dentry,
 * struct inode *new_dir, struct dentry *new_dentry). security/security.c, security_inode_rename(): of an exchange the hook is asked of
 * each file, of the second one first. */
HOOK_BODY(security_inode_rename_body_lsm, struct inode *old_dir, struct dentry *old_dentry, struct inode *new_dir, struct dentry *new_dentry);
HOOK_PROGRAM("lsm", security_inode_rename__lsm, security_inode_rename_body_lsm, security_inode_rename, lsm, 0, __u64, HOOK_NEVER, CTX_4)
HOOK_BODY(security_inode_rename_body_lsm, struct inode *old_dir, struct dentry *old_dentry, struct inode *new_dir, struct dentry *new_dentry)
{
	put_rename(lane, call, false, old_dentry, new_dentry);
	return SEND;
}

/* security/security.c: int security_inode_rename(struct inode *old_dir, struct dentry *old_dentry, struct inode *new_dir,
 * struct dentry *new_dentry, unsigned int flags): called once, and tells of both files in that order. */
HOOK_FUNCTION(security_inode_rename, struct inode *old_dir, struct dentry *old_dentry, struct inode *new_dir, struct dentry *new_dentry,
	      unsigned long flags)
{
	struct lane *second = NULL;

	if (flags & RENAME_EXCHANGE)
		second = hook_begin(task, WIRE_EVENT_security_inode_rename, WIRE_SLOT_security_inode_rename, provider, 0, policies, false);
	if (second) {
		event_in_call(event_of(second), call);
		put_rename(second, call, true, new_dentry, old_dentry);
		hook_end(second, SEND);
	}
	put_rename(lane, call, false, old_dentry, new_dentry);
	return SEND;
}

static __always_inline bool exchanges(const struct call *call)
{
	return call->id == WIRE_SYSCALL_ID_renameat2 && call_argument(call, 4) & RENAME_EXCHANGE;
}

HOOK_EXIT_TURNS(security_inode_rename, exchanges(&call) ? 2 : 1, bool, renamed, ret >= 0)
{
	const bool other = exchanges(call) && turn == 0;
	const struct given old_path = given_path(call), new_path = given_new_path(call);

	put_entry(lane, PATH_ORDINAL(security_inode_rename, old_path), other ? new_path : old_path);
	put_entry(lane, PATH_ORDINAL(security_inode_rename, new_path), other ? old_path : new_path);
	return SEND;
}
