/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What processes write, read, make executable and load, for the keeper of artifacts, at the exit of the calls: from the memory of the
 * caller, which is there, since the kernel has just copied it. sys_exit calls the program by a tail call, as those of events.
 *
 * Another thread may have changed the memory since, and mappings, io_uring, splice and sendfile are not seen: the keeper compares
 * with the file itself when it is closed.
 */
#include "bpf/core/kernel.h"
#include <bpf/bpf_helpers.h>
#include "bpf/capture/regions.h"
#include "bpf/capture/transfers.h"

char LICENSE[] SEC("license") = "GPL";

AFTER_SYS_EXIT(artifact__sys_exit, const struct pt_regs *regs, long ret)
{
	struct task_struct *task = current_task();
	const struct call call = call_of(task, regs);
	if (!call.config)
		return 0;
	if (policies_at_exit(task)) {
		capture_transfer(task, &call, ret);
		capture_region(task, &call, ret);
		capture_given_file(task, &call, ret);
	}
	follow_on(ctx, call.config, WIRE_SLOT_artifact);
	return 0;
}
