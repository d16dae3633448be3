/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What write(2), read(2) and their kin have moved. Whether a file is wanted is found out when it is met first, and kept by inode.
 */
#pragma once

#include "bpf/capture/records.h"

/* Sends a buffer. */
__noinline int send_buffer(__u32 lane_number, __u64 from, __u64 size, __u64 offset)
{
	for (__u32 i = 0; i < WIRE_CAPTURED_PIECES_MAX && size; i++) {
		const __u64 piece =
			size < WIRE_CAPTURED_ROOM_LARGE ? size : WIRE_CAPTURED_ROOM_LARGE;
		send_piece(lane_number, from, piece, offset);
		from += piece;
		offset += piece;
		size -= piece;
	}
	if (size)
		count_lost(lane_number, size);
	return 0;
}

struct user_vector {
	__u64 base, size;
};

/* Element n of the vector that a call was given. */
static __always_inline struct user_vector vector_at(__u64 vectors, __u32 n, bool compat)
{
	struct user_vector vector = {};
	if (compat) {
		struct {
			__u32 base, size;
		} narrow = {};
		bpf_probe_read_user(&narrow, sizeof(narrow),
				    (const void *)(vectors + n * sizeof(narrow)));
		vector.base = narrow.base;
		vector.size = narrow.size;
	} else {
		bpf_probe_read_user(&vector, sizeof(vector),
				    (const void *)(vectors + n * sizeof(vector)));
	}
	return vector;
}

/* Sends `size` bytes of the buffers that a vector lists. */
__noinline int send_vector(__u32 lane_number, __u64 vectors, __u64 count_and_compat, __u64 size,
			   __u64 offset)
{
	const __u32 count = count_and_compat >> 1;
	for (__u32 i = 0; i < WIRE_CAPTURED_BUFFERS_MAX && i < count && size; i++) {
		const struct user_vector vector = vector_at(vectors, i, count_and_compat & 1);
		const __u64 taken = vector.size < size ? vector.size : size;
		send_buffer(lane_number, vector.base, taken, offset);
		offset += taken;
		size -= taken;
	}
	if (size)
		count_lost(lane_number, size);
	return 0;
}

/* Whether the path in the lane begins as one of those that are wanted. */
__noinline int path_matches(__u32 lane_number, __u32 way)
{
	const volatile struct wire_capture *capture = &settings.captures[way & 1];
	struct lane *lane = lane_by_number(lane_number);
	__u64 words[WIRE_CAPTURE_PREFIX_WORDS] = {};
	if (!lane)
		return 0;
	__u64 at = lane->path_at;
	barrier_var(at);
	if (at >= PATH_END)
		return 0;
	__u64 size = PATH_END - at;
	if (size > sizeof(words))
		size = sizeof(words);
	barrier_var(size);
	if (size > sizeof(words) || bpf_probe_read_kernel(words, size, &lane->path[at]))
		return 0;
#pragma unroll
	for (__u32 i = 0; i < WIRE_CAPTURE_PREFIXES_MAX; i++) {
		const volatile struct wire_capture_prefix *prefix = &capture->prefixes[i];
		__u64 differs = 0;
#pragma unroll
		for (__u32 word = 0; word < WIRE_CAPTURE_PREFIX_WORDS; word++)
			differs |= (words[word] ^ prefix->text[word]) & prefix->mask[word];
		if (i < capture->prefix_count && !differs)
			return 1;
	}
	return 0;
}

/* Finds out whether a file is wanted, and tells its path if so. The head stands in the lane. */
static __always_inline void meet_file(struct lane *lane, const struct file *file, __u32 type,
				      const volatile struct wire_capture *capture)
{
	struct wire_captured *head = (struct wire_captured *)lane->data;
	const struct dentry *dentry = BPF_CORE_READ(file, f_path.dentry);
	struct captured_file met = {
		.dentry = (__u64)dentry,
		.directory = (__u64)BPF_CORE_READ(dentry, d_parent),
		.name_hash = BPF_CORE_READ(dentry, d_name.hash),
		.type = type,
	};

	met.wanted = (capture->types & type) != 0;
	if (met.wanted && type & (WIRE_FILE_REGULAR | WIRE_FILE_OTHER | WIRE_FILE_MEMORY)) {
		path_build(lane->number, (__u64)BPF_CORE_READ(file, f_path.dentry),
			   (__u64)mount_around(BPF_CORE_READ(file, f_path.mnt)));
		if (capture->prefix_count && type != WIRE_FILE_MEMORY)
			met.wanted = path_matches(lane->number, head->file.way);
		if (met.wanted)
			send_path(lane->number);
	} else if (capture->prefix_count) {
		met.wanted = false;
	}
	bpf_map_update_elem(&captured_files, &head->file, &met, BPF_ANY);
}

