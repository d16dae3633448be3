/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the collector is measured against: a hook that does nothing, and one that sends as many bytes as the collector
 * does and nothing else. Both hang where the collector's system calls hang, so what differs is the collector's work.
 */
#include "bpf/core/kernel.h"

#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#include "bpf/core/arch.h"

char LICENSE[] SEC("license") = "GPL";

/* Set before loading. */
const volatile __u32 frame_size = 256;
const volatile __u64 wanted_call = 0;

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 26);
} sent SEC(".maps");

/* A page is more than any frame of a call without strings. */
static char frame[4096];

SEC("tp_btf/sys_exit")
int BPF_PROG(empty_exit, struct pt_regs *regs, long result)
{
	return 0;
}

SEC("tp_btf/sys_exit")
int BPF_PROG(bare_exit, struct pt_regs *regs, long result)
{
	if (registers_number(false, regs) != wanted_call)
		return 0;
	if (frame_size <= sizeof(frame))
		bpf_ringbuf_output(&sent, frame, frame_size, BPF_RB_NO_WAKEUP);
	return 0;
}
