// SPDX-License-Identifier: Apache-2.0
// The kernel's names of what the calls about mounts and attributes of files take; see constants.h.
#pragma once

#include "common/catalog/constants.h"

namespace trace {

// include/uapi/linux/mount.h, include/linux/fs.h. The magic number was required before Linux 2.4, and is ignored.
inline constexpr auto kMountFlags = std::to_array<Constant>({
    {0xc0ed0000, "MS_MGC_VAL"},
    {0x1, "MS_RDONLY"},
    {0x2, "MS_NOSUID"},
    {0x4, "MS_NODEV"},
    {0x8, "MS_NOEXEC"},
    {0x10, "MS_SYNCHRONOUS"},
    {0x20, "MS_REMOUNT"},
    {0x40, "MS_MANDLOCK"},
    {0x80, "MS_DIRSYNC"},
    {0x100, "MS_NOSYMFOLLOW"},
    {0x400, "MS_NOATIME"},
    {0x800, "MS_NODIRATIME"},
    {0x1000, "MS_BIND"},
    {0x2000, "MS_MOVE"},
    {0x4000, "MS_REC"},
    {0x8000, "MS_SILENT"},
    {0x10000, "MS_POSIXACL"},
    {0x20000, "MS_UNBINDABLE"},
    {0x40000, "MS_PRIVATE"},
    {0x80000, "MS_SLAVE"},
    {0x100000, "MS_SHARED"},
    {0x200000, "MS_RELATIME"},
    {0x400000, "MS_KERNMOUNT"},
    {0x800000, "MS_I_VERSION"},
    {0x1000000, "MS_STRICTATIME"},
    {0x2000000, "MS_LAZYTIME"},
    {0x4000000, "MS_SUBMOUNT"},
    {0x8000000, "MS_NOREMOTELOCK"},
    {0x10000000, "MS_NOSEC"},
    {0x20000000, "MS_BORN"},
    {0x40000000, "MS_ACTIVE"},
    {0x80000000, "MS_NOUSER"},
});
inline constexpr auto kUmountFlags = std::to_array<Constant>({
    {1, "MNT_FORCE"},
    {2, "MNT_DETACH"},
    {4, "MNT_EXPIRE"},
    {8, "UMOUNT_NOFOLLOW"},
});
// 0x70 is a number: when the time of access is written.
inline constexpr auto kMountAttributeTimes = std::to_array<Constant>({
    {0x00, "MOUNT_ATTR_RELATIME"},
    {0x10, "MOUNT_ATTR_NOATIME"},
    {0x20, "MOUNT_ATTR_STRICTATIME"},
});
inline constexpr auto kMountAttributes = std::to_array<Constant>({
    {0x1, "MOUNT_ATTR_RDONLY"},
    {0x2, "MOUNT_ATTR_NOSUID"},
    {0x4, "MOUNT_ATTR_NODEV"},
    {0x8, "MOUNT_ATTR_NOEXEC"},
    {0x80, "MOUNT_ATTR_NODIRATIME"},
    {0x100000, "MOUNT_ATTR_IDMAP"},
    {0x200000, "MOUNT_ATTR_NOSYMFOLLOW"},
});
inline constexpr auto kMoveMountFlags = std::to_array<Constant>({
    {0x1, "MOVE_MOUNT_F_SYMLINKS"},
    {0x2, "MOVE_MOUNT_F_AUTOMOUNTS"},
    {0x4, "MOVE_MOUNT_F_EMPTY_PATH"},
    {0x10, "MOVE_MOUNT_T_SYMLINKS"},
    {0x20, "MOVE_MOUNT_T_AUTOMOUNTS"},
    {0x40, "MOVE_MOUNT_T_EMPTY_PATH"},
    {0x100, "MOVE_MOUNT_SET_GROUP"},
    {0x200, "MOVE_MOUNT_BENEATH"},
});
inline constexpr auto kFsopenFlags = std::to_array<Constant>({{1, "FSOPEN_CLOEXEC"}});
inline constexpr auto kFsmountFlags = std::to_array<Constant>({{1, "FSMOUNT_CLOEXEC"}});
inline constexpr auto kFspickFlags = std::to_array<Constant>({
    {1, "FSPICK_CLOEXEC"},
    {2, "FSPICK_SYMLINK_NOFOLLOW"},
    {4, "FSPICK_NO_AUTOMOUNT"},
    {8, "FSPICK_EMPTY_PATH"},
});
inline constexpr auto kFsconfigCommands = std::to_array<Constant>({
    {0, "FSCONFIG_SET_FLAG"},
    {1, "FSCONFIG_SET_STRING"},
    {2, "FSCONFIG_SET_BINARY"},
    {3, "FSCONFIG_SET_PATH"},
    {4, "FSCONFIG_SET_PATH_EMPTY"},
    {5, "FSCONFIG_SET_FD"},
    {6, "FSCONFIG_CMD_CREATE"},
    {7, "FSCONFIG_CMD_RECONFIGURE"},
    {8, "FSCONFIG_CMD_CREATE_EXCL"},
});
inline constexpr auto kListmountFlags = std::to_array<Constant>({{1, "LISTMOUNT_REVERSE"}});

// open_tree(2) and mount_setattr(2) take these and those of include/uapi/linux/fcntl.h
inline constexpr auto kOpenTreeFlags = std::to_array<Constant>({
    {0x1, "OPEN_TREE_CLONE"},
    {0x8000, "AT_RECURSIVE"},
    {0x80000, "OPEN_TREE_CLOEXEC"},
});
inline constexpr auto kRecursive = std::to_array<Constant>({{0x8000, "AT_RECURSIVE"}});

// include/uapi/linux/fcntl.h: of name_to_handle_at(2) alone
inline constexpr auto kHandleFlags = std::to_array<Constant>({
    {0x1, "AT_HANDLE_MNT_ID_UNIQUE"},
    {0x2, "AT_HANDLE_CONNECTABLE"},
    {0x200, "AT_HANDLE_FID"},
});

// include/uapi/linux/stat.h
inline constexpr auto kStatxMask = std::to_array<Constant>({
    {0x7ff, "STATX_BASIC_STATS"},
    {0x1, "STATX_TYPE"},
    {0x2, "STATX_MODE"},
    {0x4, "STATX_NLINK"},
    {0x8, "STATX_UID"},
    {0x10, "STATX_GID"},
    {0x20, "STATX_ATIME"},
    {0x40, "STATX_MTIME"},
    {0x80, "STATX_CTIME"},
    {0x100, "STATX_INO"},
    {0x200, "STATX_SIZE"},
    {0x400, "STATX_BLOCKS"},
    {0x800, "STATX_BTIME"},
    {0x1000, "STATX_MNT_ID"},
    {0x2000, "STATX_DIOALIGN"},
    {0x4000, "STATX_MNT_ID_UNIQUE"},
    {0x8000, "STATX_SUBVOL"},
    {0x10000, "STATX_WRITE_ATOMIC"},
    {0x20000, "STATX_DIO_READ_ALIGN"},
});

// include/uapi/linux/xattr.h
inline constexpr auto kXattrFlags = std::to_array<Constant>({
    {1, "XATTR_CREATE"},
    {2, "XATTR_REPLACE"},
});

// include/linux/swap.h; the low bits are a priority
inline constexpr auto kSwapFlags = std::to_array<Constant>({
    {0x8000, "SWAP_FLAG_PREFER"},
    {0x10000, "SWAP_FLAG_DISCARD"},
    {0x20000, "SWAP_FLAG_DISCARD_ONCE"},
    {0x40000, "SWAP_FLAG_DISCARD_PAGES"},
});

}  // namespace trace
