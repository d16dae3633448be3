/* SPDX-License-Identifier: Apache-2.0
 *
 * The frame: one format for the ring buffer, the pipe and the disk. docs/wire.md draws it.
 *
 * BPF C and C++ both include this; it needs nothing but fixed-width integers. Everything is little endian.
 * A stream is a row of blocks, each of which ends with a SYNC frame that has its checksum: the head (STREAM, CATALOG and the
 * STREAM again), then blocks of the other frames, the last of which has the END.
 */
#ifndef TRACE_WIRE_FRAME_H
#define TRACE_WIRE_FRAME_H

#include "common/wire/integers.h"

#define WIRE_MAGIC 0x4d52464543415254ULL /* "TRACEFRM" read as little endian */
#define WIRE_VERSION 2
#define WIRE_FRAME_MAX 65536 /* bytes of an event frame */
#define WIRE_STRING_MAX 4096 /* PATH_MAX, include/uapi/linux/limits.h */
#define WIRE_ARGV_MAX 16384  /* bytes kept of argv, and as many of env; the rest is flagged as truncated */
#define WIRE_NAME_SIZE \
  16 /* of a name in the head of an event: TASK_COMM_LEN, include/linux/sched.h; of the 65 that utsname has */
#define WIRE_MARK_SIZE 16
#define WIRE_HASH_SIZE 32
#define WIRE_NO_SYSCALL (-1)

enum wire_kind {
  WIRE_KIND_STREAM = 1,
  WIRE_KIND_CATALOG = 2,
  WIRE_KIND_EVENT = 3,
  WIRE_KIND_LOSS = 4,
  WIRE_KIND_CHECKPOINT = 5,
  WIRE_KIND_END = 6,
  WIRE_KIND_DICTIONARY = 7,
  WIRE_KIND_SYNC = 8,
  WIRE_KIND_CLOCK = 9,
  WIRE_KIND_ARTIFACT = 10,
  WIRE_KIND_FILE_END = 11, /* as END; the recording goes on in its next file */
};

enum wire_event_flag {
  WIRE_FLAG_TRUNCATED = 1 << 0,   /* a string was longer than its limit */
  WIRE_FLAG_UNREADABLE = 1 << 1,  /* memory could not be read; the field is absent, or ends early */
  WIRE_FLAG_USER_MEMORY = 1 << 2, /* a field was read from memory that the process can change */
  WIRE_FLAG_COMPAT = 1 << 3,      /* a 32-bit system call */
  WIRE_FLAG_CONTAINER = 1 << 4,   /* the task is in the cgroup of a container */
  WIRE_FLAG_BACKGROUND = 1 << 5,  /* in the ring buffer only: for the collector's own tables, and not to be shown */
  WIRE_FLAG_CAN_WAIT = 1 << 6,    /* in the ring buffer only: no reason to wake the collector */
  WIRE_FLAG_UNRESOLVED = 1 << 7,  /* a path is as it was given, from some name on: it was not found where that leads */
  WIRE_FLAG_DELETED = 1 << 8, /* a path is of a file that has been deleted: nothing, or another file, is there now */
  WIRE_FLAG_STATE = 1 << 9,   /* did not happen now: told again at the head of a later file, for tables; in no total */
};

struct wire_header {
  wire_u32 size;   /* bytes of the frame, this header included */
  wire_u16 kind;   /* enum wire_kind */
  wire_u16 fields; /* EVENT: how many fields follow the head */
};

#define WIRE_LANES_PER_CPU 3
#define WIRE_NO_LANE 0xffff /* in LOSS: every lane of the CPU was in use */
#define WIRE_ANY_EVENT \
  0xfffffffeu /* in LOSS: hits that the kernel left out; which events they would have made is not known */

