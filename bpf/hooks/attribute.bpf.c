/* SPDX-License-Identifier: GPL-2.0-only */
/* Files whose permissions, owner or size is changed, and directories that are mounted on. */
#include "bpf/core/kernel.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include "bpf/core/at_syscall.h"
#include "bpf/put/given.h"

char LICENSE[] SEC("license") = "GPL";

static __always_inline void put_struct_path(struct lane *lane, __u32 ordinal, const struct path *path)
{
	put_path(lane->number, ordinal, (__u64)BPF_CORE_READ(path, dentry), (__u64)BPF_CORE_READ(path, mnt));
}

/* include/linux/lsm_hook_defs.h: LSM_HOOK(int, 0, path_chmod, const struct path *path, umode_t mode)
 * fs/open.c: int chmod_common(const struct path *path, umode_t mode) */
HOOK(chmod_common, const struct path *path, unsigned long mode)
{
	put_struct_path(lane, PATH_ORDINAL(chmod_common, pathname), path);
	chmod_common_mode(lane, mode);
	return SEND;
}

HOOK_EXIT(chmod_common, bool, changed, ret >= 0)
{
	const bool at = call->id == WIRE_SYSCALL_ID_fchmodat || call->id == WIRE_SYSCALL_ID_fchmodat2;

	put_changed(lane, PATH_ORDINAL(chmod_common, pathname), task, call);
	chmod_common_mode(lane, at ? call_argument(call, 2) : call_argument(call, 1));
	return SEND;
}

/* include/linux/lsm_hook_defs.h: LSM_HOOK(int, 0, path_chown, const struct path *path, kuid_t uid, kgid_t gid)
 * security/security.c: int security_path_chown(const struct path *path, kuid_t uid, kgid_t gid) */
HOOK(security_path_chown, const struct path *path, unsigned long uid, unsigned long gid)
{
	put_struct_path(lane, PATH_ORDINAL(security_path_chown, pathname), path);
	security_path_chown_owner(lane, uid);
	security_path_chown_group(lane, gid);
	return SEND;
}

/* Calls of 16 bits have their own number that leaves an id as it is (include/linux/highuid.h). */
static __always_inline __u32 id_given(const struct call *call, __u32 n)
{
	const __u32 id = call_argument(call, n);
	switch (call->id) {
	case WIRE_SYSCALL_ID_chown16:
	case WIRE_SYSCALL_ID_lchown16:
	case WIRE_SYSCALL_ID_fchown16:
		return (__u16)id == 0xffff ? (__u32)-1 : (__u16)id;
	default:
		return id;
	}
}

HOOK_EXIT(security_path_chown, bool, changed, ret >= 0)
{
	const bool at = call->id == WIRE_SYSCALL_ID_fchownat;

	put_changed(lane, PATH_ORDINAL(security_path_chown, pathname), task, call);
	security_path_chown_owner(lane, at ? (__u32)call_argument(call, 2) : id_given(call, 1));
	security_path_chown_group(lane, at ? (__u32)call_argument(call, 3) : id_given(call, 2));
	return SEND;
}

static __always_inline void put_truncated(struct lane *lane, const struct inode *inode, __u64 length)
{
	do_truncate_inode(lane, BPF_CORE_READ(inode, i_ino));
	do_truncate_dev(lane, BPF_CORE_READ(inode, i_sb, s_dev));
	do_truncate_length(lane, length);
}

/* fs/open.c: int do_truncate(struct mnt_idmap *, struct dentry *dentry, loff_t length, unsigned int time_attrs, struct file *filp);
 * the first argument is there since 5.12, when mounts began to have what it is about. */
HOOK_FUNCTION(do_truncate, void *first, void *second, void *third, void *fourth, void *fifth)
{
	const struct vfsmount___6_2 *newer = NULL;
	const struct vfsmount___5_12 *older = NULL;
	const bool more = bpf_core_field_exists(newer->mnt_idmap) || bpf_core_field_exists(older->mnt_userns);
	struct dentry *dentry = more ? second : first;
	const struct file *file = more ? fifth : fourth;

	if (file)
		put_file_path(lane, PATH_ORDINAL(do_truncate, pathname), file);
	else
		put_dentry_path(lane, PATH_ORDINAL(do_truncate, pathname), dentry, given_path(call), RESOLVE_FOLLOW);
	put_truncated(lane, BPF_CORE_READ(dentry, d_inode), (__u64)(more ? third : second));
	return SEND;
}

