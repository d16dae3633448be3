/* SPDX-License-Identifier: GPL-2.0-only */
/* How processes begin, change and end. */
#include "bpf/core/kernel.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include "bpf/core/scope.h"
#include "bpf/put/path.h"
#include "bpf/core/hook.h"
#include "bpf/put/strings.h"

char LICENSE[] SEC("license") = "GPL";

/*
 * Attached when scopes follow children, whether the event is wanted or not: they inherit what scopes know of their
 * parents. A root of a tree may be a process that did not exist when the collection began.
 */
SEC("tp_btf/sched_process_fork")
int BPF_PROG(follow_fork, struct task_struct *parent, struct task_struct *child)
{
	if (settings.follow)
		task_wanted(current_task()); /* a parent that matches is marked, though this may be all that it does */
	__u32 marks = marks_of(parent);
	if (settings.tree && child->pid == child->tgid) {
		const __u32 listed = tree_mark_of(false, child);
		if (listed)
			marks = (marks & ~(WIRE_TASK_IN_TREE | WIRE_TASK_OUT_TREE)) | listed;
	}
	/* In the map by thread id there may be something left of an earlier task of that number. */
	struct wire_task *state = task_state(child, marks);
	if (state)
		state->marks = marks;
	return 0;
}

static __always_inline void put_fork(struct lane *lane, struct task_struct *parent, struct task_struct *child)
{
	struct task_struct *leader = child->group_leader;
	struct task_struct *process = leader->real_parent;

	sched_process_fork_parent_tid(lane, parent->pid);
	sched_process_fork_parent_ns_tid(lane, pid_in_namespace(false, parent->thread_pid));
	sched_process_fork_parent_pid(lane, parent->tgid);
	sched_process_fork_parent_ns_pid(lane, pid_in_namespace(false, parent->group_leader->thread_pid));
	sched_process_fork_parent_start_time(lane, parent->start_boottime);
	sched_process_fork_child_tid(lane, child->pid);
	sched_process_fork_child_ns_tid(lane, pid_in_namespace(false, child->thread_pid));
	sched_process_fork_child_pid(lane, child->tgid);
	sched_process_fork_child_ns_pid(lane, pid_in_namespace(false, leader->thread_pid));
	sched_process_fork_start_time(lane, child->start_boottime);
	sched_process_fork_parent_process_tid(lane, process->pid);
	sched_process_fork_parent_process_ns_tid(lane, pid_in_namespace(false, process->thread_pid));
	sched_process_fork_parent_process_pid(lane, process->tgid);
	sched_process_fork_parent_process_ns_pid(lane, pid_in_namespace(false, process->group_leader->thread_pid));
	sched_process_fork_parent_process_start_time(lane, process->start_boottime);
	sched_process_fork_leader_tid(lane, leader->pid);
	sched_process_fork_leader_ns_tid(lane, pid_in_namespace(false, leader->thread_pid));
	sched_process_fork_leader_pid(lane, leader->tgid);
	sched_process_fork_leader_ns_pid(lane, pid_in_namespace(false, leader->thread_pid));
	sched_process_fork_leader_start_time(lane, leader->start_boottime);
}

/* include/trace/events/sched.h: TP_PROTO(struct task_struct *parent, struct task_struct *child) */
SEC("tp_btf/sched_process_fork")
int BPF_PROG(sched_process_fork__tp_btf, struct task_struct *parent, struct task_struct *child)
{
	struct task_struct *task = current_task();
	const __u16 background = BACKGROUND_FLAG(task, sched_process_fork);
	if (background && (!settings.processes || child->pid != child->tgid))
		return 0;
	struct lane *lane = BEGIN(task, sched_process_fork, tp_btf);
	if (!lane)
		return 0;
	if (background) {
		event_mark(lane, background | WIRE_FLAG_CAN_WAIT);
		sched_process_fork_child_tid(lane, child->pid);
		sched_process_fork_child_pid(lane, child->tgid);
		sched_process_fork_start_time(lane, child->start_boottime);
	} else {
		put_fork(lane, parent, child);
	}
	event_send(lane);
	return 0;
}

