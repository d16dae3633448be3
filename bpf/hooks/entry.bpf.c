/* SPDX-License-Identifier: GPL-2.0-only */
/* Names in directories: of links, directories, devices. Those of files that are renamed or deleted are in file.bpf.c. */
#include "bpf/core/kernel.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include "bpf/core/at_syscall.h"
#include "bpf/put/given.h"

char LICENSE[] SEC("license") = "GPL";

/* include/linux/lsm_hook_defs.h: LSM_HOOK(int, 0, inode_symlink, struct inode *dir, struct dentry *dentry,
 * const char *old_name) */
HOOK(security_inode_symlink, struct inode *dir, struct dentry *dentry, const char *old_name)
{
	put_entry_dentry(lane, PATH_ORDINAL(security_inode_symlink, linkpath), dentry, given_path(call));
	security_inode_symlink_target(lane, old_name);
	return SEND;
}

HOOK_EXIT(security_inode_symlink, bool, linked, ret >= 0)
{
	put_entry(lane, PATH_ORDINAL(security_inode_symlink, linkpath), given_path(call));
	security_inode_symlink_target_user(lane, (const void *)call_argument(call, 0));
	return SEND;
}

/* include/linux/lsm_hook_defs.h: LSM_HOOK(int, 0, inode_link, struct dentry *old_dentry, struct inode *dir,
 * struct dentry *new_dentry) */
HOOK(security_inode_link, struct dentry *old_dentry, struct inode *dir, struct dentry *new_dentry)
{
	const struct inode *inode = BPF_CORE_READ(old_dentry, d_inode);

	put_dentry_path(lane, PATH_ORDINAL(security_inode_link, old_path), old_dentry, given_path(call), given_how(call));
	put_entry_dentry(lane, PATH_ORDINAL(security_inode_link, new_path), new_dentry, given_new_path(call));
	security_inode_link_inode(lane, BPF_CORE_READ(inode, i_ino));
	security_inode_link_dev(lane, BPF_CORE_READ(inode, i_sb, s_dev));
	return SEND;
}

HOOK_EXIT(security_inode_link, bool, linked, ret >= 0)
{
	put_changed(lane, PATH_ORDINAL(security_inode_link, old_path), task, call);
	put_entry(lane, PATH_ORDINAL(security_inode_link, new_path), given_new_path(call));
	return SEND;
}

/* Permissions as a call asks for them, without those that the task's umask takes away (fs/namei.c, vfs_prepare_mode()). */
static __always_inline __u16 masked_mode(struct task_struct *task, __u16 mode)
{
	return mode & ~BPF_CORE_READ(task, fs, umask);
}

/* include/linux/lsm_hook_defs.h: LSM_HOOK(int, 0, inode_mkdir, struct inode *dir, struct dentry *dentry, umode_t mode) */
HOOK(security_inode_mkdir, struct inode *dir, struct dentry *dentry, unsigned long mode)
{
	put_entry_dentry(lane, PATH_ORDINAL(security_inode_mkdir, pathname), dentry, given_path(call));
	security_inode_mkdir_mode(lane, mode);
	return SEND;
}

HOOK_EXIT(security_inode_mkdir, bool, made, ret >= 0)
{
	const bool at = call->id == WIRE_SYSCALL_ID_mkdirat;

	put_entry(lane, PATH_ORDINAL(security_inode_mkdir, pathname), given_path(call));
	security_inode_mkdir_mode(lane, masked_mode(task, at ? call_argument(call, 2) : call_argument(call, 1)) & 01777);
	return SEND;
}

/* include/linux/lsm_hook_defs.h: LSM_HOOK(int, 0, inode_rmdir, struct inode *dir, struct dentry *dentry) */
HOOK(security_inode_rmdir, struct inode *dir, struct dentry *dentry)
{
	put_entry_dentry(lane, PATH_ORDINAL(security_inode_rmdir, pathname), dentry, given_path(call));
	return SEND;
}

static __always_inline bool has_removed_directory(const struct call *call, long ret)
{
	return ret >= 0 && !(call->id == WIRE_SYSCALL_ID_unlinkat && !(call_argument(call, 2) & AT_REMOVEDIR));
}

HOOK_EXIT(security_inode_rmdir, bool, removed, has_removed_directory(call, ret))
{
	put_entry(lane, PATH_ORDINAL(security_inode_rmdir, pathname), given_path(call));
	return SEND;
}

/* include/linux/lsm_hook_defs.h: LSM_HOOK(int, 0, inode_mknod, struct inode *dir, struct dentry *dentry, umode_t mode,
 * dev_t dev) */
HOOK(security_inode_mknod, struct inode *dir, struct dentry *dentry, unsigned long mode, unsigned long dev)
{
	put_entry_dentry(lane, PATH_ORDINAL(security_inode_mknod, file_name), dentry, given_path(call));
	security_inode_mknod_mode(lane, mode);
	security_inode_mknod_dev(lane, dev);
	return SEND;
}

/* The mode that mknod was given; 0 if it has failed or made a plain file, for which the kernel has another hook. */
static __always_inline __u16 made_node(const struct call *call, long ret)
{
	const __u16 mode = call->id == WIRE_SYSCALL_ID_mknodat ? call_argument(call, 2) : call_argument(call, 1);
	const __u16 type = mode & S_IFMT;
	return ret >= 0 && type && type != S_IFREG ? mode : 0;
}

/* include/linux/kdev_t.h, new_decode_dev(), MKDEV(): a device as system calls have it, and as the kernel has it. */
static __always_inline __u32 kernel_device(__u32 given)
{
	return (given & 0xfff00) << 12 | (given & 0xff) | ((given >> 12) & 0xfff00);
}

HOOK_EXIT(security_inode_mknod, __u16, mode, made_node(call, ret))
{
	const bool at = call->id == WIRE_SYSCALL_ID_mknodat;
	const bool device = (mode & S_IFMT) == S_IFCHR || (mode & S_IFMT) == S_IFBLK;

	put_entry(lane, PATH_ORDINAL(security_inode_mknod, file_name), given_path(call));
	security_inode_mknod_mode(lane, masked_mode(task, mode));
	security_inode_mknod_dev(lane, device ? kernel_device(at ? call_argument(call, 3) : call_argument(call, 2)) : 0);
	return SEND;
}
