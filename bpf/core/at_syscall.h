/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Programs at the entry and the exit of system calls, and events that are made at the exit of some.
 *
 * One program is attached to the exit of all calls (bpf/syscalls). What it does with a number stands in the map `syscalls`, events
 * of hooks that are made there included: their programs are called by a tail call, one after the other, so that such an event
 * adds no hook and has a verifier budget of its own.
 */
#pragma once

#include "bpf/core/hook.h"

/*
 * Each program has a variant, NAME_perf, that is reached by the perf event of the same tracepoint. Since Linux 7.0 programs at a
 * raw tracepoint can be preempted, and the kernel leaves out the hits of every other task of that CPU meanwhile
 * (kernel/trace/bpf_trace.c, __bpf_trace_run()); those of perf events cannot.
 */
#define AT_SYSCALL(point, value_at, selected, name, args...)                                       \
	static __always_inline int name##_body(void *ctx, args);                                   \
	static __noinline int name##_selected(__u64 *ctx)                                          \
	{                                                                                          \
		return name##_body(ctx, (void *)ctx[0], ctx[1]);                                   \
	}                                                                                          \
	SEC("tp_btf/" point) int name(__u64 *ctx)                                                  \
	{                                                                                          \
		const struct pt_regs *regs = (void *)ctx[0];                                       \
		return selected(registers_number(false, regs)) ? name##_selected(ctx) : 0;         \
	}                                                                                          \
	static __noinline int name##_perf_selected(__u64 *ctx)                                     \
	{                                                                                          \
		return name##_body(ctx, user_regs(current_task()), ctx[value_at]);                 \
	}                                                                                          \
	SEC("tp/raw_syscalls/" point) int name##_perf(__u64 *ctx)                                  \
	{                                                                                          \
		return selected(ctx[1]) ? name##_perf_selected(ctx) : 0;                           \
	}                                                                                          \
	static __always_inline int name##_body(void *ctx, args)

/*
 * A program that sys_exit calls by a tail call. It is one function: libbpf relocates a function of its own for programs that are not
 * loaded as well, and there are forty of these.
 */
#define AFTER_SYS_EXIT(name, args...)                                                              \
	static __always_inline int name##_body(void *ctx, args);                                   \
	SEC("tp_btf/sys_exit") int name(__u64 *ctx)                                                \
	{                                                                                          \
		return name##_body(ctx, (void *)ctx[0], ctx[1]);                                   \
	}                                                                                          \
	SEC("tp/raw_syscalls/sys_exit") int name##_perf(__u64 *ctx)                                \
	{                                                                                          \
		return name##_body(ctx, user_regs(current_task()), ctx[2]);                        \
	}                                                                                          \
	static __always_inline int name##_body(void *ctx, args)

/*
 * Whether anything is to be done with this number there. What most calls of a machine cost: the rest is in a function
 * of its own, so that the program that runs for all of them saves no registers. What is no number of a table as it stands (a bit marks
 * those of x32; the kernel takes the low half of a register) is looked at there.
 */
static __always_inline bool is_selected_at(enum wire_selected where, __u64 number)
{
	return number >= WIRE_SYSCALL_COMPAT || selected_calls[number] & where;
}
static __always_inline bool is_exit_selected(__u64 number)
{
	return is_selected_at(WIRE_SELECTED_EXIT, number);
}
static __always_inline bool is_entry_selected(__u64 number)
{
	return is_selected_at(WIRE_SELECTED_ENTRY, number);
}

/* include/trace/events/syscalls.h: TP_PROTO(struct pt_regs *regs, long ret); the perf event has the number and ret */
#define AT_SYS_EXIT(name, args...) AT_SYSCALL("sys_exit", 2, is_exit_selected, name, args)
/* TP_PROTO(struct pt_regs *regs, long id); the perf event has id first */
#define AT_SYS_ENTER(name, args...) AT_SYSCALL("sys_enter", 1, is_entry_selected, name, args)

/* Goes on with the program that comes after that of `slot`; the first one if slot is 0. */
static __always_inline void follow_on(void *ctx, const struct wire_syscall *config, __u32 slot)
{
	__u32 next = slot ? 0 : config->follow_ups[0];
#pragma unroll
	for (__u32 i = 0; i + 1 < WIRE_FOLLOW_UPS_MAX; i++)
		if (slot && config->follow_ups[i] == slot)
			next = config->follow_ups[i + 1];
	if (next)
		bpf_tail_call(ctx, &follow_ups, next);
}

/* As policies_of() for the task of a program that sys_exit has called, having looked: with one policy the answer is known. */
static __always_inline __u64 policies_at_exit(struct task_struct *task)
{
	return settings.policies == 1 ? 1 : policies_of(task);
}

/*
 * An event that is made at the exit of a system call: HOOK_EXIT(event, type, name, value) { fields }. The value, which may use
 * task, call and ret, is evaluated before anything is made; if it is 0 there is no event. In the body it goes by its name.
 * HOOK_EXIT_TURNS makes as many events as the expression `turns` says, two at most; in its body `turn` counts them from 0.
 */
#define HOOK_EXIT(event, type, name, value) HOOK_EXIT_TURNS(event, 1, type, name, value)
#define HOOK_EXIT_TURNS(event, turns, type, name, value)                                           \
	static __always_inline type event##_subject(struct task_struct *task, const struct call *call, long ret) \
	{                                                                                          \
		return value;                                                                      \
	}                                                                                          \
	HOOK_BODY(event##_body_exit, long ret, const __u32 turn, type name);                       \
	static __always_inline void event##_at_exit(struct task_struct *task, const struct call *call, long ret, \
						    const __u32 turn)                              \
	{                                                                                          \
		type subject = event##_subject(task, call, ret);                                   \
		const __u64 policies = subject ? policies_at_exit(task) & WANTED(event) : 0;       \
		struct lane *lane = hook_begin(task, WIRE_EVENT_##event, WIRE_SLOT_##event,        \
					       WIRE_PROVIDER_sys_exit, 0, policies, false);        \
		if (!lane)                                                                         \
			return;                                                                    \
		event_in_call(event_of(lane), call);                                               \
		hook_end(lane, event##_body_exit(lane, task, call, WIRE_PROVIDER_sys_exit, policies, ret, turn, subject)); \
	}                                                                                          \
	AFTER_SYS_EXIT(event##__sys_exit, const struct pt_regs *regs, long ret)                    \
	{                                                                                          \
		struct task_struct *task = current_task();                                         \
		const struct call call = call_of(task, regs);                                      \
		if (!call.config)                                                                  \
			return 0;                                                                  \
		event##_at_exit(task, &call, ret, 0);                                              \
		if ((turns) > 1)                                                                   \
			event##_at_exit(task, &call, ret, 1);                                      \
		follow_on(ctx, call.config, WIRE_SLOT_##event);                                    \
		return 0;                                                                          \
	}                                                                                          \
	HOOK_BODY(event##_body_exit, long ret, const __u32 turn, type name)