/* include/trace/events/sched.h: TP_PROTO(struct task_struct *p, ...) */
SEC("tp_btf/sched_process_exit")
int BPF_PROG(sched_process_exit__tp_btf, struct task_struct *exiting)
{
	struct task_struct *task = current_task();
	const __u16 background = BACKGROUND_FLAG(task, sched_process_exit);
	const bool is_last = exiting->signal->live.counter == 0;
	if (background && (!settings.processes || !is_last))
		return 0;
	struct lane *lane = BEGIN(task, sched_process_exit, tp_btf);
	if (!lane)
		return 0;
	event_mark(lane, background ? background | WIRE_FLAG_CAN_WAIT : 0);
	const __u32 code = exiting->exit_code; /* as wait(2) has it */
	event_of(lane)->retval = 0;
	sched_process_exit_exit_code(lane, code >> 8 & 0xff);
	sched_process_exit_signal_code(lane, code & 0x7f);
	sched_process_exit_process_group_exit(lane, is_last);
	event_send(lane);
	return 0;
}

/* The ELF loader is where the new program begins to run, if that is not in the program itself. */
static long loader_found(struct task_struct *task, struct vm_area_struct *vma, struct file **loader)
{
	*loader = vma->vm_file;
	return 0;
}

/* 5.17: the kernel finds the area of an address. */
static __always_inline struct file *loader_by_address(struct task_struct *task, __u64 ip)
{
	struct file *loader = NULL;
	bpf_find_vma(task, ip, loader_found, &loader, 0);
	return loader;
}

#define AREAS_MAX 24 /* of a process that has just begun; it has about a dozen */

/* Before: the list of areas, which 6.1 no longer has. */
static __always_inline struct file *loader_by_list(struct task_struct *task, __u64 ip)
{
	const struct mm_struct___5 *mm = (void *)BPF_CORE_READ(task, mm);
	if (!bpf_core_field_exists(mm->mmap))
		return NULL;
	struct vm_area_struct___5 *vma = BPF_CORE_READ(mm, mmap);
	for (int i = 0; i < AREAS_MAX && vma; i++) {
		if (BPF_CORE_READ(vma, vm_start) <= ip && ip < BPF_CORE_READ(vma, vm_end))
			return BPF_CORE_READ(vma, vm_file);
		vma = BPF_CORE_READ(vma, vm_next);
	}
	return NULL;
}

static __always_inline void put_loader(struct lane *lane, const struct file *file, struct linux_binprm *bprm)
{
	if (!file || BPF_CORE_READ(file, f_inode) == BPF_CORE_READ(bprm, file, f_inode))
		return;
	put_file_path(lane, WIRE_ORDINAL(sched_process_exec, interpreter_pathname), file);
	sched_process_exec_interpreter_dev(lane, BPF_CORE_READ(file, f_inode, i_sb, s_dev));
	sched_process_exec_interpreter_inode(lane, BPF_CORE_READ(file, f_inode, i_ino));
	sched_process_exec_interpreter_ctime(lane, inode_ctime_ns(true, BPF_CORE_READ(file, f_inode)));
}

/* The name before, kept by remember_name, which runs in the same system call. */
static __always_inline void put_prev_comm(struct lane *lane, struct task_struct *task)
{
	const struct wire_task *state = task_state(task, false);
	if (state)
		sched_process_exec_prev_comm(lane, state->prev_comm);
}

static __always_inline void put_stdin(struct lane *lane, struct task_struct *task)
{
	const struct file *file = file_of(task, 0);
	if (!file) {
		sched_process_exec_stdin_type(lane, 0);
		return;
	}
	const __u16 type = BPF_CORE_READ(file, f_inode, i_mode) & S_IFMT;
	sched_process_exec_stdin_type(lane, type);
	if (type != S_IFIFO && type != S_IFSOCK)
		put_file_path(lane, WIRE_ORDINAL(sched_process_exec, stdin_path), file);
}

static __always_inline void put_program(struct lane *lane, const struct file *file)
{
	const struct inode *inode = BPF_CORE_READ(file, f_inode);

	put_file_path(lane, WIRE_ORDINAL(sched_process_exec, pathname), file);
	sched_process_exec_dev(lane, BPF_CORE_READ(inode, i_sb, s_dev));
	sched_process_exec_inode(lane, BPF_CORE_READ(inode, i_ino));
	sched_process_exec_ctime(lane, inode_ctime_ns(true, inode));
	sched_process_exec_inode_mode(lane, BPF_CORE_READ(inode, i_mode));
}

