/* SPDX-License-Identifier: GPL-2.0-only */
/* Credentials. */
#include "bpf/core/kernel.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include "bpf/core/at_syscall.h"
#include "bpf/put/cred.h"

char LICENSE[] SEC("license") = "GPL";

/* kernel/cred.c: int commit_creds(struct cred *new) */
HOOK_FUNCTION(commit_creds, struct cred *new_cred)
{
	put_cred(lane, WIRE_ORDINAL(commit_creds, old_cred), true, BPF_CORE_READ(task, real_cred));
	put_cred(lane, WIRE_ORDINAL(commit_creds, new_cred), true, new_cred);
	return SEND;
}

/* What sys_enter kept, if the credentials are no longer that; once. */
static __always_inline struct wire_before *changed_cred(struct task_struct *task)
{
	struct wire_before *before = task_before(task, false);
	if (!before || !before->has_cred)
		return NULL;
	before->has_cred = 0;
	struct wire_cred now;
	cred_copy(PROBE_TASK, &now, READ(PROBE_TASK, task, cred));
	return cred_equal(&now, &before->cred) ? NULL : before;
}

/* At the exit of a call that may change them. */
HOOK_EXIT(commit_creds, struct wire_before *, before, changed_cred(task))
{
	event_of(lane)->syscall = before->syscall;
	put_bytes(lane, WIRE_ORDINAL(commit_creds, old_cred), WIRE_CRED, &before->cred, sizeof(before->cred), false);
	put_cred(lane, WIRE_ORDINAL(commit_creds, new_cred), PROBE_TASK, READ(PROBE_TASK, task, cred));
	return SEND;
}
