/* SPDX-License-Identifier: GPL-2.0-only */
/* What was there before: the processes that run when the collection begins. */
#include "bpf/kernel.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include "bpf/filter.h"
#include "bpf/path.h"

char LICENSE[] SEC("license") = "GPL";

/* Every thread; main threads make an event. Runs in the collector, which learns its own number by it. */
SEC("iter/task")
int existing_process__iter(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;

	if (!task)
		return 0;
	self_pid = bpf_get_current_pid_tgid() >> 32;
	if (task->pid != task->tgid || (__u32)task->tgid == self_pid || !settings.existing)
		return 0;
	struct lane *lane = BEGIN(task, existing_process, iter);
	if (!lane)
		return 0;
	const struct file *program = BPF_CORE_READ(task, mm, exe_file);
	if (program)
		put_file_path(lane, WIRE_ORDINAL(existing_process, pathname), program);
	existing_process_start_time(lane, BPF_CORE_READ(task, start_boottime));
	event_send(lane);
	return 0;
}
