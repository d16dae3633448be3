/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reading kernel memory. A pointer that the verifier knows the type of can be followed directly, which costs next to
 * nothing; one that came through a kprobe, a map or an old helper needs a helper call for each step (60 ns and more), unless the
 * kernel lets it be taken for a pointer of a type (6.2). Loads that fail give 0, however they are made.
 * READ does any of these, from one spelling: READ(probe, task, real_parent, tgid).
 * probe is a constant, to the compiler or after relocation to the verifier, so only one of them is left.
 */
#pragma once

#include <bpf/bpf_core_read.h>

#ifdef READ_BY_CAST
/*
 * A file that defines READ_BY_CAST reads by BPF_CORE_READ as cheaply as by typed pointers where the kernel permits. One file may:
 * libbpf's linker (1.1) does not merge declarations of a kernel function.
 */
extern void *bpf_rdonly_cast(const void *from, __u32 type) __ksym __weak;

/* The kernel's list of functions that its verifier knows; with this one (6.2) it has them all. */
#define HAS_CAST bpf_core_enum_value_exists(enum special_kfunc_type___probe, KF_bpf_rdonly_cast___probe)
/* `src` as a pointer that the verifier knows the type of, for loads only. The comma drops the qualifiers of the type. */
#define CAST(src) ((typeof(src))bpf_rdonly_cast((src), bpf_core_type_id_kernel(typeof(((void)0, *(src))))))

#undef BPF_CORE_READ
#define BPF_CORE_READ(src, a, ...)                                                                 \
	(HAS_CAST ? ___arrow(CAST(src), a, ##__VA_ARGS__) : ({                                     \
		___type((src), a, ##__VA_ARGS__) value_read;                                       \
		BPF_CORE_READ_INTO(&value_read, (src), a, ##__VA_ARGS__);                          \
		value_read;                                                                        \
	}))
#endif

#define READ(probe, src, a, ...)                                                                   \
	((probe) ? BPF_CORE_READ(src, a, ##__VA_ARGS__) : ___arrow((src), a, ##__VA_ARGS__))

/* A name of 16 bytes or its beginning, as by READ. */
static __always_inline void read_16_bytes(bool probe, char *to, const void *from, __u64 offset)
{
	if (probe) {
		bpf_probe_read_kernel(to, 16, from + offset);
	} else {
		const __u64 *words = from + offset;
		((__u64 *)to)[0] = words[0];
		((__u64 *)to)[1] = words[1];
	}
}

/* The kernel gives the current task as a typed pointer (5.11). */
#define HAS_TASK_BTF                                                                               \
	bpf_core_enum_value_exists(enum bpf_func_id___probe, BPF_FUNC_get_current_task_btf___probe)
#define PROBE_TASK (!HAS_TASK_BTF)
#define HAS_TASK_PT_REGS                                                                           \
	bpf_core_enum_value_exists(enum bpf_func_id___probe, BPF_FUNC_task_pt_regs___probe)

static __always_inline struct task_struct *current_task(void)
{
	if (HAS_TASK_BTF)
		return (struct task_struct *)bpf_get_current_task_btf();
	return (struct task_struct *)bpf_get_current_task();
}

/* The number at a level of nested pid namespaces, and the namespace. REQUIRES: level <= pid->level. */
static __always_inline struct upid upid_at(const struct pid *pid, __u32 level)
{
	struct upid at = {};
	const __u64 first = (__u64)pid + bpf_core_field_offset(struct pid, numbers);
	/* MAX_PID_NS_LEVEL is 32. The mask comes last: before 6.3 the verifier forgets the bounds of a product. */
	__u64 offset = level * bpf_core_type_size(struct upid);
	barrier_var(offset);
	const void *from = (const void *)(first + (offset & 0x3ff));
	bpf_probe_read_kernel(&at.nr, sizeof(at.nr), from + bpf_core_field_offset(struct upid, nr));
	bpf_probe_read_kernel(&at.ns, sizeof(at.ns), from + bpf_core_field_offset(struct upid, ns));
	return at;
}

/*
 * The pid namespace that a task is in, as task_active_pid_ns() has it: that of its own number. nsproxy->pid_ns_for_children is the
 * one that its children will be in, another one after unshare(2) and setns(2).
 */
static __always_inline __u32 pid_namespace_number(bool probe, const struct pid *pid)
{
	const __u32 level = READ(probe, pid, level);
	if (level == 0)
		return READ(probe, pid, numbers[0].ns, ns.inum);
	const struct pid_namespace *ns = upid_at(pid, level).ns;
	return BPF_CORE_READ(ns, ns.inum);
}

/* A number as seen from the pid namespace of another task, as pid_nr_ns() has it: 0 if it is not to be seen from there. */
static __always_inline __u32 pid_as_seen_from(bool probe, const struct pid *pid, const struct pid *from)
{
	const __u32 level = READ(probe, from, level);
	if (level == 0)
		return READ(probe, pid, numbers[0].nr);
	if (READ(probe, pid, level) < level)
		return 0;
	const struct upid there = upid_at(pid, level);
	__u32 number = there.ns == upid_at(from, level).ns ? there.nr : 0;
	barrier_var(number); /* see pid_in_namespace() */
	return number;
}

/* The number of a task in its own pid namespace. */
static __always_inline __u32 pid_in_namespace(bool probe, const struct pid *pid)
{
	__u32 level = READ(probe, pid, level);
	if (level == 0)
		return READ(probe, pid, numbers[0].nr);
	__u32 number = upid_at(pid, level).nr;
	barrier_var(number); /* else one load serves both, from a pointer of either type, which the verifier refuses */
	return number;
}

#define I_CTIME_QUERIED (1u << 31) /* include/linux/fs.h, 6.13: a flag among the nanoseconds */

static __always_inline __u64 inode_ctime_ns(bool probe, const struct inode *inode)
{
	if (bpf_core_field_exists(inode->i_ctime_sec))
		return READ(probe, inode, i_ctime_sec) * 1000000000ULL +
		       (READ(probe, inode, i_ctime_nsec) & ~I_CTIME_QUERIED);
	const struct inode___6_6 *newer = (const void *)inode;
	if (bpf_core_field_exists(newer->__i_ctime))
		return READ(probe, newer, __i_ctime.tv_sec) * 1000000000ULL +
		       READ(probe, newer, __i_ctime.tv_nsec);
	const struct inode___5 *older = (const void *)inode;
	return READ(probe, older, i_ctime.tv_sec) * 1000000000ULL +
	       READ(probe, older, i_ctime.tv_nsec);
}

/* The file of a descriptor of a task: the pointer is not typed. NULL if there is none. */
static __always_inline struct file *file_of(bool probe, struct task_struct *task, __s32 fd)
{
	struct fdtable *table = READ(probe, task, files, fdt);
	if (fd < 0 || (__u32)fd >= READ(probe, table, max_fds))
		return NULL;
	struct file **slots = READ(probe, table, fd);
	struct file *file = NULL;
	bpf_probe_read_kernel(&file, sizeof(file), slots + fd);
	return file;
}
