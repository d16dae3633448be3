/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What processes make executable, or give to the kernel to execute: memory that is whole by itself.
 */
#pragma once

#include "bpf/capture/records.h"

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

/* A file that was given to the kernel as a whole, by its descriptor. */
struct given_file {
	__u32 way;
	__s32 fd;
};

static __always_inline bool given_file_of(const struct call *call, long ret, struct given_file *given)
{
	switch (call->id) {
	case WIRE_SYSCALL_ID_finit_module: /* also what the kernel refuses, but not whom */
		if (ret == -EPERM || ret == -ENOSYS)
			return false;
		*given = (struct given_file){WIRE_WAY_MODULE, call_argument(call, 0)};
		return true;
	case WIRE_SYSCALL_ID_mmap:
	case WIRE_SYSCALL_ID_mmap2:
		if (!(call_value(call, 2) & PROT_EXEC) || call_value(call, 3) & MAP_ANONYMOUS || (__u64)ret >= -(__u64)MAX_ERRNO)
			return false;
		*given = (struct given_file){WIRE_WAY_LIBRARY, call_value(call, 4)};
		return true;
	default:
		return false;
	}
}

/* Which file it was: the keeper reads it, now or when it is closed. */
static __always_inline void capture_given_file(struct task_struct *task, const struct call *call, long ret)
{
	struct given_file given = {};
	if (!given_file_of(call, ret, &given) || !settings.captures[given.way & 7].types)
		return;
	const struct file *file = file_of(PROBE_TASK, task, given.fd);
	const struct inode *inode = BPF_CORE_READ(file, f_inode);
	struct lane *lane = inode ? lane_claim() : NULL;
	if (!lane)
		return;
	const struct wire_file_key key = {
		.inode = BPF_CORE_READ(inode, i_ino),
		.dev = BPF_CORE_READ(inode, i_sb, s_dev),
		.generation = BPF_CORE_READ(inode, i_generation),
		.way = given.way,
	};
	struct wire_captured *head = head_begin(lane, task, call, ret, &key);
	head->type = type_of(file, inode);
	head->ctime_ns = inode_ctime_ns(true, inode);
	const int writers = BPF_CORE_READ(inode, i_writecount.counter); /* below 0: how often it is executed, and may not be written */
	head->writers = writers > 0 ? writers : 0;
	path_build(lane->number, (__u64)BPF_CORE_READ(file, f_path.dentry), (__u64)mount_around(BPF_CORE_READ(file, f_path.mnt)));
	send_path(lane->number);
	lane_release(lane);
}
