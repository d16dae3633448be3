// SPDX-License-Identifier: Apache-2.0
// The kernel's names of what the calls about memory take, System V's among them; see constants.h.
#pragma once

#include "common/catalog/constants.h"

namespace trace {

// include/uapi/linux/mman.h, include/uapi/asm-generic/mman-common.h, include/uapi/asm-generic/mman.h
inline constexpr auto kMremapFlags = std::to_array<Constant>({
    {1, "MREMAP_MAYMOVE"},
    {2, "MREMAP_FIXED"},
    {4, "MREMAP_DONTUNMAP"},
});
inline constexpr auto kMsyncFlags = std::to_array<Constant>({
    {1, "MS_ASYNC"},
    {2, "MS_INVALIDATE"},
    {4, "MS_SYNC"},
});
inline constexpr auto kMlockallFlags = std::to_array<Constant>({
    {1, "MCL_CURRENT"},
    {2, "MCL_FUTURE"},
    {4, "MCL_ONFAULT"},
});
inline constexpr auto kMlock2Flags = std::to_array<Constant>({{1, "MLOCK_ONFAULT"}});
inline constexpr auto kMadvice = std::to_array<Constant>({
    {0, "MADV_NORMAL"},           {1, "MADV_RANDOM"},          {2, "MADV_SEQUENTIAL"},
    {3, "MADV_WILLNEED"},         {4, "MADV_DONTNEED"},        {8, "MADV_FREE"},
    {9, "MADV_REMOVE"},           {10, "MADV_DONTFORK"},       {11, "MADV_DOFORK"},
    {12, "MADV_MERGEABLE"},       {13, "MADV_UNMERGEABLE"},    {14, "MADV_HUGEPAGE"},
    {15, "MADV_NOHUGEPAGE"},      {16, "MADV_DONTDUMP"},       {17, "MADV_DODUMP"},
    {18, "MADV_WIPEONFORK"},      {19, "MADV_KEEPONFORK"},     {20, "MADV_COLD"},
    {21, "MADV_PAGEOUT"},         {22, "MADV_POPULATE_READ"},  {23, "MADV_POPULATE_WRITE"},
    {24, "MADV_DONTNEED_LOCKED"}, {25, "MADV_COLLAPSE"},       {100, "MADV_HWPOISON"},
    {101, "MADV_SOFT_OFFLINE"},   {102, "MADV_GUARD_INSTALL"}, {103, "MADV_GUARD_REMOVE"},
});
inline constexpr auto kPkeyRights = std::to_array<Constant>({
    {1, "PKEY_DISABLE_ACCESS"},
    {2, "PKEY_DISABLE_WRITE"},
});
// arch/x86/include/uapi/asm/mman.h
inline constexpr auto kShadowStackFlags = std::to_array<Constant>({
    {1, "SHADOW_STACK_SET_TOKEN"},
    {2, "SHADOW_STACK_SET_MARKER"},
});

// include/uapi/linux/memfd.h, include/uapi/asm-generic/hugetlb_encode.h
inline constexpr auto kMemfdFlags = std::to_array<Constant>({
    {0x1, "MFD_CLOEXEC"},
    {0x2, "MFD_ALLOW_SEALING"},
    {0x4, "MFD_HUGETLB"},
    {0x8, "MFD_NOEXEC_SEAL"},
    {0x10, "MFD_EXEC"},
});
inline constexpr auto kMemfdPageSizes = std::to_array<Constant>({
    {std::uint64_t{16} << 26, "MFD_HUGE_64KB"},
    {std::uint64_t{19} << 26, "MFD_HUGE_512KB"},
    {std::uint64_t{20} << 26, "MFD_HUGE_1MB"},
    {std::uint64_t{21} << 26, "MFD_HUGE_2MB"},
    {std::uint64_t{23} << 26, "MFD_HUGE_8MB"},
    {std::uint64_t{24} << 26, "MFD_HUGE_16MB"},
    {std::uint64_t{25} << 26, "MFD_HUGE_32MB"},
    {std::uint64_t{28} << 26, "MFD_HUGE_256MB"},
    {std::uint64_t{29} << 26, "MFD_HUGE_512MB"},
    {std::uint64_t{30} << 26, "MFD_HUGE_1GB"},
    {std::uint64_t{31} << 26, "MFD_HUGE_2GB"},
    {std::uint64_t{34} << 26, "MFD_HUGE_16GB"},
});
// include/uapi/linux/userfaultfd.h
inline constexpr auto kUserfaultfdFlags = std::to_array<Constant>({
    {1, "UFFD_USER_MODE_ONLY"},
    {04000, "O_NONBLOCK"},
    {02000000, "O_CLOEXEC"},
});

// include/uapi/linux/mempolicy.h
inline constexpr auto kMemoryPolicies = std::to_array<Constant>({
    {0, "MPOL_DEFAULT"},
    {1, "MPOL_PREFERRED"},
    {2, "MPOL_BIND"},
    {3, "MPOL_INTERLEAVE"},
    {4, "MPOL_LOCAL"},
    {5, "MPOL_PREFERRED_MANY"},
    {6, "MPOL_WEIGHTED_INTERLEAVE"},
});
inline constexpr auto kMemoryPolicyFlags = std::to_array<Constant>({
    {0x2000, "MPOL_F_NUMA_BALANCING"},
    {0x4000, "MPOL_F_RELATIVE_NODES"},
    {0x8000, "MPOL_F_STATIC_NODES"},
});
inline constexpr auto kMovePagesFlags = std::to_array<Constant>({
    {1, "MPOL_MF_STRICT"},
    {2, "MPOL_MF_MOVE"},
    {4, "MPOL_MF_MOVE_ALL"},
});
inline constexpr auto kGetMempolicyFlags = std::to_array<Constant>({
    {1, "MPOL_F_NODE"},
    {2, "MPOL_F_ADDR"},
    {4, "MPOL_F_MEMS_ALLOWED"},
});

// include/uapi/linux/ipc.h, include/uapi/linux/shm.h, include/uapi/linux/msg.h; the low nine bits are permissions
inline constexpr auto kIpcFlags = std::to_array<Constant>({
    {01000, "IPC_CREAT"},
    {02000, "IPC_EXCL"},
});
inline constexpr auto kShmgetFlags = std::to_array<Constant>({
    {01000, "IPC_CREAT"},
    {02000, "IPC_EXCL"},
    {04000, "SHM_HUGETLB"},
    {010000, "SHM_NORESERVE"},
});
inline constexpr auto kShmatFlags = std::to_array<Constant>({
    {010000, "SHM_RDONLY"},
    {020000, "SHM_RND"},
    {040000, "SHM_REMAP"},
    {0100000, "SHM_EXEC"},
});
inline constexpr auto kMessageQueueFlags = std::to_array<Constant>({
    {04000, "IPC_NOWAIT"},
    {010000, "MSG_NOERROR"},
    {020000, "MSG_EXCEPT"},
    {040000, "MSG_COPY"},
});
// 32-bit programs add a flag to the commands.
inline constexpr auto kIpcVersion = std::to_array<Constant>({{0x100, "IPC_64"}});
inline constexpr auto kShmCommands = std::to_array<Constant>({
    {0, "IPC_RMID"},
    {1, "IPC_SET"},
    {2, "IPC_STAT"},
    {3, "IPC_INFO"},
    {11, "SHM_LOCK"},
    {12, "SHM_UNLOCK"},
    {13, "SHM_STAT"},
    {14, "SHM_INFO"},
    {15, "SHM_STAT_ANY"},
});
inline constexpr auto kSemCommands = std::to_array<Constant>({
    {0, "IPC_RMID"},
    {1, "IPC_SET"},
    {2, "IPC_STAT"},
    {3, "IPC_INFO"},
    {11, "GETPID"},
    {12, "GETVAL"},
    {13, "GETALL"},
    {14, "GETNCNT"},
    {15, "GETZCNT"},
    {16, "SETVAL"},
    {17, "SETALL"},
    {18, "SEM_STAT"},
    {19, "SEM_INFO"},
    {20, "SEM_STAT_ANY"},
});
inline constexpr auto kMsgCommands = std::to_array<Constant>({
    {0, "IPC_RMID"},
    {1, "IPC_SET"},
    {2, "IPC_STAT"},
    {3, "IPC_INFO"},
    {11, "MSG_STAT"},
    {12, "MSG_INFO"},
    {13, "MSG_STAT_ANY"},
});

}  // namespace trace