/* A file that was renamed has another path, and an inode without a generation may be another file. */
static __always_inline bool is_as_met(const struct captured_file *known, const struct file *file)
{
	const struct dentry *dentry = BPF_CORE_READ(file, f_path.dentry);

	return known->dentry == (__u64)dentry && known->directory == (__u64)BPF_CORE_READ(dentry, d_parent) &&
	       known->name_hash == BPF_CORE_READ(dentry, d_name.hash);
}

/* Which calls these are, and where their arguments lie. */
struct transfer {
	__u8 way;
	bool is_vector, has_offset;
};

static __always_inline bool transfer_of(const struct call *call, struct transfer *transfer)
{
	switch (call->id) {
#define TRANSFER_CALL(name, direction, vector, offset)                                             \
	case WIRE_SYSCALL_ID_##name:                                                               \
		*transfer = (struct transfer){direction, vector, offset};                          \
		return true;
#include "common/seam/captured_calls.def"
	default:
		return false;
	}
}

/* Where the first byte went to, or came from. A file that is opened for appending is written at its
 * end, whatever was asked for. */
static __always_inline __u64 offset_of(const struct file *file, const struct call *call,
				       const struct transfer *transfer, __u64 size)
{
	const bool appends = transfer->way == WIRE_WAY_WRITE &&
			     (BPF_CORE_READ(file, f_flags) & O_APPEND ||
			      (call->id == WIRE_SYSCALL_ID_pwritev2 && call_argument(call, 5) & RWF_APPEND));
	if (transfer->has_offset && !appends) {
		const __u64 low = call_argument(call, 3);
		const __u64 given = call->compat ? low | call_argument(call, 4) << 32 : low;
		if (given != ~0ULL) /* pwritev2(2): the file's own position */
			return given;
	}
	if (appends && transfer->has_offset) {
		const struct inode *inode = BPF_CORE_READ(file, f_inode);
		return BPF_CORE_READ(inode, i_size) - size;
	}
	return BPF_CORE_READ(file, f_pos) - size;
}

static __always_inline void capture_transfer(struct task_struct *task, const struct call *call,
					    long ret)
{
	struct transfer transfer = {};
	if (ret <= 0 || !transfer_of(call, &transfer))
		return;
	const volatile struct wire_capture *capture = &settings.captures[transfer.way & 1];
	const __u32 fd = call_argument(call, 0);
	const bool is_fd = !capture->fds || (fd < 3 && capture->fds >> (fd & 3) & 1);
	if (!is_fd && !capture->memory_anyway)
		return;
	const struct file *file = file_of(PROBE_TASK, task, fd);
	const struct inode *inode = BPF_CORE_READ(file, f_inode);
	if (!inode)
		return;
	struct wire_file_key key = {
		.inode = BPF_CORE_READ(inode, i_ino),
		.dev = BPF_CORE_READ(inode, i_sb, s_dev),
		.generation = BPF_CORE_READ(inode, i_generation),
		.way = transfer.way,
	};
	struct captured_file *known = bpf_map_lookup_elem(&captured_files, &key);
	if (known && !is_as_met(known, file))
		known = NULL;
	if (known && !known->wanted)
		return;
	const __u32 type = known ? known->type : type_of(file, inode);
	if (!known && !(capture->types & type))
		return;
	if (!is_fd && type != WIRE_FILE_MEMORY)
		return;
	struct lane *lane = lane_claim();
	if (!lane) {
		if (known)
			__sync_fetch_and_add(&known->lost, ret);
		return;
	}
	struct wire_captured *head = head_begin(lane, task, call, ret, &key);
	head->type = type;
	head->flags = type & (WIRE_FILE_REGULAR | WIRE_FILE_MEMORY) ? 0 : WIRE_CAPTURED_IN_ORDER;
	if (!known) {
		meet_file(lane, file, type, capture);
		known = bpf_map_lookup_elem(&captured_files, &key);
	}
	if (known && known->wanted) {
		const __u64 offset = head->flags ? 0 : offset_of(file, call, &transfer, ret);
		const __u64 memory = call_argument(call, 1);
		if (transfer.is_vector)
			send_vector(lane->number, memory,
				    call_argument(call, 2) << 1 | call->compat, ret, offset);
		else
			send_buffer(lane->number, memory, ret, offset);
	}
	lane_release(lane);
}
