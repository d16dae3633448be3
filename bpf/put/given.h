/* SPDX-License-Identifier: GPL-2.0-only */
/* Which arguments of a system call are a path, and how the kernel looks it up. */
#pragma once

#include "bpf/core/call.h"
#include "bpf/put/path.h"

struct given {
	__s32 dirfd;
	__u64 text; /* 0: the call has no such path */
};

static __always_inline struct given given_by(const struct call *call, int dirfd_at, int text_at)
{
	const struct given given = {
		.dirfd = dirfd_at < 0 ? AT_FDCWD : (__s32)call_argument(call, dirfd_at),
		.text = call_argument(call, text_at),
	};
	return given;
}

/* The path that the call acts on; of a call that has two, the older one. */
static __always_inline struct given given_path(const struct call *call)
{
	const struct given none = {};

	switch (call->id) {
	case WIRE_SYSCALL_ID_open:
	case WIRE_SYSCALL_ID_creat:
	case WIRE_SYSCALL_ID_execve:
	case WIRE_SYSCALL_ID_unlink:
	case WIRE_SYSCALL_ID_rmdir:
	case WIRE_SYSCALL_ID_rename:
	case WIRE_SYSCALL_ID_link:
	case WIRE_SYSCALL_ID_mkdir:
	case WIRE_SYSCALL_ID_mknod:
	case WIRE_SYSCALL_ID_chmod:
	case WIRE_SYSCALL_ID_chown:
	case WIRE_SYSCALL_ID_chown16:
	case WIRE_SYSCALL_ID_lchown:
	case WIRE_SYSCALL_ID_lchown16:
	case WIRE_SYSCALL_ID_truncate:
	case WIRE_SYSCALL_ID_truncate64:
		return given_by(call, -1, 0);
	case WIRE_SYSCALL_ID_openat:
	case WIRE_SYSCALL_ID_openat2:
	case WIRE_SYSCALL_ID_execveat:
	case WIRE_SYSCALL_ID_unlinkat:
	case WIRE_SYSCALL_ID_renameat:
	case WIRE_SYSCALL_ID_renameat2:
	case WIRE_SYSCALL_ID_linkat:
	case WIRE_SYSCALL_ID_mkdirat:
	case WIRE_SYSCALL_ID_mknodat:
	case WIRE_SYSCALL_ID_fchmodat:
	case WIRE_SYSCALL_ID_fchmodat2:
	case WIRE_SYSCALL_ID_fchownat:
		return given_by(call, 0, 1);
	case WIRE_SYSCALL_ID_symlink:
	case WIRE_SYSCALL_ID_mount:
		return given_by(call, -1, 1);
	case WIRE_SYSCALL_ID_symlinkat:
		return given_by(call, 1, 2);
	case WIRE_SYSCALL_ID_move_mount: /* where to */
		return given_by(call, 2, 3);
	default:
		return none;
	}
}

/* The newer of two paths. */
static __always_inline struct given given_new_path(const struct call *call)
{
	const struct given none = {};

	switch (call->id) {
	case WIRE_SYSCALL_ID_rename:
	case WIRE_SYSCALL_ID_link:
		return given_by(call, -1, 1);
	case WIRE_SYSCALL_ID_renameat:
	case WIRE_SYSCALL_ID_renameat2:
	case WIRE_SYSCALL_ID_linkat:
		return given_by(call, 2, 3);
	default:
		return none;
	}
}

/* How a call that changes a file, or names it once more, looks its path up: enum resolve_how. */
static __always_inline __u32 given_how(const struct call *call)
{
	switch (call->id) {
	case WIRE_SYSCALL_ID_lchown:
	case WIRE_SYSCALL_ID_lchown16:
	case WIRE_SYSCALL_ID_link:
		return RESOLVE_NOFOLLOW;
	case WIRE_SYSCALL_ID_fchownat:
		return call_argument(call, 4) & AT_SYMLINK_NOFOLLOW ? RESOLVE_NOFOLLOW : RESOLVE_FOLLOW;
	case WIRE_SYSCALL_ID_fchmodat2:
		return call_argument(call, 3) & AT_SYMLINK_NOFOLLOW ? RESOLVE_NOFOLLOW : RESOLVE_FOLLOW;
	case WIRE_SYSCALL_ID_linkat:
		return call_argument(call, 4) & AT_SYMLINK_FOLLOW ? RESOLVE_FOLLOW : RESOLVE_NOFOLLOW;
	default:
		return RESOLVE_FOLLOW;
	}
}

/* The file that a call by descriptor acts on; NULL if it goes by a path. */
static __always_inline const struct file *given_file(struct task_struct *task, const struct call *call)
{
	switch (call->id) {
	case WIRE_SYSCALL_ID_fchmod:
	case WIRE_SYSCALL_ID_fchown:
	case WIRE_SYSCALL_ID_fchown16:
	case WIRE_SYSCALL_ID_ftruncate:
	case WIRE_SYSCALL_ID_ftruncate64:
		return file_of(PROBE_TASK, task, call_argument(call, 0));
	default:
		return NULL;
	}
}

/* At exit: what a call has changed. */
static __always_inline void put_changed(struct lane *lane, __u32 ordinal, struct task_struct *task, const struct call *call)
{
	const struct file *file = given_file(task, call);
	const struct given given = given_path(call);

	if (file)
		put_file_path(lane, ordinal, file);
	else
		put_given_path(lane->number, ordinal, given.dirfd, given.text, given_how(call));
}

/* At exit: what a call has made, renamed or deleted. */
static __always_inline void put_entry(struct lane *lane, __u32 ordinal, struct given given)
{
	put_given_path(lane->number, ordinal, given.dirfd, given.text, RESOLVE_PARENT);
}

/*
 * Of a dentry whose mount the hook does not pass, when the call looks it up by `given`. A typed pointer is no number to the verifier,
 * which is all that a global function takes: it goes by way of the lane.
 */
static __always_inline void put_dentry_path(struct lane *lane, __u32 ordinal, struct dentry *dentry, struct given given, __u32 how)
{
	lane->walk.dentry = dentry;
	put_walked_dentry(lane->number, ordinal, given.dirfd, given.text, how);
}

static __always_inline void put_entry_dentry(struct lane *lane, __u32 ordinal, struct dentry *dentry, struct given given)
{
	put_dentry_path(lane, ordinal, dentry, given, RESOLVE_PARENT);
}
