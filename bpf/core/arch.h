/* SPDX-License-Identifier: GPL-2.0-only */
/* The registers of the architecture that is built for; its types come with bpf/core/kernel.h. */
#pragma once

#if defined(__TARGET_ARCH_x86)
#include "bpf/arch/x86/registers.h"
#elif defined(__TARGET_ARCH_arm64)
#include "bpf/arch/arm64/registers.h"
#else
#error "bpf/arch has no folder for this architecture"
#endif
