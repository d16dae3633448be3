// SPDX-License-Identifier: Apache-2.0
// The kernel's names of numbers, one line each; the first of several names of a number is the one that is shown.
// Written out, since the headers of the machine that builds may be older than the kernel that is watched.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace trace {

struct Constant {
  std::uint64_t value;
  std::string_view name;
};

// include/uapi/linux/ptrace.h, arch/x86/include/uapi/asm/ptrace-abi.h
inline constexpr auto kPtraceRequests = std::to_array<Constant>({
    {0, "PTRACE_TRACEME"},
    {1, "PTRACE_PEEKTEXT"},
    {2, "PTRACE_PEEKDATA"},
    {3, "PTRACE_PEEKUSER"},
    {4, "PTRACE_POKETEXT"},
    {5, "PTRACE_POKEDATA"},
    {6, "PTRACE_POKEUSER"},
    {7, "PTRACE_CONT"},
    {8, "PTRACE_KILL"},
    {9, "PTRACE_SINGLESTEP"},
    {12, "PTRACE_GETREGS"},
    {13, "PTRACE_SETREGS"},
    {14, "PTRACE_GETFPREGS"},
    {15, "PTRACE_SETFPREGS"},
    {16, "PTRACE_ATTACH"},
    {17, "PTRACE_DETACH"},
    {18, "PTRACE_GETFPXREGS"},
    {19, "PTRACE_SETFPXREGS"},
    {24, "PTRACE_SYSCALL"},
    {25, "PTRACE_GET_THREAD_AREA"},
    {26, "PTRACE_SET_THREAD_AREA"},
    {30, "PTRACE_ARCH_PRCTL"},
    {31, "PTRACE_SYSEMU"},
    {32, "PTRACE_SYSEMU_SINGLESTEP"},
    {33, "PTRACE_SINGLEBLOCK"},
    {0x4200, "PTRACE_SETOPTIONS"},
    {0x4201, "PTRACE_GETEVENTMSG"},
    {0x4202, "PTRACE_GETSIGINFO"},
    {0x4203, "PTRACE_SETSIGINFO"},
    {0x4204, "PTRACE_GETREGSET"},
    {0x4206, "PTRACE_SEIZE"},
    {0x4207, "PTRACE_INTERRUPT"},
    {0x4208, "PTRACE_LISTEN"},
    {0x420a, "PTRACE_GETSIGMASK"},
    {0x420b, "PTRACE_SETSIGMASK"},
    {0x420c, "PTRACE_SECCOMP_GET_FILTER"},
    {0x420e, "PTRACE_GET_SYSCALL_INFO"},
    {0x4210, "PTRACE_SET_SYSCALL_USER_DISPATCH_CONFIG"},
});

