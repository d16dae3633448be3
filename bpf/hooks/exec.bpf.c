/* SPDX-License-Identifier: GPL-2.0-only */
/* Programs: checked and run. */
#include "bpf/core/kernel.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include "bpf/core/hook.h"
#include "bpf/put/exec.h"
#include "bpf/put/path.h"

char LICENSE[] SEC("license") = "GPL";

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
	if (!file || BPF_CORE_READ(file, f_inode) == bprm->file->f_inode)
		return;
	put_file_path(lane, WIRE_ORDINAL(sched_process_exec, interpreter_pathname), file);
	sched_process_exec_interpreter_dev(lane, BPF_CORE_READ(file, f_inode, i_sb, s_dev));
	sched_process_exec_interpreter_inode(lane, BPF_CORE_READ(file, f_inode, i_ino));
	sched_process_exec_interpreter_ctime(lane, inode_ctime_ns(true, BPF_CORE_READ(file, f_inode)));
}

static __always_inline void put_stdin(struct lane *lane, struct task_struct *task)
{
	const struct file *file = file_of(PROBE_TASK, task, 0);
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
	const struct inode *inode = file->f_inode;

	put_file_path(lane, PATH_ORDINAL(sched_process_exec, pathname), file);
	sched_process_exec_dev(lane, inode->i_sb->s_dev);
	sched_process_exec_inode(lane, inode->i_ino);
	sched_process_exec_ctime(lane, inode_ctime_ns(false, inode));
	sched_process_exec_inode_mode(lane, inode->i_mode);
}

/* fs/exec.c, alloc_bprm(): "/dev/fd/N" or "/dev/fd/N/name" in place of what execveat was given. Returns how long the first is. */
static __always_inline __u32 fd_path(const char *filename, __s32 *fd)
{
	char text[sizeof("/dev/fd/") + 10] = {};
	__u32 size = sizeof("/dev/fd/") - 1;

	bpf_probe_read_kernel_str(text, sizeof(text), filename);
	*fd = 0;
#pragma unroll
	for (__u32 i = sizeof("/dev/fd/") - 1; i < sizeof(text); i++) {
		const __u8 digit = text[i] - '0';
		if (digit > 9)
			break;
		*fd = *fd * 10 + digit;
		size = i + 1;
	}
	return size;
}

/* A script that execveat was given a descriptor of, or of its directory: /dev/fd was never looked up. */
static __always_inline void put_script_at(struct lane *lane, struct task_struct *task, const char *filename)
{
	__s32 fd = 0;
	const char *name = filename + fd_path(filename, &fd);
	char slash = 0;

	bpf_probe_read_kernel(&slash, sizeof(slash), name);
	if (slash)
		put_given_path(lane->number, WIRE_ORDINAL(sched_process_exec, script_path), fd, (__u64)name + 1,
			       RESOLVE_KERNEL_TEXT);
	else
		put_file_path(lane, WIRE_ORDINAL(sched_process_exec, script_path), file_of(PROBE_TASK, task, fd));
}

/* An interpreter has taken the place of the script (fs/binfmt_script.c), whose file the kernel has let go of by then. */
static __always_inline void put_script(struct lane *lane, struct task_struct *task, const struct linux_binprm *bprm)
{
	const char *filename = BPF_CORE_READ(bprm, filename);
	if (BPF_CORE_READ(bprm, interp) == filename)
		return;
	if (BPF_CORE_READ(bprm, fdpath))
		put_script_at(lane, task, filename);
	else
		put_given_path(lane->number, WIRE_ORDINAL(sched_process_exec, script_path), AT_FDCWD, (__u64)filename,
			       RESOLVE_KERNEL_TEXT);
}

/* What memfd_create makes has no links from the beginning on. */
static __always_inline bool has_no_name(const struct file *file)
{
	const struct dentry *dentry = BPF_CORE_READ(file, f_path.dentry);
	return is_deleted(dentry) || !BPF_CORE_READ(file, f_inode, i_nlink);
}