static __always_inline void put_area(struct lane *lane, __u8 ordinal, struct task_struct *task, bool env)
{
	const struct mm_struct *mm = BPF_CORE_READ(task, mm);
	if (env)
		put_user_area(lane, ordinal, BPF_CORE_READ(mm, env_start), BPF_CORE_READ(mm, env_end));
	else
		put_user_area(lane, ordinal, BPF_CORE_READ(mm, arg_start), BPF_CORE_READ(mm, arg_end));
}

/*
 * Once the program is replaced, the kernel calls whatever did it execve (arch/x86/kernel/process_64.c,
 * set_personality_64bit()). remember_name has seen it before.
 */
static __always_inline void exec_syscall(struct lane *lane, struct task_struct *task)
{
	event_syscall(lane, task);
	const struct wire_task *state = task_state(task, false);
	if (state)
		event_of(lane)->syscall = state->syscall;
}

static __always_inline void put_exec(struct lane *lane, struct task_struct *task, struct linux_binprm *bprm, __u8 provider)
{
	const __u64 ip = BPF_CORE_READ(user_regs(task), ip);

	exec_syscall(lane, task);
	sched_process_exec_cmdpath(lane, BPF_CORE_READ(bprm, filename));
	put_loader(lane, provider == WIRE_PROVIDER_tp_btf ? loader_by_address(task, ip) : loader_by_list(task, ip), bprm);
	put_area(lane, WIRE_ORDINAL(sched_process_exec, argv), task, false);
	sched_process_exec_interp(lane, BPF_CORE_READ(bprm, interp));
	put_stdin(lane, task);
	sched_process_exec_invoked_from_kernel(lane, !!(BPF_CORE_READ(task, real_parent, flags) & PF_KTHREAD));
	put_prev_comm(lane, task);
	put_area(lane, WIRE_ORDINAL(sched_process_exec, env), task, true);
}

/* include/trace/events/sched.h: TP_PROTO(struct task_struct *p, pid_t old_pid, struct linux_binprm *bprm) */
static __always_inline int process_exec(struct linux_binprm *bprm, __u8 provider)
{
	struct task_struct *task = current_task();
	const __u16 background = BACKGROUND_FLAG(task, sched_process_exec);
	if (background && !settings.processes)
		return 0;
	struct lane *lane = event_begin(task, WIRE_EVENT_sched_process_exec, WIRE_SLOT_sched_process_exec, provider);
	if (!lane)
		return 0;
	if (background) {
		event_mark(lane, background | WIRE_FLAG_CAN_WAIT);
		put_file_path(lane, WIRE_ORDINAL(sched_process_exec, pathname), BPF_CORE_READ(bprm, file));
	} else {
		put_program(lane, BPF_CORE_READ(bprm, file));
		put_exec(lane, task, bprm, provider);
	}
	event_send(lane);
	return 0;
}

SEC("tp_btf/sched_process_exec")
int BPF_PROG(sched_process_exec__tp_btf, struct task_struct *p, pid_t old_pid, struct linux_binprm *bprm)
{
	return process_exec(bprm, WIRE_PROVIDER_tp_btf);
}

/* For kernels that know no functions as arguments, not even in code that is never reached (before 5.13). */
SEC("tp_btf/sched_process_exec")
int BPF_PROG(sched_process_exec__tp_btf_old, struct task_struct *p, pid_t old_pid, struct linux_binprm *bprm)
{
	return process_exec(bprm, WIRE_PROVIDER_tp_btf_old);
}

/* The check of a program that is about to run; at tp_btf it runs already, and its arguments are in its own memory. */
static __always_inline int bprm_check(const struct linux_binprm *bprm, __u8 provider)
{
	struct task_struct *task = current_task();
	if (!task_wanted(task))
		return 0;
	struct lane *lane = event_begin(task, WIRE_EVENT_security_bprm_check, WIRE_SLOT_security_bprm_check, provider);
	if (!lane)
		return 0;
	const struct file *file = BPF_CORE_READ(bprm, file);
	const struct inode *inode = BPF_CORE_READ(file, f_inode);

	if (provider == WIRE_PROVIDER_tp_btf)
		exec_syscall(lane, task);
	else
		event_syscall(lane, task);
	put_file_path(lane, WIRE_ORDINAL(security_bprm_check, pathname), file);
	security_bprm_check_dev(lane, BPF_CORE_READ(inode, i_sb, s_dev));
	security_bprm_check_inode(lane, BPF_CORE_READ(inode, i_ino));
	if (provider == WIRE_PROVIDER_tp_btf) {
		put_area(lane, WIRE_ORDINAL(security_bprm_check, argv), task, false);
		if (settings.exec_env)
			put_area(lane, WIRE_ORDINAL(security_bprm_check, envp), task, true);
	} else {
		put_exec_vectors(lane, task);
	}
	event_send(lane);
	return 0;
}

