/* SPDX-License-Identifier: GPL-2.0-only */
/* Operations of io_uring. They pass no system call, so nothing else of this program sees them being asked for. */
#include "bpf/core/kernel.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include "bpf/core/scope.h"
#include "bpf/put/path.h"

char LICENSE[] SEC("license") = "GPL";

#define REQ_F_FIXED_FILE (1 << 0) /* include/linux/io_uring_types.h: fd is an index of registered files */

/* A read of memory is as wide as the declaration, whatever the kernel's field is. */
static __always_inline __u64 request_flags(const struct io_kiocb *request)
{
	__u64 flags = BPF_CORE_READ(request, flags);
	return bpf_core_field_size(request->flags) == sizeof(__u32) ? (__u32)flags : flags;
}

static __always_inline int request_submit(const struct io_kiocb *request, __u8 provider)
{
	struct task_struct *task = current_task();
	if (!task_wanted(task))
		return 0;
	struct lane *lane = event_begin(task, WIRE_EVENT_io_uring_submit, WIRE_SLOT_io_uring_submit, provider);
	if (!lane)
		return 0;
	/* io_uring/io_uring.c, io_init_req(): until the request runs, cqe.fd is the descriptor, and file is not set. */
	const __s32 fd = BPF_CORE_READ(request, cqe.fd);
	const __u64 flags = request_flags(request);
	const struct file *file = flags & REQ_F_FIXED_FILE ? NULL : file_of(task, fd);

	event_syscall(lane, task);
	io_uring_submit_opcode(lane, BPF_CORE_READ(request, opcode));
	io_uring_submit_fd(lane, fd);
	if (file)
		put_file_path(lane, WIRE_ORDINAL(io_uring_submit, pathname), file);
	io_uring_submit_user_data(lane, BPF_CORE_READ(request, cqe.user_data));
	io_uring_submit_flags(lane, flags);
	event_send(lane);
	return 0;
}

/* include/trace/events/io_uring.h, 6.3: TP_PROTO(struct io_kiocb *req) */
SEC("tp_btf/io_uring_submit_req")
int BPF_PROG(io_uring_submit__tp_btf, struct io_kiocb *request)
{
	return request_submit(request, WIRE_PROVIDER_tp_btf);
}

/* 5.19: TP_PROTO(struct io_kiocb *req, bool force_nonblock). Before, there is no cqe: the verifier refuses it. */
SEC("tp_btf/io_uring_submit_sqe")
int io_uring_submit__tp_btf_old(__u64 *ctx)
{
	return request_submit((const void *)ctx[0], WIRE_PROVIDER_tp_btf_old);
}

/*
 * 5.15, and 5.10.162 where it came back to: TP_PROTO(void *ctx, void *req, u8 opcode, u64 user_data, u32 flags,
 * bool force_nonblock, bool sq_thread), after io_init_req() has found the file
 */
SEC("tp_btf/io_uring_submit_sqe")
int io_uring_submit__tp_btf_older(__u64 *ctx)
{
	struct task_struct *task = current_task();
	if (!task_wanted(task))
		return 0;
	struct lane *lane = BEGIN(task, io_uring_submit, tp_btf_older);
	if (!lane)
		return 0;
	const struct file *file = BPF_CORE_READ((const struct io_kiocb *)ctx[1], file);

	event_syscall(lane, task);
	io_uring_submit_opcode(lane, ctx[2]);
	if (file)
		put_file_path(lane, WIRE_ORDINAL(io_uring_submit, pathname), file);
	io_uring_submit_user_data(lane, ctx[3]);
	io_uring_submit_flags(lane, ctx[4]);
	/* The tracepoint of 5.10.0 has no sixth argument: there the verifier refuses this, rather than that the others
	 * are taken for what they are not. */
	asm volatile("" : : "r"(ctx[5]));
	event_send(lane);
	return 0;
}

static __always_inline struct lane *complete_begin(__u64 user_data, __s32 result, __u8 provider)
{
	struct task_struct *task = current_task();
	if (!task_wanted(task))
		return NULL;
	struct lane *lane = event_begin(task, WIRE_EVENT_io_uring_complete, WIRE_SLOT_io_uring_complete, provider);
	if (!lane)
		return NULL;
	event_syscall(lane, task);
	io_uring_complete_user_data(lane, user_data);
	io_uring_complete_result(lane, result);
	return lane;
}

/* 6.13: TP_PROTO(struct io_ring_ctx *ctx, void *req, struct io_uring_cqe *cqe) */
SEC("tp_btf/io_uring_complete")
int BPF_PROG(io_uring_complete__tp_btf, void *ring, void *request, struct io_uring_cqe *cqe)
{
	struct lane *lane = complete_begin(cqe->user_data, cqe->res, WIRE_PROVIDER_tp_btf);
	if (!lane)
		return 0;
	io_uring_complete_cflags(lane, cqe->flags);
	event_send(lane);
	return 0;
}

/* 5.19: TP_PROTO(void *ctx, void *req, u64 user_data, int res, unsigned cflags, u64 extra1, u64 extra2); the others have no
 * fifth argument: there the verifier refuses this. */
SEC("tp_btf/io_uring_complete")
int io_uring_complete__tp_btf_old(__u64 *ctx)
{
	const __u32 flags = ctx[4];
	struct lane *lane = complete_begin(ctx[2], ctx[3], WIRE_PROVIDER_tp_btf_old);
	if (!lane)
		return 0;
	io_uring_complete_cflags(lane, flags);
	event_send(lane);
	return 0;
}

/* 5.10: TP_PROTO(void *ctx, u64 user_data, long res) */
SEC("tp_btf/io_uring_complete")
int io_uring_complete__tp_btf_older(__u64 *ctx)
{
	struct lane *lane = complete_begin(ctx[1], ctx[2], WIRE_PROVIDER_tp_btf_older);
	if (lane)
		event_send(lane);
	return 0;
}
