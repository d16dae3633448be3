/* SPDX-License-Identifier: Apache-2.0
 *
 * What the collector tells its BPF programs before they are loaded (they are constants to the verifier, so what is off
 * costs nothing), and the maps' keys and values. Not part of the wire format.
 */
#ifndef TRACE_SEAM_SETTINGS_H
#define TRACE_SEAM_SETTINGS_H

#include "common/catalog/ids.h"
#include "common/seam/captured.h"
#include "common/wire/frame.h"

/* The places of the map `syscalls`: 512 numbers of the 64-bit table, then as many of the 32-bit one, and what follows. */
#define WIRE_SYSCALL_COMPAT 512 /* where the 32-bit table begins */
#define WIRE_SYSCALL_OTHER 1024 /* for numbers that are in neither table */
#define WIRE_SYSCALL_PARTS 1025 /* where the parts of calls begin that are several in one (common/catalog/parts.def) */
#define WIRE_PARTS_MAX 64       /* of each; the second half is for those with a version */
#define WIRE_WHOLES 2
#define WIRE_SYSCALL_PRIVATE (WIRE_SYSCALL_PARTS + WIRE_WHOLES * WIRE_PARTS_MAX) /* the private calls of 32-bit arm */
#define WIRE_PRIVATES_MAX 8
#define WIRE_PRIVATE_FIRST 0xf0000 /* the number at the first of these places: arch/arm/include/uapi/asm/unistd.h */
#define WIRE_SYSCALLS_MAX (WIRE_SYSCALL_PRIVATE + WIRE_PRIVATES_MAX)

enum wire_syscall_flag {
  WIRE_SYSCALL_EMIT = 1 << 0,      /* send an event at exit */
  WIRE_SYSCALL_AT_ENTER = 1 << 1,  /* send it at entry, and not at exit: it has no result */
  WIRE_SYSCALL_IF_FAILED = 1 << 2, /* send it at exit only if it failed; else it was sent by exec_calls */
  WIRE_SYSCALL_TWICE = 1 << 3,     /* returns in the child too, with 0: that one does not count */
  WIRE_SYSCALL_SAVE_CRED = 1 << 4, /* keep the credentials at entry */
  WIRE_SYSCALL_FOLLOW_UP = 1 << 5, /* hook events are made at exit: tail call into follow_ups */
  WIRE_SYSCALL_NUMBERS = 1 << 6,   /* all its arguments are numbers in their order of registers, and are sent */
  WIRE_SYSCALL_MEMORY = 1 << 7,    /* its arguments are in memory, 32 bits each */
  WIRE_SYSCALL_KEEP = 1 << 8,      /* keep at entry what the kernel overwrites, see struct wire_given */
  WIRE_SYSCALL_NUMBERED = 1 << 9,  /* the number of the call is a field */
  WIRE_SYSCALL_WHOLE = 1 << 10,    /* one of its parts is of interest */
  WIRE_SYSCALL_ATTEMPTS = 1 << 11, /* of those that failed only `attempts` are of interest */
  WIRE_SYSCALL_AS_WHOLE =
      1 << 12, /* a part: the event of the whole call is sent, and hook events are made of the part's arguments */
  WIRE_SYSCALL_MARK = 1 << 13, /* hook events are made only if the call was seen to begin */
};

/* What the program at entry is for. */
#define WIRE_SYSCALL_ENTERED (WIRE_SYSCALL_AT_ENTER | WIRE_SYSCALL_SAVE_CRED | WIRE_SYSCALL_KEEP | WIRE_SYSCALL_MARK)

/* Where there is anything to be done for a number, in the 64-bit table or in the 32-bit one. */
enum wire_selected {
  WIRE_SELECTED_EXIT = 1 << 0,
  WIRE_SELECTED_ENTRY = 1 << 1,
};

/* How to read an argument of a system call. The low bits of `how` are enum wire_length. */
enum wire_length {
  WIRE_LENGTH_BY_TYPE,
  WIRE_LENGTH_ARGUMENT, /* argument register `by` says how many bytes it points to */
  WIRE_LENGTH_POINTER,  /* ... the int that it points to, at exit, and no more than it was at entry */
  WIRE_LENGTH_RESULT,   /* ... the result, and no more than register `by` says */
  WIRE_LENGTH_MASK = 3,
};
enum wire_argument_flag {
  WIRE_ARGUMENT_IF_SUCCEEDED = 1 << 2, /* only then it means anything */
  WIRE_ARGUMENT_IF_CUT_SHORT = 1 << 3, /* only if the call ended before its time */
  WIRE_ARGUMENT_WIDE = 1 << 4,         /* 64 bits in two registers, the low half first */
  WIRE_ARGUMENT_TIME32 = 1 << 5,       /* points to two numbers of 32 bits; INSIDE: the number has 32 bits */
  WIRE_ARGUMENT_IF_FLAGS = 1 << 6,     /* only if register `only_by` has one of the bits `only` */
  WIRE_ARGUMENT_IF_VALUES = 1 << 7,    /* only if bit (`only_by` & 127) of `only` is set */
  WIRE_ARGUMENT_GIVEN = 1 << 8,        /* as it was when the call began; of an address, no longer than its room was */
  WIRE_ARGUMENT_INSIDE = 1 << 9,       /* 64 bits, `at` bytes into the struct */
  WIRE_ARGUMENT_MESSAGE = 1 << 10,     /* the address of message `at` */
  WIRE_ARGUMENT_LENGTH32 = 1 << 11,    /* `by` counts as an int */
  WIRE_ARGUMENT_SIGNED32 = 1 << 12,    /* a long of 32 bits */
  WIRE_ARGUMENT_PLAIN = 1 << 13,       /* a number, whatever else happens; no other flag is set */
};
struct wire_argument {
  wire_u8 type;  /* enum wire_type, 0: leave it out */
  wire_u8 where; /* number of its register, or WIRE_WHERE_NUMBER */
  wire_u16 how;
  wire_u8 by, only_by; /* numbers of registers */
  wire_u8 at;
  wire_u8 reserved;
  wire_u32 only;
};
#define WIRE_WHERE_NUMBER 6 /* the number of the call, in place of a seventh register */