static __always_inline void put_exec(struct lane *lane, struct task_struct *task, struct linux_binprm *bprm,
				     const struct file *loader)
{
	const struct wire_before *before = exec_call(lane, task);

	put_program(lane, bprm->file);
	sched_process_exec_cmdpath(lane, bprm->filename);
	put_loader(lane, loader, bprm);
	put_area(lane, WIRE_ORDINAL(sched_process_exec, argv), task, false);
	sched_process_exec_interp(lane, bprm->interp);
	put_stdin(lane, task);
	sched_process_exec_invoked_from_kernel(lane, !!(READ(PROBE_TASK, task, real_parent, flags) & PF_KTHREAD));
	if (before)
		sched_process_exec_prev_comm(lane, before->comm);
	put_area(lane, WIRE_ORDINAL(sched_process_exec, env), task, true);
	put_script(lane, task, bprm);
	sched_process_exec_deleted(lane, has_no_name(BPF_CORE_READ(bprm, file)));
}

/* For the table of processes: the path is all it asks for. */
static __always_inline void put_exec_briefly(struct lane *lane, struct linux_binprm *bprm)
{
	event_mark(lane, WIRE_FLAG_CAN_WAIT);
	put_file_path(lane, WIRE_ORDINAL(sched_process_exec, pathname), bprm->file);
}

static __always_inline bool exec_is_told(struct task_struct *p, pid_t old_pid, struct linux_binprm *bprm)
{
	return settings.processes;
}

/* include/trace/events/sched.h: TP_PROTO(struct task_struct *p, pid_t old_pid, struct linux_binprm *bprm) */
HOOK_TABLE(sched_process_exec, exec_is_told, struct task_struct *p, pid_t old_pid, struct linux_binprm *bprm)
{
	if (policies)
		put_exec(lane, task, bprm, loader_by_address(task, call_program_counter(call)));
	else
		put_exec_briefly(lane, bprm);
	return SEND;
}

/* For kernels that know no functions as arguments, not even in code that is never reached (before 5.13). */
HOOK_TABLE_VARIANT(sched_process_exec, 1, exec_is_told, struct task_struct *p, pid_t old_pid, struct linux_binprm *bprm)
{
	if (policies)
		put_exec(lane, task, bprm, loader_by_list(task, call_program_counter(call)));
	else
		put_exec_briefly(lane, bprm);
	return SEND;
}

static __always_inline void put_checked(struct lane *lane, const struct linux_binprm *bprm)
{
	const struct file *file = BPF_CORE_READ(bprm, file);
	const struct inode *inode = BPF_CORE_READ(file, f_inode);

	put_file_path(lane, PATH_ORDINAL(security_bprm_check, pathname), file);
	security_bprm_check_dev(lane, BPF_CORE_READ(inode, i_sb, s_dev));
	security_bprm_check_inode(lane, BPF_CORE_READ(inode, i_ino));
}

/* The check of a program that is about to run: its arguments are where the caller has them.
 * include/linux/lsm_hook_defs.h: LSM_HOOK(int, 0, bprm_check_security, struct linux_binprm *bprm)
 * security/security.c: int security_bprm_check(struct linux_binprm *bprm) */
HOOK(security_bprm_check, struct linux_binprm *bprm)
{
	const bool at = call->id == WIRE_SYSCALL_ID_execveat;

	put_checked(lane, bprm);
	if (!at && call->id != WIRE_SYSCALL_ID_execve)
		return SEND;
	put_user_vector(lane->number, WIRE_ORDINAL(security_bprm_check, argv),
			at ? call_argument(call, 2) : call_argument(call, 1));
	if (settings.exec_env)
		put_user_vector(lane->number, WIRE_ORDINAL(security_bprm_check, envp),
				at ? call_argument(call, 3) : call_argument(call, 2));
	return SEND;
}

/* There it runs already, and its arguments are in its own memory. */
HOOK_TP(security_bprm_check, struct task_struct *p, pid_t old_pid, struct linux_binprm *bprm)
{
	exec_call(lane, task);
	put_checked(lane, bprm);
	put_area(lane, WIRE_ORDINAL(security_bprm_check, argv), task, false);
	if (settings.exec_env)
		put_area(lane, WIRE_ORDINAL(security_bprm_check, envp), task, true);
	return SEND;
}
