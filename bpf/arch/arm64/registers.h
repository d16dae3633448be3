/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * System calls in the registers of arm64, see bpf/arch/x86/registers.h.
 *
 * A task that is compat is an AArch32 program: its number is of the EABI table of arm and its arguments are in the same registers,
 * 32 bits each. The result takes the place of the first argument, of which the kernel keeps a copy for calls that are restarted.
 */
#pragma once

#include "bpf/core/read.h"

#define REGISTERS_OF_ARM 1 /* 32-bit calls are those of arm */
#define TIF_32BIT 22 /* arch/arm64/include/asm/thread_info.h */

/* Whether the system call that the task is in is one of 32 bits. */
static __always_inline bool task_is_compat(struct task_struct *task)
{
	return READ(PROBE_TASK, task, thread_info.flags) >> TIF_32BIT & 1;
}

/* The number of the call as the register had it; registers_call() has it as the table does. */
static __always_inline __u64 registers_number(bool probe, const struct pt_regs *regs)
{
	/* Without its sign: before 6.3 the verifier forgets the bounds of 32 bits that are extended by it. */
	return (__u32)READ(probe, regs, syscallno);
}

static __always_inline __u32 registers_call(bool probe, const struct pt_regs *regs)
{
	return (__u32)registers_number(probe, regs);
}

/* arch/arm64/include/asm/unistd.h, include/uapi/asm-generic/unistd.h; arch/arm/tools/syscall.tbl */
#define NR_EXECVE 221
#define NR_EXECVEAT 281
#define NR_ARM_EXECVE 11
#define NR_ARM_EXECVEAT 387

/*
 * Whether the call is one by which a program of the other width was replaced by this one. The number stays that of the old
 * program's table (arch/arm64/include/asm/processor.h, start_thread_common()) and would mean another call in that of the new one;
 * the other registers are zero, and no such call (fcntl64, socket, listxattr) succeeds without an argument.
 */
static __always_inline bool registers_of_new_program(bool probe, const struct pt_regs *regs, bool compat)
{
	const __u32 number = registers_call(probe, regs);
	const bool is_exec = compat ? number == NR_EXECVE || number == NR_EXECVEAT
				    : number == NR_ARM_EXECVE || number == NR_ARM_EXECVEAT;

	return is_exec && !READ(probe, regs, regs[0]) && !READ(probe, regs, orig_x0) && !READ(probe, regs, regs[1]) &&
	       !READ(probe, regs, regs[2]);
}

static __always_inline __u64 registers_program_counter(bool probe, const struct pt_regs *regs)
{
	return READ(probe, regs, pc);
}

/* Argument n, from 0 on, of the call that the registers were saved by. */
static __always_inline __u64 registers_argument(bool probe, const struct pt_regs *regs, __u32 n, bool compat)
{
	/* arch/arm64/kernel/syscall.c, el0_svc_common(); arch/arm64/include/asm/syscall_wrapper.h */
	__u64 value = 0;

	switch (n) {
	case 0:
		value = READ(probe, regs, orig_x0);
		break;
	case 1:
		value = READ(probe, regs, regs[1]);
		break;
	case 2:
		value = READ(probe, regs, regs[2]);
		break;
	case 3:
		value = READ(probe, regs, regs[3]);
		break;
	case 4:
		value = READ(probe, regs, regs[4]);
		break;
	case 5:
		value = READ(probe, regs, regs[5]);
		break;
	}
	return compat ? (__u32)value : value;
}
