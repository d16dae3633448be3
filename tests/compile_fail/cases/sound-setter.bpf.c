/* SPDX-License-Identifier: GPL-2.0-only */
/* The control: the same program with the right setter. */
#include "bpf/core/kernel.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include "bpf/core/scope.h"

char LICENSE[] SEC("license") = "GPL";

SEC("tp_btf/task_rename")
int BPF_PROG(program, struct task_struct *p, const char *name)
{
	struct lane *lane = BEGIN(current_task(), task_rename, tp_btf);
	if (!lane)
		return 0;
	task_rename_new_name(lane, name);
	event_send(lane);
	return 0;
}
