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
#include "bpf/put/socket.h"
#include "bpf/put/strings.h"
#include "bpf/syscalls/numbers.h"

char LICENSE[] SEC("license") = "GPL";

/* A row of the map, and the place of the argument in its event, in a number: global functions take nothing else. */
static __always_inline __u64 pack(__u8 ordinal, const struct wire_argument *argument)
{
	return ordinal | (__u64)argument->type << 8 | (__u64)argument->where << 16 | (__u64)argument->how << 24 |
	       (__u64)argument->by << 32;
}

/* How many bytes the argument points to, by its row; `otherwise` if only its type says it. */
static __always_inline __u64 length_of(const struct lane *lane, __u8 how, __u8 by, long ret, __u64 otherwise)
{
	const __u64 value = lane->arguments[by & (WIRE_ARGUMENTS_ROOM - 1)];
	__u32 size = 0;

	switch (how & WIRE_LENGTH_MASK) {
	case WIRE_LENGTH_ARGUMENT:
		return value;
	case WIRE_LENGTH_POINTER:
		bpf_probe_read_user(&size, sizeof(size), (const void *)value);
		return size;
	case WIRE_LENGTH_RESULT:
		return ret < 0 ? 0 : ret;
	default:
		return otherwise;
	}
}

static __always_inline void put_time(struct lane *lane, __u8 ordinal, const void *from, __u8 how)
{
	__s32 narrow[2];
	if (!(how & WIRE_ARGUMENT_TIME32)) {
		put_bytes(lane, ordinal, WIRE_TIMESPEC, from, 16, true);
		return;
	}
	if (bpf_probe_read_user(narrow, sizeof(narrow), from)) {
		event_mark(lane, WIRE_FLAG_UNREADABLE);
		return;
	}
	const __s64 wide[2] = {narrow[0], narrow[1]};
	put_bytes(lane, ordinal, WIRE_TIMESPEC | WIRE_FIELD_USER, wide, sizeof(wide), false);
	event_mark(lane, WIRE_FLAG_USER_MEMORY);
}

/* Puts an argument, see pack(), out of lane->arguments; flags: those that it may depend on. */
__noinline int put_argument(__u32 lane_number, __u64 what, __s64 ret, __u32 flags)
{
	struct lane *lane = lane_by_number(lane_number);
	const __u8 ordinal = what, type = what >> 8, where = what >> 16, how = what >> 24, by = what >> 32;

	if (!lane)
		return 0;
	__u64 value = lane->arguments[where & (WIRE_ARGUMENTS_ROOM - 1)];
	if (((how & WIRE_ARGUMENT_IF_SUCCEEDED) && ret < 0) || ((how & WIRE_ARGUMENT_IF_FAILED) && ret >= 0) ||
	    ((how & WIRE_ARGUMENT_IF_FLAGS) && !(lane->arguments[by & (WIRE_ARGUMENTS_ROOM - 1)] & flags)))
		return 0;
	if (how & WIRE_ARGUMENT_WIDE)
		value |= lane->arguments[(where + 1) & (WIRE_ARGUMENTS_ROOM - 1)] << 32;
	switch (type) {
	case 0:
		break;
	case WIRE_STR:
		if (how & WIRE_LENGTH_MASK)
			put_text(lane, ordinal, (const void *)value, length_of(lane, how, by, ret, 0));
		else
			put_string(lane, ordinal, (const void *)value, true);
		break;
	case WIRE_STRV:
		put_user_vector(lane_number, ordinal, value);
		break;
	case WIRE_SOCKADDR:
		put_sockaddr(lane, ordinal, (const void *)value, length_of(lane, how, by, ret, SOCKADDR_MAX), true);
		break;
	case WIRE_I32X2:
		put_bytes(lane, ordinal, WIRE_I32X2, (const void *)value, 8, true);
		break;
	case WIRE_TIMESPEC:
		put_time(lane, ordinal, (const void *)value, how);
		break;
	default:
		PUT_SCALAR(lane, ordinal, type, __u64, value);
	}
	return 0;
}

static __always_inline void take_arguments(struct lane *lane, const struct call *call)
{
	__u32 narrow[WIRE_ARGUMENTS_MAX] = {};

	if (!(call->config->flags & WIRE_SYSCALL_MEMORY)) {
#pragma unroll
		for (__u32 i = 0; i < WIRE_ARGUMENTS_MAX; i++)
			lane->arguments[i] = call_argument(call, i);
		return;
	}
	if (bpf_probe_read_user(narrow, sizeof(narrow), (const void *)call_argument(call, 0)))
		event_mark(lane, WIRE_FLAG_UNREADABLE);
#pragma unroll
	for (__u32 i = 0; i < WIRE_ARGUMENTS_MAX; i++)
		lane->arguments[i] = narrow[i];
}

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
	take_arguments(lane, call);
#pragma unroll
	for (__u32 i = 0; i < WIRE_ARGUMENTS_MAX; i++) {
		const struct wire_argument *argument = &config->arguments[i];
		if (config->argc <= i)
			break;
		if (argument->how == WIRE_ARGUMENT_PLAIN)
			PUT_SCALAR(lane, i, argument->type, __u64, lane->arguments[argument->where & (WIRE_ARGUMENTS_ROOM - 1)]);
		else if (!is_gone(replaced, argument))
			put_argument(lane->number, pack(i, argument), ret, config->flags_needed);
	}
	event_send(lane);
}

/* The policies that this call's own event is for. */
static __always_inline __u64 policies_for(const struct wire_syscall *config, __u64 policies)
{
	if (settings.policies == 1)
		return policies;
	return policies & settings.wanted[config->slot & (WIRE_SLOT_MAX - 1)];
}

AT_SYS_EXIT(sys_exit, const struct pt_regs *regs, long ret)
{
	struct task_struct *task = current_task();
	const struct call call = call_of(task, regs);
	const struct wire_syscall *config = call.config;

	if (!config || !config->flags)
		return 0;
	if ((config->flags & WIRE_SYSCALL_TWICE) && ret == 0)
		return 0;
	const struct wire_before *replaced = after_replaced(task, config);
	const __u64 policies = replaced ? replaced->policies : policies_of(task);
	if (!policies)
		return 0;
	const __u64 shown = policies_for(config, policies);
	const bool emit = shown && config->flags & WIRE_SYSCALL_EMIT && !(config->flags & WIRE_SYSCALL_AT_ENTER) &&
			  !(config->flags & WIRE_SYSCALL_IF_FAILED && ret >= 0);
	if (emit && config->flags & WIRE_SYSCALL_NUMBERS)
		numbers_send(task, &call, ret, WIRE_PROVIDER_sys_exit, shown);
	else if (emit)
		syscall_send(task, &call, ret, WIRE_PROVIDER_sys_exit, shown, replaced);
	if (config->flags & WIRE_SYSCALL_FOLLOW_UP)
		follow_on(ctx, config, 0);
	return 0;
}

AT_SYS_ENTER(sys_enter, const struct pt_regs *regs, long id)
{
	struct task_struct *task = current_task();
	const struct call call = call_of(task, regs);
	const struct wire_syscall *config = call.config;

	if (!config || !(config->flags & (WIRE_SYSCALL_AT_ENTER | WIRE_SYSCALL_SAVE_CRED)))
		return 0;
	const __u64 policies = policies_of(task);
	if (!policies)
		return 0;
	const __u64 shown = policies_for(config, policies);
	if (shown && config->flags & WIRE_SYSCALL_AT_ENTER)
		syscall_send(task, &call, 0, WIRE_PROVIDER_sys_enter, shown, NULL);
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
