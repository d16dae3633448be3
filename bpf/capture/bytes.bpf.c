/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What processes write and read, for the keeper of artifacts: at the exit of write(2), read(2) and
 * their kin; and what they make executable, or give to the kernel to execute, from the memory of the caller, which is there, since the kernel has just copied it.
 * sys_exit calls the program by a tail call, as those of events.
 *
 * Whether a file is wanted is found out when it is met first, and kept by inode. Another thread may
 * have changed the memory since, and mappings, io_uring, splice and sendfile are not seen: the
 * keeper compares with the file itself when it is closed.
 */
#include "bpf/core/kernel.h"
#include <bpf/bpf_helpers.h>
#include "bpf/core/at_syscall.h"
#include "bpf/put/path.h"
#include "common/seam/captured.h"

char LICENSE[] SEC("license") = "GPL";

struct captured_file {
	__u64 records, lost;
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

/* The keeper looks ten times a second; it is woken only if the ring would be full by then. */
static __always_inline __u64 bytes_wake_flags(void)
{
	const bool is_filling = bpf_ringbuf_query(&captured_bytes, BPF_RB_AVAIL_DATA) >
				bpf_ringbuf_query(&captured_bytes, BPF_RB_RING_SIZE) / 4;
	return is_filling ? BPF_RB_FORCE_WAKEUP : BPF_RB_NO_WAKEUP;
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
	__sync_fetch_and_add(&file->records, 1);
	head->number = file->records;
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
#define TRANSFER(name, direction, vector, offset)                                                  \
	case WIRE_SYSCALL_ID_##name:                                                               \
		*transfer = (struct transfer){direction, vector, offset};                          \
		return true;
		TRANSFER(write, WIRE_WAY_WRITE, false, false)
		TRANSFER(pwrite64, WIRE_WAY_WRITE, false, true)
		TRANSFER(writev, WIRE_WAY_WRITE, true, false)
		TRANSFER(pwritev, WIRE_WAY_WRITE, true, true)
		TRANSFER(pwritev2, WIRE_WAY_WRITE, true, true)
		TRANSFER(read, WIRE_WAY_READ, false, false)
		TRANSFER(pread64, WIRE_WAY_READ, false, true)
		TRANSFER(readv, WIRE_WAY_READ, true, false)
		TRANSFER(preadv, WIRE_WAY_READ, true, true)
		TRANSFER(preadv2, WIRE_WAY_READ, true, true)
#undef TRANSFER
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
	head->number = head->lost = head->offset = head->total = 0;
	head->type = head->reserved = 0;
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

/* Sends a region of the caller's memory page by page, since those that nobody has touched cannot be read. */
__noinline int send_region(__u32 lane_number, __u64 from, __u64 size)
{
	__u64 offset = 0;
	for (__u32 i = 0; i < WIRE_CAPTURED_PAGES_MAX && offset < size; i++) {
		const __u64 to_page_end = WIRE_CAPTURED_ROOM_MIDDLE - ((from + offset) & (WIRE_CAPTURED_ROOM_MIDDLE - 1));
		const __u64 left = size - offset;
		const __u64 piece = left < to_page_end ? left : to_page_end;
		send_piece(lane_number, from + offset, piece, offset);
		offset += piece;
	}
	if (offset < size)
		count_lost(lane_number, size - offset);
	return 0;
}

struct region {
	__u64 from, size;
	__u32 way;
};

/* What a call has made executable, or given to the kernel to execute. */
static __always_inline bool region_of(const struct call *call, long ret, struct region *region)
{
	switch (call->id) {
	case WIRE_SYSCALL_ID_mprotect:
	case WIRE_SYSCALL_ID_pkey_mprotect:
		if (ret || !(call_argument(call, 2) & PROT_EXEC))
			return false;
		*region = (struct region){call_argument(call, 0), call_argument(call, 1), WIRE_WAY_MEMORY};
		return true;
	case WIRE_SYSCALL_ID_init_module: /* also what the kernel refuses, but not whom */
		if (ret == -EPERM || ret == -ENOSYS)
			return false;
		*region = (struct region){call_argument(call, 0), call_argument(call, 1), WIRE_WAY_MODULE};
		return true;
	case WIRE_SYSCALL_ID_bpf: {
		struct {
			__u32 type, count;
			__u64 instructions;
		} program = {}; /* include/uapi/linux/bpf.h, union bpf_attr */
		if (ret < 0 || (__u32)call_argument(call, 0) != BPF_PROG_LOAD)
			return false;
		bpf_probe_read_user(&program, sizeof(program), (const void *)call_argument(call, 1));
		*region = (struct region){program.instructions, (__u64)program.count * BPF_INSTRUCTION_SIZE, WIRE_WAY_PROGRAM};
		return true;
	}
	default:
		return false;
	}
}

static __always_inline void capture_region(struct task_struct *task, const struct call *call, long ret)
{
	struct region region = {};
	if (!region_of(call, ret, &region) || !region.size || !settings.captures[region.way & 7].types)
		return;
	struct lane *lane = lane_claim();
	if (!lane)
		return;
	const struct wire_file_key key = {
		.inode = region.from,
		.dev = READ(PROBE_TASK, task, tgid),
		.generation = bpf_ktime_get_boot_ns(),
		.way = region.way,
	};
	const struct captured_file made = {.wanted = 1};
	bpf_map_update_elem(&captured_files, &key, &made, BPF_ANY);
	head_begin(lane, task, call, ret, &key)->total = region.size;
	send_region(lane->number, region.from, region.size);
	lane_release(lane);
}

/* finit_module(2): which file it was given, which the keeper is told of when it is closed. */
static __always_inline void capture_module_file(struct task_struct *task, const struct call *call, long ret)
{
	if (call->id != WIRE_SYSCALL_ID_finit_module || ret == -EPERM || ret == -ENOSYS || !settings.captures[WIRE_WAY_MODULE].types)
		return;
	const struct file *file = file_of(PROBE_TASK, task, call_argument(call, 0));
	const struct inode *inode = BPF_CORE_READ(file, f_inode);
	struct lane *lane = inode ? lane_claim() : NULL;
	if (!lane)
		return;
	const struct wire_file_key key = {
		.inode = BPF_CORE_READ(inode, i_ino),
		.dev = BPF_CORE_READ(inode, i_sb, s_dev),
		.generation = BPF_CORE_READ(inode, i_generation),
		.way = WIRE_WAY_MODULE,
	};
	head_begin(lane, task, call, ret, &key);
	path_build(lane->number, (__u64)BPF_CORE_READ(file, f_path.dentry), (__u64)mount_around(BPF_CORE_READ(file, f_path.mnt)));
	send_path(lane->number);
	lane_release(lane);
}

AFTER_SYS_EXIT(artifact__sys_exit, const struct pt_regs *regs, long ret)
{
	struct task_struct *task = current_task();
	const struct call call = call_of(task, regs);
	if (!call.config)
		return 0;
	if (policies_at_exit(task)) {
		capture_transfer(task, &call, ret);
		capture_region(task, &call, ret);
		capture_module_file(task, &call, ret);
	}
	follow_on(ctx, call.config, WIRE_SLOT_artifact);
	return 0;
}