// include/uapi/linux/prctl.h
inline constexpr auto kPrctlOptions = std::to_array<Constant>({
    {1, "PR_SET_PDEATHSIG"},
    {2, "PR_GET_PDEATHSIG"},
    {3, "PR_GET_DUMPABLE"},
    {4, "PR_SET_DUMPABLE"},
    {5, "PR_GET_UNALIGN"},
    {6, "PR_SET_UNALIGN"},
    {7, "PR_GET_KEEPCAPS"},
    {8, "PR_SET_KEEPCAPS"},
    {9, "PR_GET_FPEMU"},
    {10, "PR_SET_FPEMU"},
    {11, "PR_GET_FPEXC"},
    {12, "PR_SET_FPEXC"},
    {13, "PR_GET_TIMING"},
    {14, "PR_SET_TIMING"},
    {15, "PR_SET_NAME"},
    {16, "PR_GET_NAME"},
    {19, "PR_GET_ENDIAN"},
    {20, "PR_SET_ENDIAN"},
    {21, "PR_GET_SECCOMP"},
    {22, "PR_SET_SECCOMP"},
    {23, "PR_CAPBSET_READ"},
    {24, "PR_CAPBSET_DROP"},
    {25, "PR_GET_TSC"},
    {26, "PR_SET_TSC"},
    {27, "PR_GET_SECUREBITS"},
    {28, "PR_SET_SECUREBITS"},
    {29, "PR_SET_TIMERSLACK"},
    {30, "PR_GET_TIMERSLACK"},
    {31, "PR_TASK_PERF_EVENTS_DISABLE"},
    {32, "PR_TASK_PERF_EVENTS_ENABLE"},
    {33, "PR_MCE_KILL"},
    {34, "PR_MCE_KILL_GET"},
    {35, "PR_SET_MM"},
    {36, "PR_SET_CHILD_SUBREAPER"},
    {37, "PR_GET_CHILD_SUBREAPER"},
    {38, "PR_SET_NO_NEW_PRIVS"},
    {39, "PR_GET_NO_NEW_PRIVS"},
    {40, "PR_GET_TID_ADDRESS"},
    {41, "PR_SET_THP_DISABLE"},
    {42, "PR_GET_THP_DISABLE"},
    {43, "PR_MPX_ENABLE_MANAGEMENT"},
    {44, "PR_MPX_DISABLE_MANAGEMENT"},
    {45, "PR_SET_FP_MODE"},
    {46, "PR_GET_FP_MODE"},
    {47, "PR_CAP_AMBIENT"},
    {50, "PR_SVE_SET_VL"},
    {51, "PR_SVE_GET_VL"},
    {52, "PR_GET_SPECULATION_CTRL"},
    {53, "PR_SET_SPECULATION_CTRL"},
    {54, "PR_PAC_RESET_KEYS"},
    {55, "PR_SET_TAGGED_ADDR_CTRL"},
    {56, "PR_GET_TAGGED_ADDR_CTRL"},
    {57, "PR_SET_IO_FLUSHER"},
    {58, "PR_GET_IO_FLUSHER"},
    {59, "PR_SET_SYSCALL_USER_DISPATCH"},
    {62, "PR_SCHED_CORE"},
    {63, "PR_SME_SET_VL"},
    {64, "PR_SME_GET_VL"},
    {65, "PR_SET_MDWE"},
    {67, "PR_SET_MEMORY_MERGE"},
    {0xffff, "PR_SME_VL_LEN_MASK"},
    {0x53564d41, "PR_SET_VMA"},
    {0x59616d61, "PR_SET_PTRACER"},
});

// include/uapi/linux/bpf.h
inline constexpr auto kBpfCommands = std::to_array<Constant>({
    {0, "BPF_MAP_CREATE"},
    {1, "BPF_MAP_LOOKUP_ELEM"},
    {2, "BPF_MAP_UPDATE_ELEM"},
    {3, "BPF_MAP_DELETE_ELEM"},
    {4, "BPF_MAP_GET_NEXT_KEY"},
    {5, "BPF_PROG_LOAD"},
    {6, "BPF_OBJ_PIN"},
    {7, "BPF_OBJ_GET"},
    {8, "BPF_PROG_ATTACH"},
    {9, "BPF_PROG_DETACH"},
    {10, "BPF_PROG_TEST_RUN"},
    {11, "BPF_PROG_GET_NEXT_ID"},
    {12, "BPF_MAP_GET_NEXT_ID"},
    {13, "BPF_PROG_GET_FD_BY_ID"},
    {14, "BPF_MAP_GET_FD_BY_ID"},
    {15, "BPF_OBJ_GET_INFO_BY_FD"},
    {16, "BPF_PROG_QUERY"},
    {17, "BPF_RAW_TRACEPOINT_OPEN"},
    {18, "BPF_BTF_LOAD"},
    {19, "BPF_BTF_GET_FD_BY_ID"},
    {20, "BPF_TASK_FD_QUERY"},
    {21, "BPF_MAP_LOOKUP_AND_DELETE_ELEM"},
    {22, "BPF_MAP_FREEZE"},
    {23, "BPF_BTF_GET_NEXT_ID"},
    {24, "BPF_MAP_LOOKUP_BATCH"},
    {25, "BPF_MAP_LOOKUP_AND_DELETE_BATCH"},
    {26, "BPF_MAP_UPDATE_BATCH"},
    {27, "BPF_MAP_DELETE_BATCH"},
    {28, "BPF_LINK_CREATE"},
    {29, "BPF_LINK_UPDATE"},
    {30, "BPF_LINK_GET_FD_BY_ID"},
    {31, "BPF_LINK_GET_NEXT_ID"},
    {32, "BPF_ENABLE_STATS"},
    {33, "BPF_ITER_CREATE"},
    {34, "BPF_LINK_DETACH"},
    {35, "BPF_PROG_BIND_MAP"},
    {36, "BPF_TOKEN_CREATE"},
});

