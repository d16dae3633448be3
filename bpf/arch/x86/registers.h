/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * System calls in the registers of x86. Nothing outside of this folder names one; another architecture has a folder with the
 * same functions.
 *
 * A task that is compat has made a 32-bit call (int 0x80, or a 32-bit program): its number is of the i386 table and its
 * arguments are 32 bits in other registers. x32 calls have the numbers of the 64-bit table, marked with a bit.
 */
#pragma once

#include "bpf/core/read.h"

#define REGISTERS_OF_ARM 0
#define TS_COMPAT 0x0002	    /* arch/x86/include/asm/thread_info.h */
#define X32_SYSCALL_BIT 0x40000000u /* arch/x86/include/uapi/asm/unistd.h */

/* Whether the system call that the task is in is one of 32 bits. */
static __always_inline bool task_is_compat(struct task_struct *task)
{
	return READ(PROBE_TASK, task, thread_info.status) & TS_COMPAT;
}

/* The number of the call as the register has it; registers_call() has it as the table does. */
static __always_inline __u64 registers_number(bool probe, const struct pt_regs *regs)
{
	return READ(probe, regs, orig_ax);
}

static __always_inline __u32 registers_call(bool probe, const struct pt_regs *regs)
{
	return (__u32)registers_number(probe, regs) & ~X32_SYSCALL_BIT;
}

/* Whether the number is one of another table: the kernel sets it anew when a program of another width replaces one
 * (arch/x86/kernel/process_64.c, set_personality_64bit()). */
static __always_inline bool registers_of_new_program(bool probe, const struct pt_regs *regs, bool compat)
{
	return false;
}

static __always_inline __u64 registers_program_counter(bool probe, const struct pt_regs *regs)
{
	return READ(probe, regs, ip);
}

/* Argument n, from 0 on, of the call that the registers were saved by. */
static __always_inline __u64 registers_argument(bool probe, const struct pt_regs *regs, __u32 n, bool compat)
{
	/* arch/x86/entry/calling.h, arch/x86/include/asm/syscall_wrapper.h */
	switch (n) {
	case 0:
		return compat ? (__u32)READ(probe, regs, bx) : READ(probe, regs, di);
	case 1:
		return compat ? (__u32)READ(probe, regs, cx) : READ(probe, regs, si);
	case 2:
		return compat ? (__u32)READ(probe, regs, dx) : READ(probe, regs, dx);
	case 3:
		return compat ? (__u32)READ(probe, regs, si) : READ(probe, regs, r10);
	case 4:
		return compat ? (__u32)READ(probe, regs, di) : READ(probe, regs, r8);
	case 5:
		return compat ? (__u32)READ(probe, regs, bp) : READ(probe, regs, r9);
	default:
		return 0;
	}
}
