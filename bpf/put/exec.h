/* SPDX-License-Identifier: GPL-2.0-only */
/* What is left of the call once a program is replaced, and what the new one was given. */
#pragma once

#include "bpf/core/task.h"
#include "bpf/put/strings.h"

/*
 * Once the program is replaced, the kernel calls whatever did it execve (arch/x86/kernel/process_64.c,
 * set_personality_64bit()). remember_name has seen it before, and the name.
 */
static __always_inline const struct wire_before *exec_call(struct lane *lane, struct task_struct *task)
{
	const struct wire_before *before = task_before(task, false);
	if (before)
		event_of(lane)->syscall = before->syscall;
	return before;
}

/* The arguments or the environment that the kernel has put on the new program's stack. */
static __always_inline void put_area(struct lane *lane, __u8 ordinal, struct task_struct *task, bool env)
{
	const struct mm_struct *mm = READ(PROBE_TASK, task, mm);
	if (env)
		put_user_area(lane, ordinal, READ(PROBE_TASK, mm, env_start), READ(PROBE_TASK, mm, env_end));
	else
		put_user_area(lane, ordinal, READ(PROBE_TASK, mm, arg_start), READ(PROBE_TASK, mm, arg_end));
}
