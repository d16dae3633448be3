/* SPDX-License-Identifier: GPL-2.0-only */
/* EXPECT: use of undeclared identifier 'WIRE_(EVENT|SLOT)_task_renamed' */
#include "bpf/core/kernel.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include "bpf/core/hook.h"

char LICENSE[] SEC("license") = "GPL";

HOOK_TP(task_renamed, struct task_struct *p, const char *name)
{
	return SEND;
}
