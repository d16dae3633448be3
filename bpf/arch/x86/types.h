/* SPDX-License-Identifier: GPL-2.0-only */
/* What of the kernel's types depends on the architecture; see bpf/core/kernel.h. */
#pragma once

#define THREAD_SIZE 16384 /* arch/x86/include/asm/page_64_types.h, without KASAN */

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct pt_regs {
	unsigned long r15, r14, r13, r12, bp, bx, r11, r10, r9, r8, ax, cx, dx, si, di, orig_ax, ip;
};
struct thread_info {
	__u32 status;
};

#pragma clang attribute pop
