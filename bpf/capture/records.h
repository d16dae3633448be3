/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Records of captured bytes: a head, which stands in the lane while it is filled, and bytes of the caller's memory, or a path.
 */
#pragma once

#include "bpf/core/at_syscall.h"
#include "bpf/put/path.h"
#include "common/seam/captured.h"

struct captured_file {
	__u64 lost;
	__u64 dentry, directory; /* whether its path was wanted was found out for these and this name */
	__u32 name_hash;
	__u32 type; /* enum wire_file_type */
	__u32 wanted;
	__u32 reserved;
};

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 16384);
	__type(key, struct wire_file_key);
	__type(value, struct captured_file);
} captured_files SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 24);
} captured_bytes SEC(".maps");

static __always_inline __u32 type_of(const struct file *file, const struct inode *inode)
{
	switch (BPF_CORE_READ(inode, i_mode) & S_IFMT) {
	case S_IFREG:
		return is_internal(mount_around(BPF_CORE_READ(file, f_path.mnt)))
			       ? WIRE_FILE_MEMORY
			       : WIRE_FILE_REGULAR;
	case S_IFIFO:
		return WIRE_FILE_PIPE;
	case S_IFSOCK:
		return WIRE_FILE_SOCKET;
	default:
		return WIRE_FILE_OTHER;
	}
}

/* Where the ring was when the keeper was woken last. */
__u64 keeper_woken_at;

/*
 * The keeper looks ten times a second; it is woken only if the ring would be full by then, and for a part of the ring once: where
 * it is slower than who writes, each further record would pay for a wake-up (an interrupt) that says nothing new.
 */
static __always_inline __u64 bytes_wake_flags(void)
{
	const __u64 size = bpf_ringbuf_query(&captured_bytes, BPF_RB_RING_SIZE);
	if (bpf_ringbuf_query(&captured_bytes, BPF_RB_AVAIL_DATA) <= size / 4)
		return BPF_RB_NO_WAKEUP;
	const __u64 produced = bpf_ringbuf_query(&captured_bytes, BPF_RB_PROD_POS);
	if (produced - keeper_woken_at < size / 32)
		return BPF_RB_NO_WAKEUP;
	keeper_woken_at = produced;
	return BPF_RB_FORCE_WAKEUP;
}

/* Room for a record with as many bytes, at least: the verifier wants sizes as constants. */
static __always_inline struct wire_captured *record_reserve(__u64 size)
{
#define ROOM(bytes) (sizeof(struct wire_captured) + (bytes))
	if (size <= WIRE_CAPTURED_ROOM_SMALL)
		return bpf_ringbuf_reserve(&captured_bytes, ROOM(WIRE_CAPTURED_ROOM_SMALL), 0);
	if (size <= WIRE_CAPTURED_ROOM_MIDDLE)
		return bpf_ringbuf_reserve(&captured_bytes, ROOM(WIRE_CAPTURED_ROOM_MIDDLE), 0);
	if (size <= WIRE_CAPTURED_ROOM_LARGE)
		return bpf_ringbuf_reserve(&captured_bytes, ROOM(WIRE_CAPTURED_ROOM_LARGE), 0);
	return NULL;
}

/* Reads as many bytes into a record that has room for them. 5.10 knows the bounds of what was compared last, in that register, only. */
#define READ_UP_TO(most)                                                                           \
	({                                                                                         \
		__u64 bounded = size;                                                              \
		barrier_var(bounded);                                                              \
		bounded > (most) ? -1 : bpf_probe_read_user(record + 1, bounded, (const void *)from); \
	})
static __always_inline long read_bytes(struct wire_captured *record, __u64 size, __u64 from)
{
	if (size <= WIRE_CAPTURED_ROOM_SMALL)
		return READ_UP_TO(WIRE_CAPTURED_ROOM_SMALL);
	if (size <= WIRE_CAPTURED_ROOM_MIDDLE)
		return READ_UP_TO(WIRE_CAPTURED_ROOM_MIDDLE);
	return READ_UP_TO(WIRE_CAPTURED_ROOM_LARGE);
}

