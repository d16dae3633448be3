/* SPDX-License-Identifier: GPL-2.0-only */
/* The system call that a task is in: which one, in which ABI, and its arguments. */
#pragma once

#include "bpf/core/arch.h"
#include "bpf/core/maps.h"

struct call {
	const struct pt_regs *regs;
	bool probe;  /* regs is no typed pointer; a constant where it matters */
	bool compat; /* a 32-bit call */
	const struct wire_syscall *config; /* NULL if it is in none */
	__s32 id;	      /* event id of it, WIRE_NO_SYSCALL if it is in none */
	__u32 key;	      /* its place in the map `syscalls` */
};

#define PROBE_REGS (!(HAS_TASK_BTF && HAS_TASK_PT_REGS))

/* The registers that a task entered the kernel with. */
static __always_inline const struct pt_regs *user_regs(struct task_struct *task)
{
	if (HAS_TASK_BTF && HAS_TASK_PT_REGS)
		return (const struct pt_regs *)bpf_task_pt_regs(task);
	/* task_pt_regs(): they are at the end of the task's stack */
	return (void *)BPF_CORE_READ(task, stack) + THREAD_SIZE - bpf_core_type_size(struct pt_regs);
}

/* The place of a call in the map `syscalls`. */
static __always_inline __u32 call_key(__u32 number, bool compat)
{
	if (number < WIRE_SYSCALL_COMPAT)
		return number + (compat ? WIRE_SYSCALL_COMPAT : 0);
	if (REGISTERS_OF_ARM && compat && number - WIRE_PRIVATE_FIRST < WIRE_PRIVATES_MAX)
		return WIRE_SYSCALL_PRIVATE + (number - WIRE_PRIVATE_FIRST);
	return WIRE_SYSCALL_OTHER;
}

/* Finds the call at its place in the map, and if it is several in one, the part that it is: common/catalog/parts.def. */
static __always_inline void call_find(struct call *call, __u32 number)
{
	/* Not call->key itself: a call whose address a helper is given lies on the stack, where 5.10 forgets that probe is a constant. */
	__u32 key = call_key(number, call->compat);

	call->config = bpf_map_lookup_elem(&syscalls, &key);
	if (call->compat && call->config && call->config->parts) {
		const __u32 which = registers_argument(call->probe, call->regs, 0, true);
		const __u32 part = which & 0xffff, version = which >> 16 ? WIRE_PARTS_MAX / 2 : 0;
		if (part < WIRE_PARTS_MAX / 2) {
			key = call->config->parts + part + version;
			call->config = bpf_map_lookup_elem(&syscalls, &key);
		}
	}
	call->key = key;
	if (call->config)
		call->id = call->config->id;
}

/* The call of a task whose typed registers a program at its entry or exit was given. */
static __always_inline struct call call_of(struct task_struct *task, const struct pt_regs *regs)
{
	struct call call = {.regs = regs, .probe = false, .id = WIRE_NO_SYSCALL};

	call.compat = task_is_compat(task);
	if (!registers_of_new_program(false, regs, call.compat))
		call_find(&call, registers_call(false, regs));
	return call;
}

/* The call that a task is in, from wherever a hook is. */
static __always_inline struct call call_current(struct task_struct *task)
{
	struct call call = {.regs = user_regs(task), .probe = PROBE_REGS, .id = WIRE_NO_SYSCALL};
	/* The registers of kernel threads are zero, which would be read(2). */
	if (READ(PROBE_TASK, task, flags) & PF_KTHREAD)
		return call;
	call.compat = task_is_compat(task);
	const __u32 number = registers_call(true, call.regs);
	if (number < WIRE_SYSCALL_COMPAT) /* not as in an exception, which has -1 for a number */
		call_find(&call, number);
	return call;
}

/* Argument n of the call, from 0 on, in its ABI. */
static __always_inline __u64 call_argument(const struct call *call, __u32 n)
{
	return registers_argument(call->probe, call->regs, n, call->compat);
}

/* The same of a call that may have its arguments in memory, as part of socketcall. */
static __always_inline __u64 call_value(const struct call *call, __u32 n)
{
	if (!call->config || !call->config->words)
		return call_argument(call, n);
	__u32 value = 0;
	bpf_probe_read_user(&value, sizeof(value), (const void *)call_argument(call, call->config->memory) + n * sizeof(value));
	return value;
}

/* The number of the call, as the program gave it. */
static __always_inline __s32 call_number(const struct call *call)
{
	return registers_number(call->probe, call->regs);
}

/* Where the program goes on. */
static __always_inline __u64 call_program_counter(const struct call *call)
{
	return registers_program_counter(call->probe, call->regs);
}
