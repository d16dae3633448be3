/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * System calls, all of them in one program and no code for any: what to do with a number stands in the map `syscalls`.
 *
 * One program at exit instead of two: the registers of the arguments survive until then on x86-64, and a second hook
 * doubles the price that every call of the machine pays. The few calls that replace their registers or memory, or never
 * return, are sent at entry, by a program that is attached only if one of them is wanted.
 */
#include "bpf/core/kernel.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include "bpf/core/scope.h"
#include "bpf/core/hook.h"
#include "bpf/put/strings.h"

char LICENSE[] SEC("license") = "GPL";

struct call {
	__u32 key; /* in syscalls */
	bool compat;
};

static __always_inline struct call call_of(struct task_struct *task, const struct pt_regs *regs)
{
	struct call call;
	const __u32 number = (__u32)regs->orig_ax & ~X32_SYSCALL_BIT;
	call.compat = READ(PROBE_TASK, task, thread_info.status) & TS_COMPAT;
	call.key = number < WIRE_SYSCALL_COMPAT ? number + (call.compat ? WIRE_SYSCALL_COMPAT : 0)
						: WIRE_SYSCALLS_MAX;
	return call;
}

/* `what`: ordinal, type, and the type of the argument behind it, whose value is `next`, a byte each. */
__noinline int put_argument(__u32 lane_number, __u32 what, __u64 value, __u64 next)
{
	struct lane *lane = lane_by_number(lane_number);
	const __u8 ordinal = what & 0xff, type = what >> 8, next_type = what >> 16;

	if (!lane)
		return 0;
	switch (type) {
	case 0:
		break;
	case WIRE_STR:
		put_string(lane, ordinal, (const void *)value, true);
		break;
	case WIRE_STRV:
		put_user_vector(lane_number, ordinal, value);
		break;
	case WIRE_SOCKADDR:
		/* bind, connect and sendto say how long it is, by value; the others by a pointer. */
		put_user_sockaddr(lane, ordinal, (const void *)value, next_type == WIRE_I32 ? next : SOCKADDR_MAX);
		break;
	case WIRE_I32X2:
		put_bytes(lane, ordinal, WIRE_I32X2, (const void *)value, 8, true);
		break;
	case WIRE_TIMESPEC:
		put_bytes(lane, ordinal, WIRE_TIMESPEC, (const void *)value, 16, true);
		break;
	default:
		PUT_SCALAR(lane, ordinal, type, __u64, value);
	}
	return 0;
}

#define REGISTER(wide, narrow) (call.compat ? (__u32)regs->narrow : regs->wide)
#define PUT_ARGUMENT(i, value, next_type, next)                                                    \
	if (config->argc > i)                                                                      \
	put_argument(lane->number, i | (__u32)config->types[i] << 8 | (__u32)(next_type) << 16, value, next)

static __always_inline void syscall_init(struct wire_event *event, struct call call, const struct wire_syscall *config,
					 long ret)
{
	event->syscall = config->id;
	event->retval = ret;
	if (call.compat)
		event->flags |= WIRE_FLAG_COMPAT;
}

struct number_field {
	struct wire_field head;
	__u32 low, high;
};

static __always_inline void number_set(struct number_field *field, __u8 ordinal, __u8 type, __u64 value)
{
	field->head.ordinal = ordinal;
	field->head.type = type;
	field->head.size = sizeof(__u64);
	field->low = value;
	field->high = value >> 32;
}

/*
 * Room for an event with this many numbers, at least; the collector goes by the size in the header. The verifier wants
 * sizes as constants, and walks all that follows once for each: seven of them cost 0.08 s at the start.
 */
static __always_inline struct wire_event *numbers_reserve(__u32 count)
{
#define ROOM(n) (sizeof(struct wire_event) + (n) * sizeof(struct number_field))
	if (count <= 1)
		return bpf_ringbuf_reserve(&events, ROOM(1), 0);
	if (count <= 3)
		return bpf_ringbuf_reserve(&events, ROOM(3), 0);
	if (count <= 6)
		return bpf_ringbuf_reserve(&events, ROOM(6), 0);
	return NULL;
}

#define SET_NUMBER(i, wide, narrow)                                                                \
	if (count > i)                                                                             \
	number_set(&fields[i], i, config->types[i], REGISTER(wide, narrow))

/*
 * A call with nothing but numbers: how long its frame becomes is known, so it is written where it will be read. The
 * copy from the lane is half of what such an event costs. The lane is held for its ledger.
 */