/* Sends some bytes of the caller's memory, WIRE_CAPTURED_ROOM_LARGE at most, with the head that
 * stands in the lane. */
__noinline int send_piece(__u32 lane_number, __u64 from, __u64 size, __u64 offset)
{
	struct lane *lane = lane_by_number(lane_number);
	if (!lane || !size || size > WIRE_CAPTURED_ROOM_LARGE)
		return 0;
	struct wire_captured *head = (struct wire_captured *)lane->data;
	struct captured_file *file = bpf_map_lookup_elem(&captured_files, &head->file);
	if (!file)
		return 0;
	head->lost = file->lost;
	head->offset = offset;
	head->size = size;
	struct wire_captured *record = record_reserve(size);
	if (!record) {
		__sync_fetch_and_add(&file->lost, size);
		return 0;
	}
	__builtin_memcpy(record, head, sizeof(*record));
	const long failed = read_bytes(record, size, from);
	if (failed)
		record->flags |= WIRE_CAPTURED_UNREADABLE;
	bpf_ringbuf_submit(record, bytes_wake_flags());
	return 0;
}

/* Bytes of the file that the head in the lane names were left out. */
static __always_inline void count_lost(__u32 lane_number, __u64 size)
{
	struct lane *lane = lane_by_number(lane_number);
	if (!lane)
		return;
	struct wire_captured *head = (struct wire_captured *)lane->data;
	struct captured_file *file = bpf_map_lookup_elem(&captured_files, &head->file);
	if (file)
		__sync_fetch_and_add(&file->lost, size);
}

/* Sends the path that stands in the lane, from path_at on, with the head that stands there. */
__noinline int send_path(__u32 lane_number)
{
	struct lane *lane = lane_by_number(lane_number);
	if (!lane)
		return 0;
	__u64 at = lane->path_at;
	barrier_var(at);
	if (at >= PATH_END)
		return 0;
	__u64 size = PATH_END - at;
	struct wire_captured *record = record_reserve(WIRE_CAPTURED_ROOM_MIDDLE);
	if (!record)
		return 0;
	__builtin_memcpy(record, lane->data, sizeof(*record));
	record->kind = WIRE_CAPTURED_PATH;
	record->size = size;
	barrier_var(size);
	if (size <= WIRE_CAPTURED_ROOM_MIDDLE)
		bpf_probe_read_kernel(record + 1, size, &lane->path[at]);
	bpf_ringbuf_submit(record, bytes_wake_flags());
	return 0;
}

/*
 * Fills the head of records in the lane. Not inlined: all that lies on the stacks of functions that call each other may take
 * 512 bytes.
 */
static __noinline int head_fill(struct lane *lane, struct task_struct *task, __u64 call_and_compat, long ret,
				const struct wire_file_key *key)
{
	struct wire_captured *head = (struct wire_captured *)lane->data;

	event_init(&head->event, task, WIRE_EVENT_artifact, lane->number, WIRE_PROVIDER_sys_exit, 1);
	head->event.syscall = call_and_compat >> 1;
	if (call_and_compat & 1)
		head->event.flags |= WIRE_FLAG_COMPAT;
	head->event.retval = ret;
	head->file = *key;
	head->lost = head->offset = head->total = 0;
	head->type = head->writers = 0;
	head->ctime_ns = 0;
	head->kind = WIRE_CAPTURED_BYTES;
	head->flags = 0;
	return 0;
}

static __always_inline struct wire_captured *head_begin(struct lane *lane, struct task_struct *task, const struct call *call, long ret,
							const struct wire_file_key *key)
{
	head_fill(lane, task, (__u64)(__u32)call->id << 1 | call->compat, ret, key);
	return (struct wire_captured *)lane->data;
}