// include/uapi/linux/io_uring.h
inline constexpr auto kIoUringOps = std::to_array<Constant>({
    {0, "IORING_OP_NOP"},
    {1, "IORING_OP_READV"},
    {2, "IORING_OP_WRITEV"},
    {3, "IORING_OP_FSYNC"},
    {4, "IORING_OP_READ_FIXED"},
    {5, "IORING_OP_WRITE_FIXED"},
    {6, "IORING_OP_POLL_ADD"},
    {7, "IORING_OP_POLL_REMOVE"},
    {8, "IORING_OP_SYNC_FILE_RANGE"},
    {9, "IORING_OP_SENDMSG"},
    {10, "IORING_OP_RECVMSG"},
    {11, "IORING_OP_TIMEOUT"},
    {12, "IORING_OP_TIMEOUT_REMOVE"},
    {13, "IORING_OP_ACCEPT"},
    {14, "IORING_OP_ASYNC_CANCEL"},
    {15, "IORING_OP_LINK_TIMEOUT"},
    {16, "IORING_OP_CONNECT"},
    {17, "IORING_OP_FALLOCATE"},
    {18, "IORING_OP_OPENAT"},
    {19, "IORING_OP_CLOSE"},
    {20, "IORING_OP_FILES_UPDATE"},
    {21, "IORING_OP_STATX"},
    {22, "IORING_OP_READ"},
    {23, "IORING_OP_WRITE"},
    {24, "IORING_OP_FADVISE"},
    {25, "IORING_OP_MADVISE"},
    {26, "IORING_OP_SEND"},
    {27, "IORING_OP_RECV"},
    {28, "IORING_OP_OPENAT2"},
    {29, "IORING_OP_EPOLL_CTL"},
    {30, "IORING_OP_SPLICE"},
    {31, "IORING_OP_PROVIDE_BUFFERS"},
    {32, "IORING_OP_REMOVE_BUFFERS"},
    {33, "IORING_OP_TEE"},
    {34, "IORING_OP_SHUTDOWN"},
    {35, "IORING_OP_RENAMEAT"},
    {36, "IORING_OP_UNLINKAT"},
    {37, "IORING_OP_MKDIRAT"},
    {38, "IORING_OP_SYMLINKAT"},
    {39, "IORING_OP_LINKAT"},
    {40, "IORING_OP_MSG_RING"},
    {41, "IORING_OP_FSETXATTR"},
    {42, "IORING_OP_SETXATTR"},
    {43, "IORING_OP_FGETXATTR"},
    {44, "IORING_OP_GETXATTR"},
    {45, "IORING_OP_SOCKET"},
    {46, "IORING_OP_URING_CMD"},
    {47, "IORING_OP_SEND_ZC"},
    {48, "IORING_OP_SENDMSG_ZC"},
    {49, "IORING_OP_READ_MULTISHOT"},
    {50, "IORING_OP_WAITID"},
    {51, "IORING_OP_FUTEX_WAIT"},
    {52, "IORING_OP_FUTEX_WAKE"},
    {53, "IORING_OP_FUTEX_WAITV"},
    {54, "IORING_OP_FIXED_FD_INSTALL"},
    {55, "IORING_OP_FTRUNCATE"},
    {56, "IORING_OP_BIND"},
    {57, "IORING_OP_LISTEN"},
    {58, "IORING_OP_RECV_ZC"},
    {59, "IORING_OP_EPOLL_WAIT"},
    {60, "IORING_OP_READV_FIXED"},
    {61, "IORING_OP_WRITEV_FIXED"},
    {62, "IORING_OP_PIPE"},
});

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
