/* SPDX-License-Identifier: GPL-2.0-only */
/* What of the kernel's types depends on the architecture; see bpf/core/kernel.h. */
#pragma once

/* arch/arm64/include/asm/memory.h, with pages of 4 or 16 KiB and without KASAN; needed up to Linux 5.14, see user_regs(). */
#define THREAD_SIZE 16384

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct user_pt_regs { /* the registers that a kprobe has, in the words of bpf_tracing.h */
	unsigned long long regs[31], sp, pc, pstate;
};
struct pt_regs {
	unsigned long long regs[31], sp, pc, pstate, orig_x0;
	int syscallno;
};
struct thread_info {
	unsigned long flags;
};

#pragma clang attribute pop
