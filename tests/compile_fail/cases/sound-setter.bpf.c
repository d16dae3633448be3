/* SPDX-License-Identifier: GPL-2.0-only */
/* The control: the same program with the right setter. */
#include "bpf/core/kernel.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include "bpf/core/hook.h"

char LICENSE[] SEC("license") = "GPL";

HOOK_TP(task_rename, struct task_struct *p, const char *name)
{
	task_rename_new_name(lane, name);
	return SEND;
}