/*
 * What the kernel overwrites, kept when the call begins: `size` bytes, `at` bytes after where register `where` points. And how much room
 * the addresses of a row of messages have: 32 bits each, `room_at` bytes after where register `messages` points, `stride` bytes apart;
 * 0: there is no such row.
 */
struct wire_given {
  wire_u8 where, at, size;
  wire_u8 messages, room_at, stride;
};
#define WIRE_GIVEN_SIZE_MAX 16
#define WIRE_GIVEN_MAX 32 /* with the rooms, which are in its second half */

#define WIRE_ARGUMENTS_MAX 6
#define WIRE_CALL_FIELDS_MAX 16 /* with those that lie in structs */
#define WIRE_MESSAGES_MAX 4     /* addresses that an event has of a row of messages */
#define WIRE_FOLLOW_UPS_MAX 4

/* How to handle one system call. All zero: not of interest. */
struct wire_syscall {
  wire_s32 id; /* of the event; WIRE_NO_SYSCALL if the catalog does not know the number */
  wire_u16 slot;
  wire_u16 flags;
  wire_u16
      parts; /* where those begin that it is several of, its first argument says which; 0: it is one call. AS_WHOLE: where that stands */
  wire_u64 attempts;     /* bits: the first arguments */
  wire_u8 argc;          /* fields, of which those from WIRE_ARGUMENTS_MAX on are no arguments */
  wire_u8 memory, words; /* if its arguments are in memory: the register that points to them, and how many there are */
  struct wire_given given;
  struct wire_argument arguments[WIRE_CALL_FIELDS_MAX];
  wire_u16 follow_ups[WIRE_FOLLOW_UPS_MAX]; /* slots of the events that are made at exit; 0: no more */
};

/* Numbers of processes and threads are those of the collector's pid namespace; 0: it has none there. */
enum wire_number_kind {
#define SCOPE(name, aliases, kind, field, least, most, usage, doc) WIRE_NUMBER_OF_##kind(name)
#define WIRE_NUMBER_OF_ranged(name) WIRE_NUMBER_##name,
#define WIRE_NUMBER_OF_listed(name) WIRE_NUMBER_##name,
#define WIRE_NUMBER_OF_process(name) WIRE_NUMBER_##name,
#define WIRE_NUMBER_OF_tree(name) WIRE_NUMBER_##name,
#define WIRE_NUMBER_OF_name(name)
#define WIRE_NUMBER_OF_program(name)
#define WIRE_NUMBER_OF_container(name)
#define WIRE_NUMBER_OF_flag(name)
#include "common/catalog/scopes.def"
  WIRE_NUMBER_KINDS
};
enum wire_name_kind {
#undef SCOPE
#define SCOPE(name, aliases, kind, field, least, most, usage, doc) WIRE_NAME_OF_##kind(name)
#define WIRE_NAME_OF_ranged(name)
#define WIRE_NAME_OF_listed(name)
#define WIRE_NAME_OF_process(name)
#define WIRE_NAME_OF_tree(name)
#define WIRE_NAME_OF_name(name) WIRE_NAME_##name,
#define WIRE_NAME_OF_program(name)
#define WIRE_NAME_OF_container(name)
#define WIRE_NAME_OF_flag(name)
#include "common/catalog/scopes.def"
#undef SCOPE
  WIRE_NAME_KINDS
};
#define WIRE_SCOPE_NUMBERS_MAX 16384 /* of all scopes together; more are refused */
#define WIRE_SCOPE_NAMES_MAX 4096

/*
 * Policies are bits: every condition gives the set of those that it holds for, and an event is for the intersection.
 * Which numbers pass: min <= n <= max for those that are ranged (the bounds are the widest of all of them; the collector looks
 * closer), one of the equal ones if there are any, none of the others.
 */