static __always_inline void numbers_send(struct task_struct *task, const struct pt_regs *regs, struct call call,
					 const struct wire_syscall *config, long ret, __u8 provider)
{
	struct lane *lane = lane_for(config->slot);
	if (!lane)
		return;
	struct wire_ledger *ledger = ledger_of(lane);
	if (!ledger) {
		lane_release(lane);
		return;
	}
	const __u32 count = config->argc;
	const __u64 seq = ledger_produced(ledger, lane->slot & (WIRE_SLOT_MAX - 1));
	struct wire_event *event = numbers_reserve(count);
	if (event) {
		struct number_field *fields = (struct number_field *)(event + 1);
		event_init(event, task, config->id, lane->number, provider);
		syscall_init(event, call, config, ret);
		event->header.size = sizeof(*event) + count * sizeof(*fields);
		event->header.fields = count;
		event->seq = seq;
		SET_NUMBER(0, di, bx);
		SET_NUMBER(1, si, cx);
		SET_NUMBER(2, dx, dx);
		SET_NUMBER(3, r10, si);
		SET_NUMBER(4, r8, di);
		SET_NUMBER(5, r9, bp);
		bpf_ringbuf_submit(event, wake_flags());
	} else {
		ledger_lost(ledger, lane->slot & (WIRE_SLOT_MAX - 1), bpf_ktime_get_boot_ns(), seq);
	}
	lane_release(lane);
}

static __always_inline void syscall_send(struct task_struct *task, const struct pt_regs *regs, struct call call,
					 const struct wire_syscall *config, long ret, __u8 provider)
{
	struct lane *lane = event_begin(task, config->id, config->slot, provider);
	if (!lane)
		return;
	syscall_init(event_of(lane), call, config, ret);
	PUT_ARGUMENT(0, REGISTER(di, bx), config->types[1], REGISTER(si, cx));
	PUT_ARGUMENT(1, REGISTER(si, cx), config->types[2], REGISTER(dx, dx));
	PUT_ARGUMENT(2, REGISTER(dx, dx), config->types[3], REGISTER(r10, si));
	PUT_ARGUMENT(3, REGISTER(r10, si), config->types[4], REGISTER(r8, di));
	PUT_ARGUMENT(4, REGISTER(r8, di), config->types[5], REGISTER(r9, bp));
	PUT_ARGUMENT(5, REGISTER(r9, bp), 0, 0);
	event_send(lane);
}

AT_SYS_EXIT(sys_exit, const struct pt_regs *regs, long ret)
{
	struct task_struct *task = current_task();
	const struct call call = call_of(task, regs);
	const struct wire_syscall *config = bpf_map_lookup_elem(&syscalls, &call.key);

	if (!config || !config->flags)
		return 0;
	if ((config->flags & WIRE_SYSCALL_TWICE) && ret == 0)
		return 0;
	if (!task_wanted(task))
		return 0;
	bool emit = config->flags & WIRE_SYSCALL_EMIT;
	if (config->flags & WIRE_SYSCALL_AT_ENTER)
		emit = (config->flags & WIRE_SYSCALL_IF_FAILED) && ret < 0;
	if (emit && config->flags & WIRE_SYSCALL_NUMBERS)
		numbers_send(task, regs, call, config, ret, WIRE_PROVIDER_sys_exit);
	else if (emit)
		syscall_send(task, regs, call, config, ret, WIRE_PROVIDER_sys_exit);
	if (config->flags & WIRE_SYSCALL_FOLLOW_UP)
		bpf_tail_call(ctx, &follow_ups, config->follow_up);
	return 0;
}

AT_SYS_ENTER(sys_enter, const struct pt_regs *regs, long id)
{
	struct task_struct *task = current_task();
	const struct call call = call_of(task, regs);
	const struct wire_syscall *config = bpf_map_lookup_elem(&syscalls, &call.key);

	if (!config || !(config->flags & (WIRE_SYSCALL_AT_ENTER | WIRE_SYSCALL_SAVE_CRED)))
		return 0;
	if (!task_wanted(task))
		return 0;
	if (config->flags & WIRE_SYSCALL_AT_ENTER)
		syscall_send(task, regs, call, config, 0, WIRE_PROVIDER_sys_enter);
	if (config->flags & WIRE_SYSCALL_SAVE_CRED) {
		struct wire_task *state = task_state(task, true);
		if (state) {
			cred_copy(PROBE_TASK, &state->cred, READ(PROBE_TASK, task, cred));
			state->has_cred = 1;
			state->syscall = config->id;
		}
	}
	return 0;
}
