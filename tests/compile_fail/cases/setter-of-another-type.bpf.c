/* SPDX-License-Identifier: GPL-2.0-only */
/* EXPECT: error: incompatible pointer to integer conversion */
#include "bpf/core/kernel.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include "bpf/core/hook.h"

char LICENSE[] SEC("license") = "GPL";

HOOK_TP(task_rename, struct task_struct *p, const char *name)
{
	sched_process_exit_exit_code(lane, name);
	return SEND;
}
