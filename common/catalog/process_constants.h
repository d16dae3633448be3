// SPDX-License-Identifier: Apache-2.0
// The kernel's names of what the calls about processes, their limits and the machine take; see constants.h.
#pragma once

#include "common/catalog/constants.h"

namespace trace {

// include/uapi/linux/wait.h
inline constexpr auto kWaitOptions = std::to_array<Constant>({
    {0x1, "WNOHANG"},
    {0x2, "WUNTRACED"},
    {0x4, "WEXITED"},
    {0x8, "WCONTINUED"},
    {0x1000000, "WNOWAIT"},
    {0x20000000, "__WNOTHREAD"},
    {0x40000000, "__WALL"},
    {0x80000000, "__WCLONE"},
});
inline constexpr auto kWaitTypes = std::to_array<Constant>({
    {0, "P_ALL"},
    {1, "P_PID"},
    {2, "P_PGID"},
    {3, "P_PIDFD"},
});

// include/uapi/linux/personality.h
inline constexpr auto kPersonalities = std::to_array<Constant>({
    {0, "PER_LINUX"},
    {8, "PER_LINUX32"},
});
inline constexpr auto kPersonalityFlags = std::to_array<Constant>({
    {0x0020000, "UNAME26"},
    {0x0040000, "ADDR_NO_RANDOMIZE"},
    {0x0080000, "FDPIC_FUNCPTRS"},
    {0x0100000, "MMAP_PAGE_ZERO"},
    {0x0200000, "ADDR_COMPAT_LAYOUT"},
    {0x0400000, "READ_IMPLIES_EXEC"},
    {0x0800000, "ADDR_LIMIT_32BIT"},
    {0x1000000, "SHORT_INODE"},
    {0x2000000, "WHOLE_SECONDS"},
    {0x4000000, "STICKY_TIMEOUTS"},
    {0x8000000, "ADDR_LIMIT_3GB"},
});

// include/uapi/linux/resource.h
inline constexpr auto kUsages = std::to_array<Constant>({
    {0, "RUSAGE_SELF"},
    {1, "RUSAGE_THREAD"},
    {static_cast<std::uint64_t>(-1), "RUSAGE_CHILDREN"},
});
inline constexpr auto kPriorities = std::to_array<Constant>({
    {0, "PRIO_PROCESS"},
    {1, "PRIO_PGRP"},
    {2, "PRIO_USER"},
});

// include/uapi/linux/ioprio.h
inline constexpr auto kIoPriorities = std::to_array<Constant>({
    {1, "IOPRIO_WHO_PROCESS"},
    {2, "IOPRIO_WHO_PGRP"},
    {3, "IOPRIO_WHO_USER"},
});

// include/uapi/linux/kcmp.h
inline constexpr auto kComparisons = std::to_array<Constant>({
    {0, "KCMP_FILE"},
    {1, "KCMP_VM"},
    {2, "KCMP_FILES"},
    {3, "KCMP_FS"},
    {4, "KCMP_SIGHAND"},
    {5, "KCMP_IO"},
    {6, "KCMP_SYSVSEM"},
    {7, "KCMP_EPOLL_TFD"},
});

// arch/x86/include/uapi/asm/prctl.h
inline constexpr auto kArchPrctlOptions = std::to_array<Constant>({
    {0x1001, "ARCH_SET_GS"},
    {0x1002, "ARCH_SET_FS"},
    {0x1003, "ARCH_GET_FS"},
    {0x1004, "ARCH_GET_GS"},
    {0x1011, "ARCH_GET_CPUID"},
    {0x1012, "ARCH_SET_CPUID"},
    {0x1021, "ARCH_GET_XCOMP_SUPP"},
    {0x1022, "ARCH_GET_XCOMP_PERM"},
    {0x1023, "ARCH_REQ_XCOMP_PERM"},
    {0x1024, "ARCH_GET_XCOMP_GUEST_PERM"},
    {0x1025, "ARCH_REQ_XCOMP_GUEST_PERM"},
    {0x2001, "ARCH_MAP_VDSO_X32"},
    {0x2002, "ARCH_MAP_VDSO_32"},
    {0x2003, "ARCH_MAP_VDSO_64"},
    {0x4001, "ARCH_GET_UNTAG_MASK"},
    {0x4002, "ARCH_ENABLE_TAGGED_ADDR"},
    {0x4003, "ARCH_GET_MAX_TAG_BITS"},
    {0x4004, "ARCH_FORCE_TAGGED_SVA"},
    {0x5001, "ARCH_SHSTK_ENABLE"},
    {0x5002, "ARCH_SHSTK_DISABLE"},
    {0x5003, "ARCH_SHSTK_LOCK"},
    {0x5004, "ARCH_SHSTK_UNLOCK"},
    {0x5005, "ARCH_SHSTK_STATUS"},
});

// include/linux/syslog.h
inline constexpr auto kSyslogActions = std::to_array<Constant>({
    {0, "SYSLOG_ACTION_CLOSE"},
    {1, "SYSLOG_ACTION_OPEN"},
    {2, "SYSLOG_ACTION_READ"},
    {3, "SYSLOG_ACTION_READ_ALL"},
    {4, "SYSLOG_ACTION_READ_CLEAR"},
    {5, "SYSLOG_ACTION_CLEAR"},
    {6, "SYSLOG_ACTION_CONSOLE_OFF"},
    {7, "SYSLOG_ACTION_CONSOLE_ON"},
    {8, "SYSLOG_ACTION_CONSOLE_LEVEL"},
    {9, "SYSLOG_ACTION_SIZE_UNREAD"},
    {10, "SYSLOG_ACTION_SIZE_BUFFER"},
});

// include/uapi/linux/lsm.h
inline constexpr auto kLsmAttributes = std::to_array<Constant>({
    {100, "LSM_ATTR_CURRENT"},
    {101, "LSM_ATTR_EXEC"},
    {102, "LSM_ATTR_FSCREATE"},
    {103, "LSM_ATTR_KEYCREATE"},
    {104, "LSM_ATTR_PREV"},
    {105, "LSM_ATTR_SOCKCREATE"},
});

// include/uapi/linux/seccomp.h
inline constexpr auto kSeccompOperations = std::to_array<Constant>({
    {0, "SECCOMP_SET_MODE_STRICT"},
    {1, "SECCOMP_SET_MODE_FILTER"},
    {2, "SECCOMP_GET_ACTION_AVAIL"},
    {3, "SECCOMP_GET_NOTIF_SIZES"},
});
inline constexpr auto kSeccompFlags = std::to_array<Constant>({
    {0x1, "SECCOMP_FILTER_FLAG_TSYNC"},
    {0x2, "SECCOMP_FILTER_FLAG_LOG"},
    {0x4, "SECCOMP_FILTER_FLAG_SPEC_ALLOW"},
    {0x8, "SECCOMP_FILTER_FLAG_NEW_LISTENER"},
    {0x10, "SECCOMP_FILTER_FLAG_TSYNC_ESRCH"},
    {0x20, "SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV"},
});

// include/uapi/linux/landlock.h
inline constexpr auto kLandlockRulesetFlags = std::to_array<Constant>({
    {1, "LANDLOCK_CREATE_RULESET_VERSION"},
    {2, "LANDLOCK_CREATE_RULESET_ERRATA"},
});
inline constexpr auto kLandlockRuleTypes = std::to_array<Constant>({
    {1, "LANDLOCK_RULE_PATH_BENEATH"},
    {2, "LANDLOCK_RULE_NET_PORT"},
});
inline constexpr auto kLandlockRestrictFlags = std::to_array<Constant>({
    {1, "LANDLOCK_RESTRICT_SELF_LOG_SAME_EXEC_OFF"},
    {2, "LANDLOCK_RESTRICT_SELF_LOG_NEW_EXEC_ON"},
    {4, "LANDLOCK_RESTRICT_SELF_LOG_SUBDOMAINS_OFF"},
    {8, "LANDLOCK_RESTRICT_SELF_TSYNC"},
});

// include/uapi/linux/perf_event.h
inline constexpr auto kPerfFlags = std::to_array<Constant>({
    {1, "PERF_FLAG_FD_NO_GROUP"},
    {2, "PERF_FLAG_FD_OUTPUT"},
    {4, "PERF_FLAG_PID_CGROUP"},
    {8, "PERF_FLAG_FD_CLOEXEC"},
});

// include/uapi/linux/module.h; delete_module(2) takes flags of open(2)
inline constexpr auto kModuleFlags = std::to_array<Constant>({
    {1, "MODULE_INIT_IGNORE_MODVERSIONS"},
    {2, "MODULE_INIT_IGNORE_VERMAGIC"},
    {4, "MODULE_INIT_COMPRESSED_FILE"},
});
inline constexpr auto kDeleteModuleFlags = std::to_array<Constant>({
    {01000, "O_TRUNC"},
    {04000, "O_NONBLOCK"},
});

// include/uapi/linux/kexec.h; the high half of the flags is a number, the machine
inline constexpr auto kKexecMachines = std::to_array<Constant>({
    {0, "KEXEC_ARCH_DEFAULT"},
    {std::uint64_t{3} << 16, "KEXEC_ARCH_386"},
    {std::uint64_t{62} << 16, "KEXEC_ARCH_X86_64"},
    {std::uint64_t{183} << 16, "KEXEC_ARCH_AARCH64"},
});
inline constexpr auto kKexecFlags = std::to_array<Constant>({
    {1, "KEXEC_ON_CRASH"},
    {2, "KEXEC_PRESERVE_CONTEXT"},
    {4, "KEXEC_UPDATE_ELFCOREHDR"},
    {8, "KEXEC_CRASH_HOTPLUG_SUPPORT"},
});
inline constexpr auto kKexecFileFlags = std::to_array<Constant>({
    {0x1, "KEXEC_FILE_UNLOAD"},
    {0x2, "KEXEC_FILE_ON_CRASH"},
    {0x4, "KEXEC_FILE_NO_INITRAMFS"},
    {0x8, "KEXEC_FILE_DEBUG"},
    {0x10, "KEXEC_FILE_NO_CMA"},
    {0x20, "KEXEC_FILE_FORCE_DTB"},
});

// include/uapi/linux/reboot.h
inline constexpr auto kRebootCommands = std::to_array<Constant>({
    {0x01234567, "LINUX_REBOOT_CMD_RESTART"},
    {0xcdef0123, "LINUX_REBOOT_CMD_HALT"},
    {0x89abcdef, "LINUX_REBOOT_CMD_CAD_ON"},
    {0x00000000, "LINUX_REBOOT_CMD_CAD_OFF"},
    {0x4321fedc, "LINUX_REBOOT_CMD_POWER_OFF"},
    {0xa1b2c3d4, "LINUX_REBOOT_CMD_RESTART2"},
    {0xd000fce2, "LINUX_REBOOT_CMD_SW_SUSPEND"},
    {0x45584543, "LINUX_REBOOT_CMD_KEXEC"},
});

// include/uapi/linux/futex.h
inline constexpr auto kFutexOperations = std::to_array<Constant>({
    {0, "FUTEX_WAIT"},
    {1, "FUTEX_WAKE"},
    {2, "FUTEX_FD"},
    {3, "FUTEX_REQUEUE"},
    {4, "FUTEX_CMP_REQUEUE"},
    {5, "FUTEX_WAKE_OP"},
    {6, "FUTEX_LOCK_PI"},
    {7, "FUTEX_UNLOCK_PI"},
    {8, "FUTEX_TRYLOCK_PI"},
    {9, "FUTEX_WAIT_BITSET"},
    {10, "FUTEX_WAKE_BITSET"},
    {11, "FUTEX_WAIT_REQUEUE_PI"},
    {12, "FUTEX_CMP_REQUEUE_PI"},
    {13, "FUTEX_LOCK_PI2"},
});
inline constexpr auto kFutexOperationFlags = std::to_array<Constant>({
    {128, "FUTEX_PRIVATE_FLAG"},
    {256, "FUTEX_CLOCK_REALTIME"},
});
inline constexpr auto kFutex2Sizes = std::to_array<Constant>({
    {0, "FUTEX2_SIZE_U8"},
    {1, "FUTEX2_SIZE_U16"},
    {2, "FUTEX2_SIZE_U32"},
    {3, "FUTEX2_SIZE_U64"},
});
inline constexpr auto kFutex2Flags = std::to_array<Constant>({
    {4, "FUTEX2_NUMA"},
    {8, "FUTEX2_MPOL"},
    {128, "FUTEX2_PRIVATE"},
});

// include/uapi/linux/rseq.h, include/uapi/linux/membarrier.h, include/uapi/linux/random.h, include/uapi/linux/lsm.h
inline constexpr auto kRseqFlags = std::to_array<Constant>({{1, "RSEQ_FLAG_UNREGISTER"}});
inline constexpr auto kMembarrierCommands = std::to_array<Constant>({
    {0x0, "MEMBARRIER_CMD_QUERY"},
    {0x1, "MEMBARRIER_CMD_GLOBAL"},
    {0x2, "MEMBARRIER_CMD_GLOBAL_EXPEDITED"},
    {0x4, "MEMBARRIER_CMD_REGISTER_GLOBAL_EXPEDITED"},
    {0x8, "MEMBARRIER_CMD_PRIVATE_EXPEDITED"},
    {0x10, "MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED"},
    {0x20, "MEMBARRIER_CMD_PRIVATE_EXPEDITED_SYNC_CORE"},
    {0x40, "MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_SYNC_CORE"},
    {0x80, "MEMBARRIER_CMD_PRIVATE_EXPEDITED_RSEQ"},
    {0x100, "MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_RSEQ"},
    {0x200, "MEMBARRIER_CMD_GET_REGISTRATIONS"},
});
inline constexpr auto kMembarrierFlags = std::to_array<Constant>({{1, "MEMBARRIER_CMD_FLAG_CPU"}});
inline constexpr auto kRandomFlags = std::to_array<Constant>({
    {1, "GRND_NONBLOCK"},
    {2, "GRND_RANDOM"},
    {4, "GRND_INSECURE"},
});
inline constexpr auto kLsmFlags = std::to_array<Constant>({{1, "LSM_FLAG_SINGLE"}});

// include/uapi/asm-generic/resource.h, include/uapi/linux/resource.h
inline constexpr auto kResources = std::to_array<Constant>({
    {0, "RLIMIT_CPU"},
    {1, "RLIMIT_FSIZE"},
    {2, "RLIMIT_DATA"},
    {3, "RLIMIT_STACK"},
    {4, "RLIMIT_CORE"},
    {5, "RLIMIT_RSS"},
    {6, "RLIMIT_NPROC"},
    {7, "RLIMIT_NOFILE"},
    {8, "RLIMIT_MEMLOCK"},
    {9, "RLIMIT_AS"},
    {10, "RLIMIT_LOCKS"},
    {11, "RLIMIT_SIGPENDING"},
    {12, "RLIMIT_MSGQUEUE"},
    {13, "RLIMIT_NICE"},
    {14, "RLIMIT_RTPRIO"},
    {15, "RLIMIT_RTTIME"},
});

// include/uapi/linux/sched.h
inline constexpr auto kSchedulers = std::to_array<Constant>({
    {0, "SCHED_NORMAL"},
    {1, "SCHED_FIFO"},
    {2, "SCHED_RR"},
    {3, "SCHED_BATCH"},
    {5, "SCHED_IDLE"},
    {6, "SCHED_DEADLINE"},
    {7, "SCHED_EXT"},
});
inline constexpr auto kSchedulerFlags = std::to_array<Constant>({{0x40000000, "SCHED_RESET_ON_FORK"}});

// include/uapi/linux/time.h
inline constexpr auto kClocks = std::to_array<Constant>({
    {0, "CLOCK_REALTIME"},
    {1, "CLOCK_MONOTONIC"},
    {2, "CLOCK_PROCESS_CPUTIME_ID"},
    {3, "CLOCK_THREAD_CPUTIME_ID"},
    {4, "CLOCK_MONOTONIC_RAW"},
    {5, "CLOCK_REALTIME_COARSE"},
    {6, "CLOCK_MONOTONIC_COARSE"},
    {7, "CLOCK_BOOTTIME"},
    {8, "CLOCK_REALTIME_ALARM"},
    {9, "CLOCK_BOOTTIME_ALARM"},
    {11, "CLOCK_TAI"},
});
inline constexpr auto kIntervalTimers = std::to_array<Constant>({
    {0, "ITIMER_REAL"},
    {1, "ITIMER_VIRTUAL"},
    {2, "ITIMER_PROF"},
});

// include/uapi/asm-generic/signal-defs.h
inline constexpr auto kSignalMaskChanges = std::to_array<Constant>({
    {0, "SIG_BLOCK"},
    {1, "SIG_UNBLOCK"},
    {2, "SIG_SETMASK"},
});

// include/uapi/linux/keyctl.h
inline constexpr auto kKeyOperations = std::to_array<Constant>({
    {0, "KEYCTL_GET_KEYRING_ID"},
    {1, "KEYCTL_JOIN_SESSION_KEYRING"},
    {2, "KEYCTL_UPDATE"},
    {3, "KEYCTL_REVOKE"},
    {4, "KEYCTL_CHOWN"},
    {5, "KEYCTL_SETPERM"},
    {6, "KEYCTL_DESCRIBE"},
    {7, "KEYCTL_CLEAR"},
    {8, "KEYCTL_LINK"},
    {9, "KEYCTL_UNLINK"},
    {10, "KEYCTL_SEARCH"},
    {11, "KEYCTL_READ"},
    {12, "KEYCTL_INSTANTIATE"},
    {13, "KEYCTL_NEGATE"},
    {14, "KEYCTL_SET_REQKEY_KEYRING"},
    {15, "KEYCTL_SET_TIMEOUT"},
    {16, "KEYCTL_ASSUME_AUTHORITY"},
    {17, "KEYCTL_GET_SECURITY"},
    {18, "KEYCTL_SESSION_TO_PARENT"},
    {19, "KEYCTL_REJECT"},
    {20, "KEYCTL_INSTANTIATE_IOV"},
    {21, "KEYCTL_INVALIDATE"},
    {22, "KEYCTL_GET_PERSISTENT"},
    {23, "KEYCTL_DH_COMPUTE"},
    {24, "KEYCTL_PKEY_QUERY"},
    {25, "KEYCTL_PKEY_ENCRYPT"},
    {26, "KEYCTL_PKEY_DECRYPT"},
    {27, "KEYCTL_PKEY_SIGN"},
    {28, "KEYCTL_PKEY_VERIFY"},
    {29, "KEYCTL_RESTRICT_KEYRING"},
    {30, "KEYCTL_MOVE"},
    {31, "KEYCTL_CAPABILITIES"},
    {32, "KEYCTL_WATCH_KEY"},
});

}  // namespace trace