struct wire_number_scope {
  wire_u64 used; /* by which policies; 0: no matter */
  wire_u64 ranged, has_equal, has_not_equal;
  wire_u64 min, max;
};
struct wire_name_scope {
  wire_u64 used, has_equal;
};
struct wire_number_key {
  wire_u32 kind;
  wire_u32 reserved;
  wire_u64 number;
};
struct wire_name_key {
  wire_u32 kind;
  char name[16];
};
/* Value of a listed number or name: by which policies it is asked for, and by which it is excluded. */
struct wire_match {
  wire_u64 equal, not_equal;
};

enum wire_age { WIRE_AGE_NEW, WIRE_AGE_OLD, WIRE_AGES };
enum wire_container_scope {
  WIRE_CONTAINER_ONLY,
  WIRE_CONTAINER_HOST,
  WIRE_CONTAINER_NEW,
  WIRE_CONTAINER_OLD,
  WIRE_CONTAINER_SCOPES
};
enum wire_container_age { WIRE_CONTAINER_FROM_BEFORE = 1, WIRE_CONTAINER_STARTED = 2 }; /* since the collection began */

#define WIRE_CONTAINERS_MAX 65536 /* further ones are taken for the host's, which is told */

#define WIRE_READERS_MAX 4

/* Who gets room when the ring buffer fills up, see bpf/core/room.h. */
enum wire_weight { WIRE_LIGHT, WIRE_WEIGHS, WIRE_NEEDED /* for a table */ };

struct wire_settings {
  struct wire_number_scope numbers[WIRE_NUMBER_KINDS];
  struct wire_name_scope names[WIRE_NAME_KINDS];
  wire_u64 policies;                          /* all that there are */
  wire_u64 scoped;                            /* those that filter by who did it */
  wire_u64 containers[WIRE_CONTAINER_SCOPES]; /* those that want tasks in containers, ... */
  wire_u64 follow;                            /* children of a task that passed pass too */
  wire_u64 in_tree, out_tree;                 /* tasks must be marked as in a tree; must not be */
  wire_u64 ages[WIRE_AGES];                   /* processes from after start_ns, or from before */
  wire_u64 start_ns;                          /* CLOCK_BOOTTIME */
  wire_u64 wanted[WIRE_SLOT_MAX];             /* by event: the policies that it is shown for; 0: for tables only */
  wire_u8 weights[WIRE_SLOT_MAX];             /* by event: enum wire_weight */
  wire_u64 ring_bytes;                        /* size of the ring buffer */
  wire_u64 look_mask;                 /* when these bits of an event's number are 0, how full it is is looked at */
  wire_u32 readers[WIRE_READERS_MAX]; /* processes that read the outputs, by their numbers here; 0: no more */
  wire_u64
      known_ns; /* CLOCK_BOOTTIME when these and the keeper were looked up: one that began later is another of its number */
  wire_u8 cgroup_v1; /* containers are in the cpuset hierarchy */
  wire_u8 exec_env;  /* read environments */
  wire_u8 processes; /* the collector keeps a table of all processes: how they begin and end is told of each */
  wire_u8 reserved;
  wire_u32
      keeper; /* process that keeps artifacts, by its number here; 0: none. It is shown no more than the collector */
  struct wire_capture captures[WIRE_WAYS];
  wire_u32 cgroup_hierarchy; /* the kernel's number of the one that containers are told by, 0 for version 2 */
};

/* What scopes remember of a task: policies that follow it, and those in or out of whose trees it is. */
struct wire_marks {
  wire_u64 followed, in_tree, out_tree;
};
/* What is kept of a task from the beginning of a system call, or from before execve replaces it. */
struct wire_before {
  wire_u32 has_cred;
  wire_s32 syscall;      /* which one it is: execveat is called execve once it is done */
  struct wire_cred cred; /* as they were */
  char comm[WIRE_NAME_SIZE];
  wire_u64 policies;  /* that want the call of execve or execveat that is under way */
  wire_u32 executing; /* it has replaced the memory, and is not over yet */
  wire_u32 compat;    /* it is a 32-bit one */
  wire_s32 dirfd;     /* of execveat, as its flags */
  wire_s32 exec_flags;
  wire_u64 given[WIRE_GIVEN_MAX / 8]; /* what the call that it is in will overwrite */
  wire_u32 given_size;                /* 0: nothing was kept */
  wire_u32 call;                      /* enum wire_call */
};

/* Whether the task is in a call with WIRE_SYSCALL_MARK. */
enum wire_call {
  WIRE_CALL_UNKNOWN, /* it has not been in one since the collector began, but may have been in one then */
  WIRE_CALL_OVER,
  WIRE_CALL_BEGUN,
};

/*
 * A lane's counters. One event at a time is made in a lane, so they need no atomics. Times and numbers of losses are those of
 * the lane since the collector reported last, whatever their events: room for them by event would be four times the rest.
 */
struct wire_ledger {
  wire_u64 seq;
  wire_u64 lost_total;  /* of all events: the collector looks closer if it has moved */
  wire_u64 loss_period; /* that the following are of, see globals.h */
  wire_u64 first_time_ns, last_time_ns, first_seq, last_seq;
  wire_u64 produced[WIRE_SLOT_MAX];
  wire_u64 lost[WIRE_SLOT_MAX];
};

#endif