HOOK_EXIT(do_truncate, bool, changed, ret >= 0)
{
	const struct file *file = given_file(task, call);
	const bool wide = call->compat && (call->id == WIRE_SYSCALL_ID_truncate64 || call->id == WIRE_SYSCALL_ID_ftruncate64);

	put_changed(lane, PATH_ORDINAL(do_truncate, pathname), task, call);
	const struct inode *inode = file ? BPF_CORE_READ(file, f_inode) : NULL;
	const struct dentry *found = lane->find.lost ? NULL : lane->find.dentry;
	if (!file && found)
		inode = BPF_CORE_READ(found, d_inode);
	const __u64 length = wide ? call_argument(call, 1) | call_argument(call, 2) << 32 : call_argument(call, 1);
	if (inode)
		put_truncated(lane, inode, length);
	else
		do_truncate_length(lane, length);
	return SEND;
}

/* include/linux/lsm_hook_defs.h: LSM_HOOK(int, 0, sb_mount, const char *dev_name, const struct path *path, const char *type,
 * unsigned long flags, void *data) */
HOOK(security_sb_mount, const char *dev_name, const struct path *path, const char *type, unsigned long flags, void *data)
{
	if (dev_name)
		security_sb_mount_dev_name(lane, dev_name);
	put_struct_path(lane, PATH_ORDINAL(security_sb_mount, path), path);
	if (type)
		security_sb_mount_type(lane, type);
	security_sb_mount_flags(lane, flags);
	return SEND;
}

#define MS_MGC_MSK 0xffff0000 /* include/uapi/linux/mount.h: what old programs set besides, and fs/namespace.c takes away */
#define MS_MGC_VAL 0xC0ED0000

HOOK_EXIT(security_sb_mount, bool, mounted, ret >= 0)
{
	const __u64 dev_name = call_argument(call, 0), type = call_argument(call, 2), flags = call_argument(call, 3);

	if (dev_name)
		security_sb_mount_dev_name_user(lane, (const void *)dev_name);
	const struct given given = given_path(call);
	put_given_path(lane->number, PATH_ORDINAL(security_sb_mount, path), given.dirfd, given.text, RESOLVE_MOUNTED_ON);
	if (type)
		security_sb_mount_type_user(lane, (const void *)type);
	security_sb_mount_flags(lane, (flags & MS_MGC_MSK) == MS_MGC_VAL ? flags & ~(__u64)MS_MGC_MSK : flags);
	return SEND;
}

static __always_inline void put_moved(struct lane *lane, const struct mount *mount)
{
	security_move_mount_dev_name(lane, BPF_CORE_READ(mount, mnt_devname));
	security_move_mount_type(lane, BPF_CORE_READ(mount, mnt.mnt_sb, s_type, name));
}

/* include/linux/lsm_hook_defs.h: LSM_HOOK(int, 0, move_mount, const struct path *from_path, const struct path *to_path) */
HOOK(security_move_mount, const struct path *from_path, const struct path *to_path)
{
	put_struct_path(lane, PATH_ORDINAL(security_move_mount, path), to_path);
	put_moved(lane, mount_around(BPF_CORE_READ(from_path, mnt)));
	return SEND;
}

HOOK_EXIT(security_move_mount, bool, moved, ret >= 0)
{
	const struct given given = given_path(call);

	put_given_path(lane->number, PATH_ORDINAL(security_move_mount, path), given.dirfd, given.text, RESOLVE_MOUNTED_ON);
	const struct mount *mount = lane->find.mount; /* what is mounted there by now, if the look-up has come across it */
	if (lane->find.dentry && !lane->find.lost && lane->text[WIRE_STRING_MAX])
		put_moved(lane, mount);
	return SEND;
}
