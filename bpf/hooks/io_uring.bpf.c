/* SPDX-License-Identifier: GPL-2.0-only */
/* Operations of io_uring. They pass no system call, so nothing else of this program sees them being asked for. */
#include "bpf/core/kernel.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include "bpf/core/hook.h"
#include "bpf/put/path.h"

char LICENSE[] SEC("license") = "GPL";

#define REQ_F_FIXED_FILE (1 << 0) /* include/linux/io_uring_types.h: fd is an index of registered files */

/* A read of memory is as wide as the declaration, whatever the kernel's field is. */
static __always_inline __u64 request_flags(const struct io_kiocb *request)
{
	__u64 flags = BPF_CORE_READ(request, flags);
	return bpf_core_field_size(request->flags) == sizeof(__u32) ? (__u32)flags : flags;
}

/* include/uapi/linux/io_uring.h, enum io_uring_op: the operations on an open file (needs_file of io_issue_defs, io_uring/opdef.c). Of the
 * others sqe->fd is a directory, a number to close, or nothing, and is not kept where these have it. */
#define OPERATION(number) (1ULL << ((number) & 63))
#define TRANSFERS /* READV to WRITE_FIXED, READ to FADVISE, READ_MULTISHOT, RECV_ZC, READV_FIXED, WRITEV_FIXED */ \
	(OPERATION(1) | OPERATION(2) | OPERATION(3) | OPERATION(4) | OPERATION(5) | OPERATION(22) | OPERATION(23) | OPERATION(24) | \
	 OPERATION(49) | OPERATION(58) | OPERATION(60) | OPERATION(61))
#define OF_SOCKETS /* SENDMSG, RECVMSG, ACCEPT, CONNECT, SEND, RECV, SHUTDOWN, SEND_ZC, SENDMSG_ZC, BIND, LISTEN */ \
	(OPERATION(9) | OPERATION(10) | OPERATION(13) | OPERATION(16) | OPERATION(26) | OPERATION(27) | OPERATION(34) | OPERATION(47) | \
	 OPERATION(48) | OPERATION(56) | OPERATION(57))
#define OF_FILES /* POLL_ADD, SYNC_FILE_RANGE, FALLOCATE, SPLICE, TEE, MSG_RING, FSETXATTR, FGETXATTR, URING_CMD, FIXED_FD_INSTALL, FTRUNCATE, EPOLL_WAIT */ \
	(OPERATION(6) | OPERATION(8) | OPERATION(17) | OPERATION(30) | OPERATION(33) | OPERATION(40) | OPERATION(41) | OPERATION(43) |  \
	 OPERATION(46) | OPERATION(54) | OPERATION(55) | OPERATION(59))

static __always_inline bool has_file(__u8 opcode)
{
	return opcode < 64 && OPERATION(opcode) & (TRANSFERS | OF_SOCKETS | OF_FILES);
}

static __always_inline enum hook_end put_request(struct lane *lane, struct task_struct *task, const struct io_kiocb *request)
{
	/* io_uring/io_uring.c, io_init_req(): until the request runs, cqe.fd is the descriptor, and file is not set. */
	const __s32 fd = BPF_CORE_READ(request, cqe.fd);
	const __u64 flags = request_flags(request);
	const __u8 opcode = BPF_CORE_READ(request, opcode);
	const struct file *file = has_file(opcode) && !(flags & REQ_F_FIXED_FILE) ? file_of(PROBE_TASK, task, fd) : NULL;

	io_uring_submit_opcode(lane, opcode);
	if (has_file(opcode))
		io_uring_submit_fd(lane, fd);
	if (file)
		put_file_path(lane, WIRE_ORDINAL(io_uring_submit, pathname), file);
	io_uring_submit_user_data(lane, BPF_CORE_READ(request, cqe.user_data));
	io_uring_submit_flags(lane, flags);
	return SEND;
}

/* include/trace/events/io_uring.h, 6.3: TP_PROTO(struct io_kiocb *req) */
HOOK_TP(io_uring_submit, struct io_kiocb *request)
{
	return put_request(lane, task, request);
}

/* 5.19: TP_PROTO(struct io_kiocb *req, bool force_nonblock). Before, there is no cqe: the verifier refuses it. */
HOOK_VARIANT(io_uring_submit, 1, struct io_kiocb *request)
{
	return put_request(lane, task, request);
}

/*
 * 5.15, and 5.10.162 where it came back to: TP_PROTO(void *ctx, void *req, u8 opcode, u64 user_data, u32 flags,
 * bool force_nonblock, bool sq_thread), after io_init_req() has found the file
 */
HOOK_VARIANT(io_uring_submit, 2, void *ring, struct io_kiocb *request, __u8 opcode, __u64 user_data, __u32 flags,
	     __u64 force_nonblock)
{
	const struct file *file = BPF_CORE_READ(request, file);

	io_uring_submit_opcode(lane, opcode);
	if (file)
		put_file_path(lane, WIRE_ORDINAL(io_uring_submit, pathname), file);
	io_uring_submit_user_data(lane, user_data);
	io_uring_submit_flags(lane, flags);
	/* The tracepoint of 5.10.0 has no sixth argument: there the verifier refuses this, rather than that the others
	 * are taken for what they are not. */
	asm volatile("" : : "r"(force_nonblock));
	return SEND;
}

static __always_inline enum hook_end put_completion(struct lane *lane, __u64 user_data, __s32 result)
{
	io_uring_complete_user_data(lane, user_data);
	io_uring_complete_result(lane, result);
	return SEND;
}

/* 6.13: TP_PROTO(struct io_ring_ctx *ctx, void *req, struct io_uring_cqe *cqe) */
HOOK_TP(io_uring_complete, void *ring, void *request, struct io_uring_cqe *cqe)
{
	put_completion(lane, cqe->user_data, cqe->res);
	io_uring_complete_cflags(lane, cqe->flags);
	return SEND;
}

/* 5.19: TP_PROTO(void *ctx, void *req, u64 user_data, int res, unsigned cflags, u64 extra1, u64 extra2); the others have no
 * fifth argument: there the verifier refuses this. */
HOOK_VARIANT(io_uring_complete, 1, void *ring, void *request, __u64 user_data, __s32 result, __u32 flags)
{
	put_completion(lane, user_data, result);
	io_uring_complete_cflags(lane, flags);
	return SEND;
}

/* 5.10: TP_PROTO(void *ctx, u64 user_data, long res) */
HOOK_VARIANT(io_uring_complete, 2, void *ring, __u64 user_data, __s32 result)
{
	return put_completion(lane, user_data, result);
}
