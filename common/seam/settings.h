/* SPDX-License-Identifier: Apache-2.0
 *
 * What the collector tells its BPF programs before they are loaded (they are constants to the verifier, so what is off
 * costs nothing), and the maps' keys and values. Not part of the wire format.
 */
#ifndef TRACE_SEAM_SETTINGS_H
#define TRACE_SEAM_SETTINGS_H

#include "common/catalog/ids.h"
#include "common/wire/frame.h"

#define WIRE_SYSCALLS_MAX 1024  /* 512 numbers of the 64-bit table, then as many of the 32-bit one */
#define WIRE_SYSCALL_COMPAT 512 /* where the 32-bit table begins */

enum wire_syscall_flag {
  WIRE_SYSCALL_EMIT = 1 << 0,      /* send an event at exit */
  WIRE_SYSCALL_AT_ENTER = 1 << 1,  /* send it at entry: it does not return, or its memory is gone by then */
  WIRE_SYSCALL_IF_FAILED = 1 << 2, /* and at exit only if it failed */
  WIRE_SYSCALL_TWICE = 1 << 3,     /* returns in the child too, with 0: that one does not count */
  WIRE_SYSCALL_SAVE_CRED = 1 << 4, /* keep the credentials at entry */
  WIRE_SYSCALL_FOLLOW_UP = 1 << 5, /* a hook event is made at exit: tail call into follow_ups */
  WIRE_SYSCALL_NUMBERS = 1 << 6,   /* all its arguments are numbers, and are sent */
};

/* How to handle one system call. All zero: not of interest. */
struct wire_syscall {
  wire_s32 id; /* of the event; WIRE_NO_SYSCALL if the catalog does not know the number */
  wire_u16 slot;
  wire_u8 flags;
  wire_u8 argc;
  wire_u8 types[6];   /* enum wire_type, 0: leave it out */
  wire_u16 follow_up; /* index in follow_ups */
};

/* Programs that make a hook event at the exit of a system call; an index in the map of tail calls. */
enum wire_follow_up {
#define FOLLOW_UP(event) WIRE_FOLLOW_UP_##event,
#include "common/catalog/follow_ups.def"
#undef FOLLOW_UP
  WIRE_FOLLOW_UP_COUNT,
};

/* Numbers of processes and threads are those of the collector's pid namespace; 0: it has none there. */
enum wire_number_kind {
#define SCOPE(name, aliases, kind, field, least, usage, doc) WIRE_NUMBER_OF_##kind(name)
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
#define SCOPE(name, aliases, kind, field, least, usage, doc) WIRE_NAME_OF_##kind(name)
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

/* Which of the numbers pass: min <= n <= max, one of the equal ones if there are any, none of the others. */
struct wire_number_scope {
  wire_u8 used, ranged, has_equal, has_not_equal;
  wire_u32 reserved;
  wire_u64 min, max;
};
struct wire_name_scope {
  wire_u8 used, has_equal, has_not_equal, reserved;
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
enum wire_match { WIRE_MATCH_EQUAL = 1, WIRE_MATCH_NOT_EQUAL = 2 };

enum wire_age { WIRE_AGE_ANY, WIRE_AGE_NEW, WIRE_AGE_OLD };
enum wire_container_scope {
  WIRE_CONTAINER_ANY,
  WIRE_CONTAINER_ONLY,
  WIRE_CONTAINER_HOST,
  WIRE_CONTAINER_NEW,
  WIRE_CONTAINER_OLD
};
enum wire_container_age { WIRE_CONTAINER_FROM_BEFORE = 1, WIRE_CONTAINER_STARTED = 2 }; /* since the collection began */

struct wire_settings {
  struct wire_number_scope numbers[WIRE_NUMBER_KINDS];
  struct wire_name_scope names[WIRE_NAME_KINDS];
  wire_u8 scoped;    /* anything at all is filtered by who did it */
  wire_u8 container; /* enum wire_container_scope */
  wire_u8 follow;    /* children of a task that passed pass too */
  wire_u8 tree;      /* enum wire_match of tasks marked as in a tree; 0: no matter */
  wire_u8 age;       /* enum wire_age: processes from after start_ns, or from before */
  wire_u8 cgroup_v1; /* containers are in the cpuset hierarchy */
  wire_u8 exec_env;  /* read environments */
  wire_u8 processes; /* the collector keeps a table of all processes: how they begin and end is told of each */
  wire_u64 start_ns; /* CLOCK_BOOTTIME */
  wire_u64 selected[WIRE_SLOT_MAX / 64]; /* events to be shown, by slot; others are for the collector's tables */
};

/* Marks of a task. */
enum wire_task_mark {
  WIRE_TASK_FOLLOWED = 1 << 0,
  WIRE_TASK_IN_TREE = 1 << 1,  /* in a tree to be shown */
  WIRE_TASK_OUT_TREE = 1 << 2, /* in a tree to be left out */
};
struct wire_task {
  wire_u32 marks;
  wire_u32 has_cred;
  struct wire_cred cred; /* as they were when the system call began */
  wire_s32 syscall;      /* that was then, or when the name changed last: execveat is called execve once it is done */
  wire_u32 reserved;
  char prev_comm[WIRE_NAME_SIZE];
};

/* A lane's counters. One event at a time is made in a lane, so they need no atomics. */
struct wire_ledger {
  wire_u64 seq;
  wire_u64 produced[WIRE_SLOT_MAX];
  wire_u64 lost[WIRE_SLOT_MAX];
  wire_u64 reported[WIRE_SLOT_MAX];                                   /* of lost; written by the collector */
  wire_u64 first_time_ns[WIRE_SLOT_MAX], last_time_ns[WIRE_SLOT_MAX]; /* of those not reported */
  wire_u64 first_seq[WIRE_SLOT_MAX], last_seq[WIRE_SLOT_MAX];
};

#endif
