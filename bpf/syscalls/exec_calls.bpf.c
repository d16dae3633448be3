/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Calls of execve and execveat that succeed: an event when the new program is in place. At entry the strings may lie in pages that
 * the process has not touched yet, which no program can read, and there is no result; at exit the registers and the memory of the
 * call are gone. In between the kernel has copies of its own: the name, and what it has put on the new program's stack.
 * Those that fail are seen at exit (bpf/syscalls/syscalls.bpf.c): their memory is there.
 */
#include "bpf/core/kernel.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include "bpf/core/field.h"
#include "bpf/core/scope.h"
#include "bpf/put/exec.h"

char LICENSE[] SEC("license") = "GPL";

/*
 * Keeps what a task is before execve makes it another one: its name, its call and whose events it makes. fs/exec.c,
 * begin_new_exec() renames the task after it has replaced the memory, and before the credentials and the registers.
 */
SEC("tp_btf/task_rename")
int BPF_PROG(remember_name, struct task_struct *p, const char *name)
{
	struct wire_before *before = task_before(p, true);
	if (!before)
		return 0;
	const struct call call = call_current(p);
	const bool at = call.id == WIRE_SYSCALL_ID_execveat;

	bpf_probe_read_kernel(before->comm, sizeof(before->comm),
			      (void *)p + bpf_core_field_offset(struct task_struct, comm));
	before->syscall = call.id;
	/* A name may be written to /proc by another task. */
	before->executing = (at || call.id == WIRE_SYSCALL_ID_execve) && (__u32)p->pid == (__u32)bpf_get_current_pid_tgid();
	if (!before->executing)
		return 0;
	before->policies = policies_of(p);
	before->compat = call.compat;
	before->dirfd = at ? call_argument(&call, 0) : AT_FDCWD;
	before->exec_flags = at ? call_argument(&call, 4) : 0;
	return 0;
}

/* How long "/dev/fd/N" is, which the kernel puts before a path that is relative to descriptor N (fs/exec.c, alloc_bprm()). */
static __always_inline __u32 fd_path_size(__u32 fd)
{
	__u32 size = sizeof("/dev/fd/0") - 1;
#pragma unroll
	for (__u32 i = 0; i < 9; i++) {
		fd /= 10;
		size += fd != 0;
	}
	return size;
}

/* The path as it was given to the call. */
static __always_inline void put_given_name(struct lane *lane, __u8 ordinal, const struct linux_binprm *bprm, __s32 dirfd)
{
	const char *name = bprm->filename;
	char next = 0;

	if (bprm->fdpath) {
		name += fd_path_size(dirfd);
		bpf_probe_read_kernel(&next, 1, name);
		name += next == '/';
	}
	put_string(lane, ordinal, name, false);
}

#define EXECVEAT_DIRFD 0
#define EXECVEAT_PATHNAME 1 /* execve has three arguments, from here on */
#define EXECVEAT_FLAGS 4

static __always_inline void put_call(struct lane *lane, struct task_struct *task, const struct linux_binprm *bprm,
				     const struct wire_before *before)
{
	const bool at = before->syscall == WIRE_SYSCALL_ID_execveat;
	const __u8 first = at ? EXECVEAT_PATHNAME : 0;

	if (at)
		PUT_SCALAR(lane, EXECVEAT_DIRFD, WIRE_I32, __s32, before->dirfd);
	put_given_name(lane, first, bprm, before->dirfd);
	put_area(lane, first + 1, task, false);
	if (settings.exec_env)
		put_area(lane, first + 2, task, true);
	if (at)
		PUT_SCALAR(lane, EXECVEAT_FLAGS, WIRE_I32, __s32, before->exec_flags);
}

/* include/trace/events/sched.h: TP_PROTO(struct task_struct *p, pid_t old_pid, struct linux_binprm *bprm); fs/exec.c,
 * exec_binprm(): from there on nothing can fail. */
SEC("tp_btf/sched_process_exec")
int BPF_PROG(exec_calls, struct task_struct *p, pid_t old_pid, struct linux_binprm *bprm)
{
	struct wire_before *before = task_before(p, false);
	if (!before || !before->executing) /* the kernel itself has started it */
		return 0;
	before->executing = 0;
	const bool at = before->syscall == WIRE_SYSCALL_ID_execveat;
	const __u64 policies = before->policies & (at ? WANTED(SYSCALL_execveat) : WANTED(SYSCALL_execve));
	if (!policies)
		return 0;
	struct lane *lane = event_begin(current_task(), before->syscall, at ? WIRE_SLOT_SYSCALL_execveat : WIRE_SLOT_SYSCALL_execve,
					WIRE_PROVIDER_tp_btf, policies);
	if (!lane)
		return 0;
	struct wire_event *event = event_of(lane);
	event->syscall = before->syscall;
	if (before->compat)
		event->flags |= WIRE_FLAG_COMPAT;
	__builtin_memcpy(event->comm, before->comm, sizeof(event->comm)); /* of the caller */
	put_call(lane, current_task(), bprm, before);
	event_send(lane);
	return 0;
}