/* Goes before each field's bytes. */
struct wire_field {
  wire_u8 ordinal; /* place of the field in its event */
  wire_u8 type;    /* enum wire_type | WIRE_FIELD_* */
  wire_u16 size;   /* bytes that follow */
};
#define WIRE_FIELD_TYPE 0x3f
#define WIRE_FIELD_TRUNCATED 0x40 /* the value was longer */
#define WIRE_FIELD_USER 0x80      /* read from memory that the process can change */
WIRE_STATIC_ASSERT(sizeof(struct wire_field) == 4, "wire_field is wire format");

/* The members of struct cred that matter. Capabilities are sets of 1 << CAP_*. */
struct wire_cred {
  wire_u32 uid, gid, suid, sgid, euid, egid, fsuid, fsgid;
  wire_u32 user_namespace; /* inode number */
  wire_u32 securebits;
  wire_u64 cap_inheritable, cap_permitted, cap_effective, cap_bounding, cap_ambient;
};
WIRE_STATIC_ASSERT(sizeof(struct wire_cred) == 80, "wire_cred is wire format");

/* STREAM: the first frame, and said again now and then. */
struct wire_stream {
  struct wire_header header;
  wire_u64 magic;   /* WIRE_MAGIC */
  wire_u16 version; /* WIRE_VERSION */
  wire_u16 cpus;
  wire_u32 flags;               /* enum wire_stream_flag */
  wire_u64 boot_time_ns;        /* add to a time_ns to get nanoseconds since the epoch; a CLOCK frame changes it */
  wire_u64 catalog_digest;      /* of the CATALOG frame's bytes, FNV-1a 64; 0: there is no such frame */
  char host[64];                /* NUL-padded */
  char kernel[64];              /* uname -r, NUL-padded */
  wire_u8 mark[WIRE_MARK_SIZE]; /* random, of this stream alone; all 0: there was no random number to be had */
  wire_u32 file;                /* of its recording, from 0. What is after the first counts from its own beginning */
  wire_u32 crc;                 /* CRC32C of the frame up to here */
};
WIRE_STATIC_ASSERT(sizeof(struct wire_stream) == 192, "wire_stream is wire format");
enum wire_stream_flag {
  WIRE_STREAM_AGAIN = 1 << 0,   /* the same stream goes on; for readers that do not have its beginning */
  WIRE_STREAM_EXTRACT = 1 << 1, /* events were chosen from another stream, and some of them moved to its beginning */
};
#define WIRE_STREAM_ARCHITECTURE_AT 8 /* flags: eight bits, a number of common/catalog/architectures.def */
#define WIRE_STREAM_ARCHITECTURE_MASK 0xff

/* SYNC: the end of a block. A reader of a damaged block goes on after it. What DICTIONARY and CLOCK
 * frames said before holds no more. */
struct wire_sync {
  struct wire_header header;
  wire_u8
      mark[WIRE_MARK_SIZE]; /* as in STREAM: a process that is watched, whose bytes are in events, does not know it */
  wire_u64 number;          /* of the block in the stream, from 0 */
  wire_u32 size;            /* bytes of the block, without this frame */
  wire_u32 crc;             /* CRC32C of the block and of this frame up to here */
};
WIRE_STATIC_ASSERT(sizeof(struct wire_sync) == 40, "wire_sync is wire format");
#define WIRE_BLOCK_BYTES 65536 /* a writer ends a block that has as many, and after a CHECKPOINT and the END */
#define WIRE_HEAD_AGAIN_BYTES \
  16777216 /* after as many a writer says STREAM and CATALOG again, as a block of their own */

/* A cryptographic hash. */
enum wire_hash_algorithm {
  WIRE_HASH_NONE = 0, /* the bytes are 0 */
  WIRE_HASH_SHA256 = 1,
};
struct wire_hash {
  wire_u32 algorithm; /* enum wire_hash_algorithm */
  wire_u32 reserved;
  wire_u8 bytes[WIRE_HASH_SIZE];
};

