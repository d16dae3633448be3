/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Hooks. One macro makes the programs of an event, what they all begin with, and what they all end with; what is left to write is
 * how the fields are read:
 *
 *   HOOK(security_inode_unlink, struct inode *dir, struct dentry *dentry)
 *   {
 *           put_entry_dentry(lane, PATH_ORDINAL(security_inode_unlink, pathname), dentry, given_path(call));
 *           return SEND;
 *   }
 *
 *   HOOK           programs lsm, fentry and kprobe: the functions have the same arguments
 *   HOOK_FUNCTION  fentry and kprobe
 *   HOOK_TP        a tracepoint
 *   HOOK_VARIANT   a VARIANT of it, with a body of its own
 *   HOOK_TABLE     a tracepoint whose event also feeds a table of the collector: it is sent, though no policy wants it, if
 *                  `fed` (a function of the same arguments) says so
 *   HOOK_EXIT      the exit of a system call
 *
 * In the body there are, besides the arguments of the hook: lane, to put fields into; task, the current one; call, the system
 * call it is in, if policies want the event; provider (WIRE_PROVIDER_*), a constant; policies, that the event is for, 0 if only a table is fed. Arguments
 * are typed pointers with tp_btf, lsm and fentry and plain ones with kprobe, so where that is possible they are read by
 * BPF_CORE_READ. Where the programs are attached to says the catalog, not their sections. An LSM program returns 0, which lets
 * the next one decide; it never refuses anything.
 */
#pragma once

#include "bpf/core/field.h"
#include "bpf/core/scope.h"

enum hook_end { DROP, SEND };

/* What all begin with: NULL if nobody wants the event, or no lane is free, which is counted. */
static __always_inline struct lane *hook_begin(struct task_struct *task, __u32 id, __u32 slot, __u8 provider, __u8 variant,
					       __u64 policies, bool fed)
{
	if (!policies && !fed)
		return NULL;
	struct lane *lane = event_begin(task, id, slot, provider, policies);
	if (!lane)
		return NULL;
	event_of(lane)->variant = variant;
	if (!policies)
		event_mark(lane, WIRE_FLAG_BACKGROUND);
	return lane;
}

/* And what all end with. */
static __always_inline void hook_end(struct lane *lane, enum hook_end end)
{
	if (end == SEND)
		event_send(lane);
	else
		event_drop(lane);
}

/* The arguments of a hook, as many as are declared, from where the kind of program has them. */
#define HOOK_COUNT_(_0, _1, _2, _3, _4, _5, _6, count, ...) count
#define HOOK_COUNT(...) HOOK_COUNT_(_0, ##__VA_ARGS__, 6, 5, 4, 3, 2, 1, 0)
#define HOOK_JOIN_(a, b) a##b
#define HOOK_JOIN(a, b) HOOK_JOIN_(a, b)
#define CTX_1 (void *)ctx[0]
#define CTX_2 CTX_1, (void *)ctx[1]
#define CTX_3 CTX_2, (void *)ctx[2]
#define CTX_4 CTX_3, (void *)ctx[3]
#define CTX_5 CTX_4, (void *)ctx[4]
#define CTX_6 CTX_5, (void *)ctx[5]
#define REGS_1 (void *)PT_REGS_PARM1(ctx)
#define REGS_2 REGS_1, (void *)PT_REGS_PARM2(ctx)
#define REGS_3 REGS_2, (void *)PT_REGS_PARM3(ctx)
#define REGS_4 REGS_3, (void *)PT_REGS_PARM4(ctx)
#define REGS_5 REGS_4, (void *)PT_REGS_PARM5(ctx)
#define FROM_CTX(args...) HOOK_JOIN(CTX_, HOOK_COUNT(args))
#define FROM_REGS(args...) HOOK_JOIN(REGS_, HOOK_COUNT(args))

#define HOOK_BODY(name, args...)                                                                   \
	static __always_inline enum hook_end name(struct lane *lane, struct task_struct *task,     \
						  const struct call *call, const __u8 provider,    \
						  const __u64 policies, args)