/* include/linux/lsm_hook_defs.h: LSM_HOOK(int, 0, bprm_check_security, struct linux_binprm *bprm)
 * security/security.c: int security_bprm_check(struct linux_binprm *bprm) */
HOOK_1(security_bprm_check, "bprm_check_security", "security_bprm_check", bprm_check, struct linux_binprm *)

SEC("tp_btf/sched_process_exec")
int BPF_PROG(security_bprm_check__tp_btf, struct task_struct *p, pid_t old_pid, struct linux_binprm *bprm)
{
	return bprm_check(bprm, WIRE_PROVIDER_tp_btf);
}

/* Keeps the name a task has before execve gives it another, and the system call (fs/exec.c, begin_new_exec()). */
SEC("tp_btf/task_rename")
int BPF_PROG(remember_name, struct task_struct *p, const char *name)
{
	struct wire_task *state = task_state(p, true);
	bool compat;
	if (!state)
		return 0;
	bpf_probe_read_kernel(state->prev_comm, sizeof(state->prev_comm),
			      (void *)p + bpf_core_field_offset(struct task_struct, comm));
	state->syscall = syscall_of(p, &compat);
	return 0;
}

/* include/trace/events/task.h: TP_PROTO(struct task_struct *task, const char *comm), before the name changes */
SEC("tp_btf/task_rename")
int BPF_PROG(task_rename__tp_btf, struct task_struct *p, const char *name)
{
	struct task_struct *task = current_task();
	if (!task_wanted(task))
		return 0;
	struct lane *lane = BEGIN(task, task_rename, tp_btf);
	if (!lane)
		return 0;
	event_syscall(lane, task);
	task_rename_old_name(lane, (void *)p + bpf_core_field_offset(struct task_struct, comm));
	task_rename_new_name(lane, name);
	event_send(lane);
	return 0;
}

/* kernel/cred.c: int commit_creds(struct cred *new) */
static __always_inline int creds_commit(const struct cred *new_cred, __u8 provider)
{
	struct task_struct *task = current_task();
	if (!task_wanted(task))
		return 0;
	struct lane *lane = event_begin(task, WIRE_EVENT_commit_creds, WIRE_SLOT_commit_creds, provider);
	if (!lane)
		return 0;
	event_syscall(lane, task);
	put_cred(lane, WIRE_ORDINAL(commit_creds, old_cred), true, BPF_CORE_READ(task, real_cred));
	put_cred(lane, WIRE_ORDINAL(commit_creds, new_cred), true, new_cred);
	event_send(lane);
	return 0;
}

SEC("fentry/commit_creds")
int BPF_PROG(commit_creds__fentry, struct cred *new_cred)
{
	return creds_commit(new_cred, WIRE_PROVIDER_fentry);
}

SEC("kprobe/commit_creds")
int BPF_KPROBE(commit_creds__kprobe, struct cred *new_cred)
{
	return creds_commit(new_cred, WIRE_PROVIDER_kprobe);
}

/* At the exit of a call that may change them: against what sys_enter kept. */
AT_SYS_EXIT(commit_creds__sys_exit, const struct pt_regs *regs, long ret)
{
	struct task_struct *task = current_task();
	struct wire_task *state = task_state(task, false);
	if (!state || !state->has_cred)
		return 0;
	state->has_cred = 0;
	struct wire_cred now;
	cred_copy(PROBE_TASK, &now, READ(PROBE_TASK, task, cred));
	if (cred_equal(&now, &state->cred))
		return 0;
	struct lane *lane = BEGIN(task, commit_creds, sys_exit);
	if (!lane)
		return 0;
	event_syscall(lane, task);
	event_of(lane)->syscall = state->syscall;
	put_bytes(lane, WIRE_ORDINAL(commit_creds, old_cred), WIRE_CRED, &state->cred, sizeof(state->cred), false);
	put_bytes(lane, WIRE_ORDINAL(commit_creds, new_cred), WIRE_CRED, &now, sizeof(now), false);
	event_send(lane);
	return 0;
}