/* DICTIONARY: what holds from the next EVENT up to the next SYNC, of a process or a cgroup. The text follows, without a NUL. */
enum wire_dictionary_kind {
  WIRE_DICTIONARY_EXECUTABLE = 1, /* path of the program of process host_pid; key: its leader_start_ns */
  WIRE_DICTIONARY_CONTAINER = 2,  /* id of the container; key: the cgroup_id, host_pid 0 */
};
struct wire_dictionary {
  struct wire_header header;
  wire_u32 what; /* enum wire_dictionary_kind; a reader skips others */
  wire_u32 host_pid;
  wire_u64 key;
};
WIRE_STATIC_ASSERT(sizeof(struct wire_dictionary) == 24, "wire_dictionary is wire format");
/* A reader may remember one text for each host_pid, and for each cgroup_id, modulo these: what else there is is said again. */
#define WIRE_DICTIONARY_EXECUTABLES 4096
#define WIRE_DICTIONARY_CONTAINERS 1024

/* CLOCK: the wall clock was set. Holds up to the next SYNC, and is said again after it. */
struct wire_clock {
  struct wire_header header;
  wire_u64 time_ns;      /* CLOCK_BOOTTIME, when it was noticed */
  wire_u64 boot_time_ns; /* as in STREAM */
  wire_u64 error_ns;     /* at most so far from the truth was the offset read; not how far the wall clock is from UTC */
};
WIRE_STATIC_ASSERT(sizeof(struct wire_clock) == 32, "wire_clock is wire format");

/* ARTIFACT: a file or a piece of memory that was kept, or a piece of its bytes, which follow. */
enum wire_artifact_kind {
  WIRE_ARTIFACT_EXECUTABLE = 1,
  WIRE_ARTIFACT_WRITTEN = 2, /* a file that was written */
  WIRE_ARTIFACT_READ = 3,
  WIRE_ARTIFACT_MODULE = 4, /* of the kernel */
  WIRE_ARTIFACT_MEMORY = 5,
  WIRE_ARTIFACT_BPF = 6,
  WIRE_ARTIFACT_PACKETS = 7,
};
struct wire_artifact {
  struct wire_header header;
  wire_u64 id;   /* of the artifact in this stream; 0 is none */
  wire_u64 size; /* of the whole of it */
  wire_u64 seq;  /* with lane, the event that caused it; 0: not known */
  wire_u16 lane;
  wire_u16 what;         /* enum wire_artifact_kind */
  wire_u32 reserved;     /* 0 */
  wire_u64 offset;       /* in the artifact, of the bytes that follow */
  struct wire_hash hash; /* of the whole of it */
};
WIRE_STATIC_ASSERT(sizeof(struct wire_artifact) == 88, "wire_artifact is wire format");

/* LOSS: events of one kind that one CPU could not put into the ring buffer. */
struct wire_loss {
  struct wire_header header;
  wire_u32 id; /* of the event */
  wire_u16 cpu;
  wire_u16 lane;
  wire_u64 count;
  wire_u64 first_time_ns, last_time_ns;
  wire_u64 first_seq, last_seq; /* of the lane; others of the lane may lie between */
};
WIRE_STATIC_ASSERT(sizeof(struct wire_loss) == 56, "wire_loss is wire format");

/* CHECKPOINT, END and FILE_END: header.fields times a wire_total, from the start of the stream on.
 * In the last two produced = written + filtered + lost, for every event. */
struct wire_totals {
  struct wire_header header;
  wire_u64 time_ns;       /* CLOCK_BOOTTIME, when this was written */
  struct wire_hash chain; /* of the chain in the totals before these and of the bytes since; none is written yet */
};
WIRE_STATIC_ASSERT(sizeof(struct wire_totals) == 56, "wire_totals is wire format");

struct wire_total {
  wire_u32 id; /* of the event */
  wire_u32 reserved;
  wire_u64 produced; /* by the kernel; 0 in a CHECKPOINT, where the kernel is still at it */
  wire_u64 written;  /* EVENT frames of this id before this frame */
  wire_u64 filtered; /* dropped by the collector, since they were not asked for */
  wire_u64 lost;     /* sum of the LOSS frames before this frame */
};
WIRE_STATIC_ASSERT(sizeof(struct wire_total) == 40, "wire_total is wire format");

#endif
