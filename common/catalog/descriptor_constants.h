// SPDX-License-Identifier: Apache-2.0
// The kernel's names of what the calls that make or control descriptors take; see constants.h.
#pragma once

#include "common/catalog/constants.h"

namespace trace {

// Each call has its own names for O_CLOEXEC and O_NONBLOCK; these are those of the manual pages.
inline constexpr auto kPipeFlags = std::to_array<Constant>({
    {0200, "O_NOTIFICATION_PIPE"},
    {04000, "O_NONBLOCK"},
    {040000, "O_DIRECT"},
    {02000000, "O_CLOEXEC"},
});
inline constexpr auto kPipeFlagsArm64 = std::to_array<Constant>({
    {0200, "O_NOTIFICATION_PIPE"},
    {04000, "O_NONBLOCK"},
    {0200000, "O_DIRECT"},
    {02000000, "O_CLOEXEC"},
});
inline constexpr auto kCloseOnExec = std::to_array<Constant>({{02000000, "O_CLOEXEC"}});
inline constexpr auto kEpollCreateFlags = std::to_array<Constant>({{02000000, "EPOLL_CLOEXEC"}});
inline constexpr auto kEventfdFlags = std::to_array<Constant>({
    {1, "EFD_SEMAPHORE"},
    {04000, "EFD_NONBLOCK"},
    {02000000, "EFD_CLOEXEC"},
});
inline constexpr auto kSignalfdFlags = std::to_array<Constant>({
    {04000, "SFD_NONBLOCK"},
    {02000000, "SFD_CLOEXEC"},
});
inline constexpr auto kTimerfdFlags = std::to_array<Constant>({
    {04000, "TFD_NONBLOCK"},
    {02000000, "TFD_CLOEXEC"},
});
inline constexpr auto kTimerfdSettimeFlags = std::to_array<Constant>({
    {1, "TFD_TIMER_ABSTIME"},
    {2, "TFD_TIMER_CANCEL_ON_SET"},
});
inline constexpr auto kTimerFlags = std::to_array<Constant>({{1, "TIMER_ABSTIME"}});
inline constexpr auto kPidfdOpenFlags = std::to_array<Constant>({
    {0200, "PIDFD_THREAD"},
    {04000, "PIDFD_NONBLOCK"},
});
inline constexpr auto kPidfdSignalFlags = std::to_array<Constant>({
    {1, "PIDFD_SIGNAL_THREAD"},
    {2, "PIDFD_SIGNAL_THREAD_GROUP"},
    {4, "PIDFD_SIGNAL_PROCESS_GROUP"},
});
// include/uapi/linux/close_range.h
inline constexpr auto kCloseRangeFlags = std::to_array<Constant>({
    {2, "CLOSE_RANGE_UNSHARE"},
    {4, "CLOSE_RANGE_CLOEXEC"},
});
// include/uapi/linux/eventpoll.h
inline constexpr auto kEpollOperations = std::to_array<Constant>({
    {1, "EPOLL_CTL_ADD"},
    {2, "EPOLL_CTL_DEL"},
    {3, "EPOLL_CTL_MOD"},
});

// include/uapi/linux/inotify.h
inline constexpr auto kInotifyFlags = std::to_array<Constant>({
    {04000, "IN_NONBLOCK"},
    {02000000, "IN_CLOEXEC"},
});
inline constexpr auto kInotifyMask = std::to_array<Constant>({
    {0xfff, "IN_ALL_EVENTS"},
    {0x1, "IN_ACCESS"},
    {0x2, "IN_MODIFY"},
    {0x4, "IN_ATTRIB"},
    {0x8, "IN_CLOSE_WRITE"},
    {0x10, "IN_CLOSE_NOWRITE"},
    {0x20, "IN_OPEN"},
    {0x40, "IN_MOVED_FROM"},
    {0x80, "IN_MOVED_TO"},
    {0x100, "IN_CREATE"},
    {0x200, "IN_DELETE"},
    {0x400, "IN_DELETE_SELF"},
    {0x800, "IN_MOVE_SELF"},
    {0x2000, "IN_UNMOUNT"},
    {0x4000, "IN_Q_OVERFLOW"},
    {0x8000, "IN_IGNORED"},
    {0x1000000, "IN_ONLYDIR"},
    {0x2000000, "IN_DONT_FOLLOW"},
    {0x4000000, "IN_EXCL_UNLINK"},
    {0x10000000, "IN_MASK_CREATE"},
    {0x20000000, "IN_MASK_ADD"},
    {0x40000000, "IN_ISDIR"},
    {0x80000000, "IN_ONESHOT"},
});

// include/uapi/linux/fanotify.h; 0xc is a number, the class
inline constexpr auto kFanotifyClasses = std::to_array<Constant>({
    {0x0, "FAN_CLASS_NOTIF"},
    {0x4, "FAN_CLASS_CONTENT"},
    {0x8, "FAN_CLASS_PRE_CONTENT"},
});
inline constexpr auto kFanotifyFlags = std::to_array<Constant>({
    {0x1, "FAN_CLOEXEC"},
    {0x2, "FAN_NONBLOCK"},
    {0x10, "FAN_UNLIMITED_QUEUE"},
    {0x20, "FAN_UNLIMITED_MARKS"},
    {0x40, "FAN_ENABLE_AUDIT"},
    {0x80, "FAN_REPORT_PIDFD"},
    {0x100, "FAN_REPORT_TID"},
    {0x200, "FAN_REPORT_FID"},
    {0x400, "FAN_REPORT_DIR_FID"},
    {0x800, "FAN_REPORT_NAME"},
    {0x1000, "FAN_REPORT_TARGET_FID"},
    {0x2000, "FAN_REPORT_FD_ERROR"},
    {0x4000, "FAN_REPORT_MNT"},
});
inline constexpr auto kFanotifyMarkFlags = std::to_array<Constant>({
    {0x110, "FAN_MARK_MNTNS"},
    {0x1, "FAN_MARK_ADD"},
    {0x2, "FAN_MARK_REMOVE"},
    {0x4, "FAN_MARK_DONT_FOLLOW"},
    {0x8, "FAN_MARK_ONLYDIR"},
    {0x10, "FAN_MARK_MOUNT"},
    {0x20, "FAN_MARK_IGNORED_MASK"},
    {0x40, "FAN_MARK_IGNORED_SURV_MODIFY"},
    {0x80, "FAN_MARK_FLUSH"},
    {0x100, "FAN_MARK_FILESYSTEM"},
    {0x200, "FAN_MARK_EVICTABLE"},
    {0x400, "FAN_MARK_IGNORE"},
});
inline constexpr auto kFanotifyMask = std::to_array<Constant>({
    {0x1, "FAN_ACCESS"},           {0x2, "FAN_MODIFY"},
    {0x4, "FAN_ATTRIB"},           {0x8, "FAN_CLOSE_WRITE"},
    {0x10, "FAN_CLOSE_NOWRITE"},   {0x20, "FAN_OPEN"},
    {0x40, "FAN_MOVED_FROM"},      {0x80, "FAN_MOVED_TO"},
    {0x100, "FAN_CREATE"},         {0x200, "FAN_DELETE"},
    {0x400, "FAN_DELETE_SELF"},    {0x800, "FAN_MOVE_SELF"},
    {0x1000, "FAN_OPEN_EXEC"},     {0x4000, "FAN_Q_OVERFLOW"},
    {0x8000, "FAN_FS_ERROR"},      {0x10000, "FAN_OPEN_PERM"},
    {0x20000, "FAN_ACCESS_PERM"},  {0x40000, "FAN_OPEN_EXEC_PERM"},
    {0x100000, "FAN_PRE_ACCESS"},  {0x1000000, "FAN_MNT_ATTACH"},
    {0x2000000, "FAN_MNT_DETACH"}, {0x8000000, "FAN_EVENT_ON_CHILD"},
    {0x10000000, "FAN_RENAME"},    {0x40000000, "FAN_ONDIR"},
});

// include/uapi/linux/falloc.h, include/uapi/linux/fs.h, include/linux/splice.h, include/uapi/linux/fadvise.h
inline constexpr auto kFallocateModes = std::to_array<Constant>({
    {0x1, "FALLOC_FL_KEEP_SIZE"},
    {0x2, "FALLOC_FL_PUNCH_HOLE"},
    {0x4, "FALLOC_FL_NO_HIDE_STALE"},
    {0x8, "FALLOC_FL_COLLAPSE_RANGE"},
    {0x10, "FALLOC_FL_ZERO_RANGE"},
    {0x20, "FALLOC_FL_INSERT_RANGE"},
    {0x40, "FALLOC_FL_UNSHARE_RANGE"},
    {0x80, "FALLOC_FL_WRITE_ZEROES"},
});
inline constexpr auto kSyncFileRangeFlags = std::to_array<Constant>({
    {1, "SYNC_FILE_RANGE_WAIT_BEFORE"},
    {2, "SYNC_FILE_RANGE_WRITE"},
    {4, "SYNC_FILE_RANGE_WAIT_AFTER"},
});
inline constexpr auto kReadWriteFlags = std::to_array<Constant>({
    {0x1, "RWF_HIPRI"},
    {0x2, "RWF_DSYNC"},
    {0x4, "RWF_SYNC"},
    {0x8, "RWF_NOWAIT"},
    {0x10, "RWF_APPEND"},
    {0x20, "RWF_NOAPPEND"},
    {0x40, "RWF_ATOMIC"},
    {0x80, "RWF_DONTCACHE"},
    {0x100, "RWF_NOSIGNAL"},
});
inline constexpr auto kSpliceFlags = std::to_array<Constant>({
    {1, "SPLICE_F_MOVE"},
    {2, "SPLICE_F_NONBLOCK"},
    {4, "SPLICE_F_MORE"},
    {8, "SPLICE_F_GIFT"},
});
inline constexpr auto kFileAdvice = std::to_array<Constant>({
    {0, "POSIX_FADV_NORMAL"},
    {1, "POSIX_FADV_RANDOM"},
    {2, "POSIX_FADV_SEQUENTIAL"},
    {3, "POSIX_FADV_WILLNEED"},
    {4, "POSIX_FADV_DONTNEED"},
    {5, "POSIX_FADV_NOREUSE"},
});
inline constexpr auto kWhence = std::to_array<Constant>({
    {0, "SEEK_SET"},
    {1, "SEEK_CUR"},
    {2, "SEEK_END"},
    {3, "SEEK_DATA"},
    {4, "SEEK_HOLE"},
});

// include/uapi/asm-generic/fcntl.h, include/uapi/linux/fcntl.h
inline constexpr auto kLocks = std::to_array<Constant>({
    {1, "LOCK_SH"},
    {2, "LOCK_EX"},
    {4, "LOCK_NB"},
    {8, "LOCK_UN"},
    {32, "LOCK_MAND"},
    {64, "LOCK_READ"},
    {128, "LOCK_WRITE"},
});
inline constexpr auto kFcntlCommands = std::to_array<Constant>({
    {0, "F_DUPFD"},
    {1, "F_GETFD"},
    {2, "F_SETFD"},
    {3, "F_GETFL"},
    {4, "F_SETFL"},
    {5, "F_GETLK"},
    {6, "F_SETLK"},
    {7, "F_SETLKW"},
    {8, "F_SETOWN"},
    {9, "F_GETOWN"},
    {10, "F_SETSIG"},
    {11, "F_GETSIG"},
    {12, "F_GETLK64"},
    {13, "F_SETLK64"},
    {14, "F_SETLKW64"},
    {15, "F_SETOWN_EX"},
    {16, "F_GETOWN_EX"},
    {17, "F_GETOWNER_UIDS"},
    {36, "F_OFD_GETLK"},
    {37, "F_OFD_SETLK"},
    {38, "F_OFD_SETLKW"},
    {1024, "F_SETLEASE"},
    {1025, "F_GETLEASE"},
    {1026, "F_NOTIFY"},
    {1027, "F_DUPFD_QUERY"},
    {1028, "F_CREATED_QUERY"},
    {1029, "F_CANCELLK"},
    {1030, "F_DUPFD_CLOEXEC"},
    {1031, "F_SETPIPE_SZ"},
    {1032, "F_GETPIPE_SZ"},
    {1033, "F_ADD_SEALS"},
    {1034, "F_GET_SEALS"},
    {1035, "F_GET_RW_HINT"},
    {1036, "F_SET_RW_HINT"},
    {1037, "F_GET_FILE_RW_HINT"},
    {1038, "F_SET_FILE_RW_HINT"},
});

// include/uapi/linux/io_uring.h
inline constexpr auto kIoUringEnterFlags = std::to_array<Constant>({
    {0x1, "IORING_ENTER_GETEVENTS"},
    {0x2, "IORING_ENTER_SQ_WAKEUP"},
    {0x4, "IORING_ENTER_SQ_WAIT"},
    {0x8, "IORING_ENTER_EXT_ARG"},
    {0x10, "IORING_ENTER_REGISTERED_RING"},
    {0x20, "IORING_ENTER_ABS_TIMER"},
    {0x40, "IORING_ENTER_EXT_ARG_REG"},
    {0x80, "IORING_ENTER_NO_IOWAIT"},
});
inline constexpr auto kIoUringCompletionFlags = std::to_array<Constant>({
    {0x1, "IORING_CQE_F_BUFFER"},
    {0x2, "IORING_CQE_F_MORE"},
    {0x4, "IORING_CQE_F_SOCK_NONEMPTY"},
    {0x8, "IORING_CQE_F_NOTIF"},
    {0x10, "IORING_CQE_F_BUF_MORE"},
    {0x20, "IORING_CQE_F_SKIP"},
    {0x8000, "IORING_CQE_F_32"},
});

}  // namespace trace
