/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * System calls, all of them in one program and no code for any: what to do with a number stands in the map `syscalls`, which the
 * collector fills from common/catalog/syscalls.def.
 *
 * One program at exit instead of two: the registers of the arguments survive until then, and a second hook doubles the price that
 * every call of the machine pays. The few calls that replace their registers or memory, or never return, are sent at entry, by a
 * program that is attached only if one of them is wanted.
 */
#include "bpf/core/kernel.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include "bpf/core/at_syscall.h"
#include "bpf/syscalls/arguments.h"
#include "bpf/syscalls/numbers.h"

char LICENSE[] SEC("license") = "GPL";

/*
 * What is kept of an execve that fails after it has replaced the memory, as when a segment cannot be mapped; the process is
 * killed for it. NULL for all other calls.
 */
static __always_inline struct wire_before *after_replaced(struct task_struct *task, const struct wire_syscall *config)
{
	struct wire_before *before = config->flags & WIRE_SYSCALL_IF_FAILED ? task_before(task, false) : NULL;
	if (!before || !before->executing)
		return NULL;
	before->executing = 0;
	return before;
}

/* Whether an argument is in memory that was replaced. */
static __always_inline bool is_gone(const struct wire_before *replaced, const struct wire_argument *argument)
{
	return replaced && (argument->type == WIRE_STR || argument->type == WIRE_STRV);
}

static __always_inline void syscall_send(struct task_struct *task, const struct call *call, long ret, __u8 provider,
					 __u64 policies, const struct wire_before *replaced)
{
	const struct wire_syscall *config = call->config;
	struct lane *lane = event_begin(task, config->id, config->slot, provider, policies);
	if (!lane)
		return;
	event_in_call(event_of(lane), call);
	event_of(lane)->retval = ret;
	if (replaced) {
		__builtin_memcpy(event_of(lane)->comm, replaced->comm, WIRE_NAME_SIZE); /* of the caller */
		event_mark(lane, WIRE_FLAG_UNREADABLE);
	}
	const bool has_arguments = take_arguments(lane, task, call);
#pragma unroll
	for (__u32 i = 0; i < WIRE_ARGUMENTS_MAX; i++) {
		const struct wire_argument *argument = &config->arguments[i];
		if (!has_arguments || config->argc <= i)
			break;
		if (argument->how == WIRE_ARGUMENT_PLAIN)
			PUT_SCALAR(lane, i, argument->type, __u64, register_value(lane, argument->where));
		else if (!is_gone(replaced, argument))
			put_argument(lane->number, pack(i, argument), ret, argument->only);
	}
	if (has_arguments && config->argc > WIRE_ARGUMENTS_MAX)
		put_more(lane->number, call->key, ret);
	event_send(lane);
}

/* The policies that this call's own event is for. */
static __always_inline __u64 policies_for(const struct wire_syscall *config, __u64 policies)
{
	if (settings.policies == 1)
		return policies;
	return policies & settings.wanted[config->slot & (WIRE_SLOT_MAX - 1)];
}

/* The call whose own event is sent. */
static __always_inline struct call shown_call(const struct call *call)
{
	struct call shown = *call;

	if (!(call->config->flags & WIRE_SYSCALL_AS_WHOLE))
		return shown;
	__u32 key = call->config->parts;
	shown.config = bpf_map_lookup_elem(&syscalls, &key);
	shown.key = key;
	if (shown.config)
		shown.id = shown.config->id;
	return shown;
}

/* Whether a call that may have failed is of interest. */
static __always_inline bool is_wanted(const struct call *call, long ret)
{
	const struct wire_syscall *config = call->config;

	if (ret >= 0)
		return !(config->flags & WIRE_SYSCALL_IF_FAILED);
	if (!(config->flags & WIRE_SYSCALL_ATTEMPTS))
		return true;
	const __u64 first = call_argument(call, 0);
	return first < 64 && config->attempts >> first & 1;
}

AT_SYS_EXIT(sys_exit, const struct pt_regs *regs, long ret)
{
	struct task_struct *task = current_task();
	const struct call call = call_of(task, regs);
	const struct wire_syscall *row = call.config;

	if (!row || !row->flags)
		return 0;
	if ((row->flags & WIRE_SYSCALL_TWICE) && ret == 0)
		return 0;
	const struct call shown_as = shown_call(&call);
	const struct wire_syscall *config = shown_as.config;
	if (!config)
		return 0;
	const bool carried_out = !(row->flags & WIRE_SYSCALL_MARK) || was_carried_out(task);
	const struct wire_before *replaced = after_replaced(task, config);
	const __u64 policies = replaced ? replaced->policies : policies_of(task);
	if (!policies)
		return 0;
	const __u64 shown = policies_for(config, policies);
	const bool emit = shown && config->flags & WIRE_SYSCALL_EMIT && !(config->flags & WIRE_SYSCALL_AT_ENTER) &&
			  is_wanted(&shown_as, ret);
	if (emit && config->flags & WIRE_SYSCALL_NUMBERS)
		numbers_send(task, &shown_as, ret, WIRE_PROVIDER_sys_exit, shown);
	else if (emit)
		syscall_send(task, &shown_as, ret, WIRE_PROVIDER_sys_exit, shown, replaced);
	if (row->flags & WIRE_SYSCALL_FOLLOW_UP && carried_out)
		follow_on(ctx, row, 0);
	return 0;
}

AT_SYS_ENTER(sys_enter, const struct pt_regs *regs, long id)
{
	struct task_struct *task = current_task();
	const struct call call = call_of(task, regs);
	const struct wire_syscall *config = call.config;

	if (!config || !(config->flags & WIRE_SYSCALL_ENTERED))
		return 0;
	if (config->flags & WIRE_SYSCALL_MARK)
		mark_call(task);
	const __u64 policies = policies_of(task);
	if (!policies)
		return 0;
	const __u64 shown = policies_for(config, policies);
	if (shown && config->flags & WIRE_SYSCALL_AT_ENTER)
		syscall_send(task, &call, 0, WIRE_PROVIDER_sys_enter, shown, NULL);
	if (config->flags & WIRE_SYSCALL_KEEP)
		keep_given(task, &call);
	if (config->flags & WIRE_SYSCALL_SAVE_CRED) {
		struct wire_before *before = task_before(task, true);
		if (before) {
			cred_copy(PROBE_TASK, &before->cred, READ(PROBE_TASK, task, cred));
			before->has_cred = 1;
			before->syscall = config->id;
		}
	}
	return 0;
}
