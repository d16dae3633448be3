/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The maps, declared once; maps.bpf.c defines them (DEFINE_MAPS), the other objects refer to them.
 * Sizes given as 1 are set by the collector before loading: they depend on the machine.
 */
#pragma once

#include "common/seam/settings.h"

#define WIRE_ARGUMENTS_ROOM 8 /* a power of two, for indices that are masked */

/* Where one event is put together. An array of its own for each lane, not a per-CPU map: their values end at 32 KiB. */
struct lane {
	__u32 busy; /* how many want it; the one that made it 1 has it */
	__u32 used; /* bytes of data */
	__u32 number;
	__u32 slot;
	__u32 path_at; /* where the path that is being built begins */
	struct {       /* how far it has come */
		struct dentry *dentry, *top;
		struct mount *mount;
		__u32 inside; /* where the path within the first mount begins; 0: there is no other */
	} walk;
	struct { /* the search for another mount of a file, see bpf/put/origin.h */
		struct dentry *dentry;
		struct mount *of, *first, *at;
		struct mnt_namespace *in;
		__u64 first_age, age;
	} origin;
	struct { /* how far the look-up of a path that was given has come, see bpf/put/resolve.h */
		struct dentry *dentry; /* NULL: nowhere */
		struct mount *mount;
		struct dentry *child;
		__u64 node, end; /* of a list that is looked through */
		__u32 at;	 /* where in text the rest begins */
		__u32 tail;	 /* bytes in path, from its middle on, that are below dentry */
		__u32 name_size;
		__u16 links;
		__u8 how, lost;
	} find;
	__u8 name[256]; /* of a component */
	__u64 arguments[WIRE_ARGUMENTS_ROOM]; /* of the system call, as it has them */
	__u64 given[WIRE_GIVEN_MAX / 8];      /* see struct wire_given */
	__u32 given_size, reserved;
	__u8 data[WIRE_FRAME_MAX];
	__u8 path[2 * WIRE_STRING_MAX + 256]; /* built from its middle towards its front; what is below that from there on */
	__u8 text[3 * WIRE_STRING_MAX];	      /* given; what symbolic links lead to is put in front of the rest */
};

/* What is known of a cgroup (bpf/core/containers.h). */
struct found_container {
	__u32 epoch; /* container_epoch, when that was found out */
	__u32 age;   /* enum wire_container_age; 0: it is in none */
};

/* What is known of a mount, as seen from a mount namespace (bpf/put/origin.h). */
struct origin_key {
	__u64 mount, namespace;
};
struct origin {
	__u64 id;	  /* of the mount, in whose memory there may be another one by now */
	__u64 changes[2]; /* of the namespace and of the host's, when that was found out */
	__u64 first;	  /* the mount by which its files have another path, or enum origin_name */
};

#ifdef DEFINE_MAPS
#define MAP_LINKAGE
#else
#define MAP_LINKAGE extern
#endif

MAP_LINKAGE struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 24);
} events SEC(".maps");

MAP_LINKAGE struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct lane);
} lanes SEC(".maps");

MAP_LINKAGE struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__uint(map_flags, BPF_F_MMAPABLE);
	__type(key, __u32);
	__type(value, struct wire_ledger);
} ledgers SEC(".maps");

MAP_LINKAGE struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, WIRE_SYSCALLS_MAX);
	__type(key, __u32);
	__type(value, struct wire_syscall);
} syscalls SEC(".maps");

MAP_LINKAGE struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, WIRE_SLOT_COUNT);
	__type(key, __u32);
	__type(value, __u32);
} follow_ups SEC(".maps");

MAP_LINKAGE struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, WIRE_SCOPE_NUMBERS_MAX);
	__type(key, struct wire_number_key);
	__type(value, struct wire_match);
} numbers SEC(".maps");

MAP_LINKAGE struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, WIRE_SCOPE_NAMES_MAX);
	__type(key, struct wire_name_key);
	__type(value, struct wire_match);
} names SEC(".maps");

/* Cgroups by kernfs id, see bpf/core/containers.h. */
MAP_LINKAGE struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, WIRE_CONTAINERS_MAX);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, __u64);
	__type(value, __u32);
} containers SEC(".maps");

MAP_LINKAGE struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 8192);
	__type(key, __u64);
	__type(value, struct found_container);
} found_containers SEC(".maps");

/* State of tasks: storage of their own where the kernel has it for tracing programs (5.13), else a map by thread id. */
#define TASK_MAPS(name, state)                                                                     \
	MAP_LINKAGE struct {                                                                       \
		__uint(type, BPF_MAP_TYPE_TASK_STORAGE);                                           \
		__uint(map_flags, BPF_F_NO_PREALLOC);                                              \
		__type(key, int);                                                                  \
		__type(value, struct state);                                                       \
	} name SEC(".maps");                                                                       \
	MAP_LINKAGE struct {                                                                       \
		__uint(type, BPF_MAP_TYPE_LRU_HASH);                                               \
		__uint(max_entries, 32768);                                                        \
		__type(key, __u32);                                                                \
		__type(value, struct state);                                                       \
	} name##_by_tid SEC(".maps");
TASK_MAPS(marks_of_tasks, wire_marks)
TASK_MAPS(before_of_tasks, wire_before)

MAP_LINKAGE struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 4096);
	__type(key, struct origin_key);
	__type(value, struct origin);
} origins SEC(".maps");
