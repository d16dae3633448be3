/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The variants of a hook: one body, a program for each way to attach it.
 *
 * An LSM program returns 0, which lets the next one decide; it never refuses anything.
 */
#pragma once

#include "bpf/core/read.h"

/*
 * A program at the exit or the entry of system calls. Its variant, NAME_perf, is reached by the perf event of the same
 * tracepoint. Since Linux 7.0 programs at a raw tracepoint can be preempted, and the kernel leaves out the hits of every
 * other task of that CPU meanwhile (kernel/trace/bpf_trace.c, __bpf_trace_run()); those of perf events cannot.
 */
#define AT_SYSCALL(point, value_at, name, args...)                                                 \
	static __always_inline int name##_body(void *ctx, args);                                   \
	SEC("tp_btf/" point) int name(__u64 *ctx)                                                  \
	{                                                                                          \
		return name##_body(ctx, (void *)ctx[0], ctx[1]);                                   \
	}                                                                                          \
	SEC("tp/raw_syscalls/" point) int name##_perf(__u64 *ctx)                                  \
	{                                                                                          \
		return name##_body(ctx, user_regs(current_task()), ctx[value_at]);                 \
	}                                                                                          \
	static __always_inline int name##_body(void *ctx, args)

/* include/trace/events/syscalls.h: TP_PROTO(struct pt_regs *regs, long ret); the perf event has the number and ret */
#define AT_SYS_EXIT(name, args...) AT_SYSCALL("sys_exit", 2, name, args)
/* TP_PROTO(struct pt_regs *regs, long id); the perf event has id first */
#define AT_SYS_ENTER(name, args...) AT_SYSCALL("sys_enter", 1, name, args)

#define HOOK_1(event, lsm_hook, function, body, type1)                                             \
	SEC("lsm/" lsm_hook) int BPF_PROG(event##__lsm, type1 a)                                   \
	{                                                                                          \
		return body(a, WIRE_PROVIDER_lsm);                                                 \
	}                                                                                          \
	SEC("fentry/" function) int BPF_PROG(event##__fentry, type1 a)                             \
	{                                                                                          \
		return body(a, WIRE_PROVIDER_fentry);                                              \
	}                                                                                          \
	SEC("kprobe/" function) int BPF_KPROBE(event##__kprobe, type1 a)                           \
	{                                                                                          \
		return body(a, WIRE_PROVIDER_kprobe);                                              \
	}

#define HOOK_2(event, lsm_hook, function, body, type1, type2)                                      \
	SEC("lsm/" lsm_hook) int BPF_PROG(event##__lsm, type1 a, type2 b)                          \
	{                                                                                          \
		return body(a, b, WIRE_PROVIDER_lsm);                                              \
	}                                                                                          \
	SEC("fentry/" function) int BPF_PROG(event##__fentry, type1 a, type2 b)                    \
	{                                                                                          \
		return body(a, b, WIRE_PROVIDER_fentry);                                           \
	}                                                                                          \
	SEC("kprobe/" function) int BPF_KPROBE(event##__kprobe, type1 a, type2 b)                  \
	{                                                                                          \
		return body(a, b, WIRE_PROVIDER_kprobe);                                           \
	}

#define HOOK_3(event, lsm_hook, function, body, type1, type2, type3)                               \
	SEC("lsm/" lsm_hook) int BPF_PROG(event##__lsm, type1 a, type2 b, type3 c)                 \
	{                                                                                          \
		return body(a, b, c, WIRE_PROVIDER_lsm);                                           \
	}                                                                                          \
	SEC("fentry/" function) int BPF_PROG(event##__fentry, type1 a, type2 b, type3 c)           \
	{                                                                                          \
		return body(a, b, c, WIRE_PROVIDER_fentry);                                        \
	}                                                                                          \
	SEC("kprobe/" function) int BPF_KPROBE(event##__kprobe, type1 a, type2 b, type3 c)         \
	{                                                                                          \
		return body(a, b, c, WIRE_PROVIDER_kprobe);                                        \
	}

#define HOOK_4(event, lsm_hook, function, body, type1, type2, type3, type4)                        \
	SEC("lsm/" lsm_hook) int BPF_PROG(event##__lsm, type1 a, type2 b, type3 c, type4 d)        \
	{                                                                                          \
		return body(a, b, c, d, WIRE_PROVIDER_lsm);                                        \
	}                                                                                          \
	SEC("fentry/" function) int BPF_PROG(event##__fentry, type1 a, type2 b, type3 c, type4 d)  \
	{                                                                                          \
		return body(a, b, c, d, WIRE_PROVIDER_fentry);                                     \
	}                                                                                          \
	SEC("kprobe/" function) int BPF_KPROBE(event##__kprobe, type1 a, type2 b, type3 c, type4 d) \
	{                                                                                          \
		return body(a, b, c, d, WIRE_PROVIDER_kprobe);                                     \
	}