#define HOOK_NEVER(...) false

/* A program. fed: a function of the hook's arguments, or HOOK_NEVER. values: the arguments, from ctx. */
#define HOOK_PROGRAM(section, name, body, event, kind, number, ctx_type, fed, values...)           \
	SEC(section) int name(ctx_type *ctx)                                                       \
	{                                                                                          \
		_Pragma("clang diagnostic push")                                                   \
		_Pragma("clang diagnostic ignored \"-Wint-conversion\"")                           \
		struct task_struct *task = current_task();                                         \
		const __u64 policies = WANTED(event) ? policies_of(task) & WANTED(event) : 0;      \
		struct lane *lane = hook_begin(task, WIRE_EVENT_##event, WIRE_SLOT_##event,        \
					       WIRE_PROVIDER_##kind, number, policies,             \
					       !policies && fed(values));                          \
		if (!lane)                                                                         \
			return 0;                                                                  \
		struct call call = {.id = WIRE_NO_SYSCALL};                                        \
		if (policies) {                                                                    \
			call = call_current(task);                                                 \
			event_in_call(event_of(lane), &call);                                      \
		}                                                                                  \
		hook_end(lane, body(lane, task, &call, WIRE_PROVIDER_##kind, policies, values));   \
		return 0;                                                                          \
		_Pragma("clang diagnostic pop")                                                    \
	}

#define HOOK_CTX_PROGRAM(section, event, kind, args...)                                            \
	HOOK_PROGRAM(section, event##__##kind, event##_body, event, kind, 0, __u64, HOOK_NEVER, FROM_CTX(args))
#define HOOK_REGS_PROGRAM(section, event, kind, args...)                                           \
	HOOK_PROGRAM(section, event##__##kind, event##_body, event, kind, 0, struct pt_regs, HOOK_NEVER, FROM_REGS(args))

#define HOOK_FUNCTION(event, args...)                                                              \
	HOOK_BODY(event##_body, args);                                                             \
	HOOK_CTX_PROGRAM("fentry", event, fentry, args)                                            \
	HOOK_REGS_PROGRAM("kprobe", event, kprobe, args)                                           \
	HOOK_BODY(event##_body, args)

#define HOOK(event, args...)                                                                       \
	HOOK_BODY(event##_body, args);                                                             \
	HOOK_CTX_PROGRAM("lsm", event, lsm, args)                                                  \
	HOOK_FUNCTION(event, args)

#define HOOK_TP(event, args...)                                                                    \
	HOOK_BODY(event##_body_tp, args);                                                          \
	HOOK_PROGRAM("tp_btf", event##__tp_btf, event##_body_tp, event, tp_btf, 0, __u64, HOOK_NEVER, FROM_CTX(args)) \
	HOOK_BODY(event##_body_tp, args)

#define HOOK_VARIANT(event, number, args...)                                                       \
	HOOK_BODY(event##_body_##number, args);                                                    \
	HOOK_PROGRAM("tp_btf", event##__tp_btf_##number, event##_body_##number, event, tp_btf, number, __u64, HOOK_NEVER, FROM_CTX(args)) \
	HOOK_BODY(event##_body_##number, args)

#define HOOK_TABLE(event, fed, args...)                                                            \
	HOOK_BODY(event##_body_tp, args);                                                          \
	HOOK_PROGRAM("tp_btf", event##__tp_btf, event##_body_tp, event, tp_btf, 0, __u64, fed, FROM_CTX(args)) \
	HOOK_BODY(event##_body_tp, args)

/* The same for a VARIANT. */
#define HOOK_TABLE_VARIANT(event, number, fed, args...)                                            \
	HOOK_BODY(event##_body_##number, args);                                                    \
	HOOK_PROGRAM("tp_btf", event##__tp_btf_##number, event##_body_##number, event, tp_btf, number, __u64, fed, FROM_CTX(args)) \
	HOOK_BODY(event##_body_##number, args)
