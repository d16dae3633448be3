// SPDX-License-Identifier: Apache-2.0
// The kernel's names of flags, modes and the small numbers beside them; see constants.h.
#pragma once

#include "common/catalog/constants.h"

namespace trace {

// Flags: each is shown if all of its bits are set, in this order, unless those before it showed all of them. That of
// value 0 is the name of none.

// include/uapi/linux/fcntl.h; each call has its own, and 0x200 is another flag to unlinkat(2)
inline constexpr auto kExecveatFlags = std::to_array<Constant>({
    {0x100, "AT_SYMLINK_NOFOLLOW"},
    {0x1000, "AT_EMPTY_PATH"},
});
inline constexpr auto kFaccessatFlags = std::to_array<Constant>({
    {0x100, "AT_SYMLINK_NOFOLLOW"},
    {0x200, "AT_EACCESS"},
    {0x1000, "AT_EMPTY_PATH"},
});

inline constexpr auto kUnlinkatFlags = std::to_array<Constant>({{0x200, "AT_REMOVEDIR"}});
inline constexpr auto kAtFlags = std::to_array<Constant>({
    {0x100, "AT_SYMLINK_NOFOLLOW"},
    {0x400, "AT_SYMLINK_FOLLOW"},
    {0x800, "AT_NO_AUTOMOUNT"},
    {0x1000, "AT_EMPTY_PATH"},
    {0x2000, "AT_STATX_FORCE_SYNC"},
    {0x4000, "AT_STATX_DONT_SYNC"},
});
inline constexpr auto kDirectories = std::to_array<Constant>({{~std::uint64_t{99}, "AT_FDCWD"}});  // -100

// include/linux/errno.h: -512 and so on
inline constexpr auto kRestarts = std::to_array<Constant>({
    {~std::uint64_t{511}, "ERESTARTSYS"},
    {~std::uint64_t{512}, "ERESTARTNOINTR"},
    {~std::uint64_t{513}, "ERESTARTNOHAND"},
    {~std::uint64_t{515}, "ERESTART_RESTARTBLOCK"},
});

// include/uapi/linux/fs.h, include/uapi/linux/openat2.h
inline constexpr auto kRenameFlags = std::to_array<Constant>({
    {1, "RENAME_NOREPLACE"},
    {2, "RENAME_EXCHANGE"},
    {4, "RENAME_WHITEOUT"},
});
inline constexpr auto kResolveFlags = std::to_array<Constant>({
    {0x01, "RESOLVE_NO_XDEV"},
    {0x02, "RESOLVE_NO_MAGICLINKS"},
    {0x04, "RESOLVE_NO_SYMLINKS"},
    {0x08, "RESOLVE_BENEATH"},
    {0x10, "RESOLVE_IN_ROOT"},
    {0x20, "RESOLVE_CACHED"},
});

// include/uapi/linux/fs.h
inline constexpr auto kAccessModes = std::to_array<Constant>({
    {0, "F_OK"},
    {1, "X_OK"},
    {2, "W_OK"},
    {4, "R_OK"},
});

// include/uapi/asm-generic/mman-common.h
inline constexpr auto kProtections = std::to_array<Constant>({
    {0, "PROT_NONE"},
    {1, "PROT_READ"},
    {2, "PROT_WRITE"},
    {4, "PROT_EXEC"},
    {8, "PROT_SEM"},
    {0x01000000, "PROT_GROWSDOWN"},
    {0x02000000, "PROT_GROWSUP"},
});
// arch/arm64/include/uapi/asm/mman.h
inline constexpr auto kProtectionsArm64 = std::to_array<Constant>({
    {0, "PROT_NONE"},
    {1, "PROT_READ"},
    {2, "PROT_WRITE"},
    {4, "PROT_EXEC"},
    {8, "PROT_SEM"},
    {0x10, "PROT_BTI"},
    {0x20, "PROT_MTE"},
    {0x01000000, "PROT_GROWSDOWN"},
    {0x02000000, "PROT_GROWSUP"},
});

// include/uapi/linux/mman.h, include/uapi/asm-generic/mman.h, arch/x86/include/uapi/asm/mman.h
inline constexpr auto kMapTypes = std::to_array<Constant>({
    {1, "MAP_SHARED"},
    {2, "MAP_PRIVATE"},
    {3, "MAP_SHARED_VALIDATE"},
    {8, "MAP_DROPPABLE"},
});
inline constexpr auto kMapFlags = std::to_array<Constant>({
    {0x10, "MAP_FIXED"},
    {0x20, "MAP_ANONYMOUS"},
    {0x40, "MAP_32BIT"},
    {0x80, "MAP_ABOVE4G"},
    {0x100, "MAP_GROWSDOWN"},
    {0x800, "MAP_DENYWRITE"},
    {0x1000, "MAP_EXECUTABLE"},
    {0x2000, "MAP_LOCKED"},
    {0x4000, "MAP_NORESERVE"},
    {0x8000, "MAP_POPULATE"},
    {0x10000, "MAP_NONBLOCK"},
    {0x20000, "MAP_STACK"},
    {0x40000, "MAP_HUGETLB"},
    {0x80000, "MAP_SYNC"},
    {0x100000, "MAP_FIXED_NOREPLACE"},
    {0x4000000, "MAP_UNINITIALIZED"},
});
// The same without those of x86.
inline constexpr auto kMapFlagsArm64 = std::to_array<Constant>({
    {0x10, "MAP_FIXED"},
    {0x20, "MAP_ANONYMOUS"},
    {0x100, "MAP_GROWSDOWN"},
    {0x800, "MAP_DENYWRITE"},
    {0x1000, "MAP_EXECUTABLE"},
    {0x2000, "MAP_LOCKED"},
    {0x4000, "MAP_NORESERVE"},
    {0x8000, "MAP_POPULATE"},
    {0x10000, "MAP_NONBLOCK"},
    {0x20000, "MAP_STACK"},
    {0x40000, "MAP_HUGETLB"},
    {0x80000, "MAP_SYNC"},
    {0x100000, "MAP_FIXED_NOREPLACE"},
    {0x4000000, "MAP_UNINITIALIZED"},
});

// include/uapi/asm-generic/fcntl.h; 3 opens for ioctl(2) alone, and has the name of the mask
inline constexpr auto kOpenModes = std::to_array<Constant>({
    {0, "O_RDONLY"},
    {1, "O_WRONLY"},
    {2, "O_RDWR"},
    {3, "O_ACCMODE"},
});
// The same, without the access mode. O_TMPFILE includes O_DIRECTORY, O_SYNC includes O_DSYNC.
inline constexpr auto kOpenFlags = std::to_array<Constant>({
    {0100, "O_CREAT"},
    {0200, "O_EXCL"},
    {0400, "O_NOCTTY"},
    {01000, "O_TRUNC"},
    {02000, "O_APPEND"},
    {04000, "O_NONBLOCK"},
    {010000, "O_DSYNC"},
    {04010000, "O_SYNC"},
    {020000, "FASYNC"},
    {040000, "O_DIRECT"},
    {0100000, "O_LARGEFILE"},
    {0200000, "O_DIRECTORY"},
    {0400000, "O_NOFOLLOW"},
    {01000000, "O_NOATIME"},
    {02000000, "O_CLOEXEC"},
    {010000000, "O_PATH"},
    {020200000, "O_TMPFILE"},
});
// arch/arm64/include/uapi/asm/fcntl.h, and arch/arm/include/uapi/asm/fcntl.h, which has the same
inline constexpr auto kOpenFlagsArm64 = std::to_array<Constant>({
    {0100, "O_CREAT"},
    {0200, "O_EXCL"},
    {0400, "O_NOCTTY"},
    {01000, "O_TRUNC"},
    {02000, "O_APPEND"},
    {04000, "O_NONBLOCK"},
    {010000, "O_DSYNC"},
    {04010000, "O_SYNC"},
    {020000, "FASYNC"},
    {0200000, "O_DIRECT"},
    {0400000, "O_LARGEFILE"},
    {040000, "O_DIRECTORY"},
    {0100000, "O_NOFOLLOW"},
    {01000000, "O_NOATIME"},
    {02000000, "O_CLOEXEC"},
    {010000000, "O_PATH"},
    {020040000, "O_TMPFILE"},
});

// include/uapi/linux/sched.h
inline constexpr auto kCloneFlags = std::to_array<Constant>({
    {0x00000100, "CLONE_VM"},
    {0x00000200, "CLONE_FS"},
    {0x00000400, "CLONE_FILES"},
    {0x00000800, "CLONE_SIGHAND"},
    {0x00001000, "CLONE_PIDFD"},
    {0x00002000, "CLONE_PTRACE"},
    {0x00004000, "CLONE_VFORK"},
    {0x00008000, "CLONE_PARENT"},
    {0x00010000, "CLONE_THREAD"},
    {0x00020000, "CLONE_NEWNS"},
    {0x00040000, "CLONE_SYSVSEM"},
    {0x00080000, "CLONE_SETTLS"},
    {0x00100000, "CLONE_PARENT_SETTID"},
    {0x00200000, "CLONE_CHILD_CLEARTID"},
    {0x00400000, "CLONE_DETACHED"},
    {0x00800000, "CLONE_UNTRACED"},
    {0x01000000, "CLONE_CHILD_SETTID"},
    {0x02000000, "CLONE_NEWCGROUP"},
    {0x04000000, "CLONE_NEWUTS"},
    {0x08000000, "CLONE_NEWIPC"},
    {0x10000000, "CLONE_NEWUSER"},
    {0x20000000, "CLONE_NEWPID"},
    {0x40000000, "CLONE_NEWNET"},
    {0x80000000, "CLONE_IO"},
});

// The same; the first is a signal to clone(2)
inline constexpr auto kClone3Flags = std::to_array<Constant>({
    {0x80, "CLONE_NEWTIME"},
    {0x100000000, "CLONE_CLEAR_SIGHAND"},
    {0x200000000, "CLONE_INTO_CGROUP"},
});

// arch/x86/include/uapi/asm/signal.h; from 32 on they have no names
inline constexpr auto kSignals = std::to_array<Constant>({
    {1, "SIGHUP"},   {2, "SIGINT"},     {3, "SIGQUIT"},  {4, "SIGILL"},     {5, "SIGTRAP"},  {6, "SIGABRT"},
    {7, "SIGBUS"},   {8, "SIGFPE"},     {9, "SIGKILL"},  {10, "SIGUSR1"},   {11, "SIGSEGV"}, {12, "SIGUSR2"},
    {13, "SIGPIPE"}, {14, "SIGALRM"},   {15, "SIGTERM"}, {16, "SIGSTKFLT"}, {17, "SIGCHLD"}, {18, "SIGCONT"},
    {19, "SIGSTOP"}, {20, "SIGTSTP"},   {21, "SIGTTIN"}, {22, "SIGTTOU"},   {23, "SIGURG"},  {24, "SIGXCPU"},
    {25, "SIGXFSZ"}, {26, "SIGVTALRM"}, {27, "SIGPROF"}, {28, "SIGWINCH"},  {29, "SIGIO"},   {30, "SIGPWR"},
    {31, "SIGSYS"},
});

// include/uapi/linux/stat.h
inline constexpr auto kFileTypes = std::to_array<Constant>({
    {0140000, "S_IFSOCK"},
    {0120000, "S_IFLNK"},
    {0100000, "S_IFREG"},
    {0060000, "S_IFBLK"},
    {0040000, "S_IFDIR"},
    {0020000, "S_IFCHR"},
    {0010000, "S_IFIFO"},
});
inline constexpr auto kModeBits = std::to_array<Constant>({
    {04000, "S_ISUID"},
    {02000, "S_ISGID"},
    {01000, "S_ISVTX"},
});
inline constexpr auto kPermissions = std::to_array<Constant>({
    {0700, "S_IRWXU"},
    {0400, "S_IRUSR"},
    {0200, "S_IWUSR"},
    {0100, "S_IXUSR"},
    {0070, "S_IRWXG"},
    {0040, "S_IRGRP"},
    {0020, "S_IWGRP"},
    {0010, "S_IXGRP"},
    {0007, "S_IRWXO"},
    {0004, "S_IROTH"},
    {0002, "S_IWOTH"},
    {0001, "S_IXOTH"},
});

}  // namespace trace
