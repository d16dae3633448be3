/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel types that are read, and of each only the fields that are read. CO-RE finds them by name in the BTF of
 * the kernel that the programs are loaded on, so neither order nor size matters here.
 *
 * A type with a suffix after three underscores is how a kernel of another age has it.
 */
#pragma once

#define __VMLINUX_H__ /* libbpf: the names of registers are the kernel's */

typedef unsigned char __u8;
typedef unsigned short __u16;
typedef unsigned int __u32;
typedef unsigned long long __u64;
typedef signed char __s8;
typedef short __s16;
typedef int __s32;
typedef long long __s64;
typedef __u16 __be16;
typedef __u32 __be32;
typedef __u64 __be64;
typedef __u16 __le16;
typedef __u16 __sum16;
typedef __u32 __wsum;
typedef int pid_t;
typedef _Bool bool;
#define true 1
#define false 0
#define NULL ((void *)0)

/* include/uapi/linux/bpf.h */
enum {
	BPF_MAP_TYPE_HASH = 1,
	BPF_MAP_TYPE_ARRAY = 2,
	BPF_MAP_TYPE_PROG_ARRAY = 3,
	BPF_MAP_TYPE_LRU_HASH = 9,
	BPF_MAP_TYPE_RINGBUF = 27,
	BPF_MAP_TYPE_TASK_STORAGE = 29,
	BPF_F_NO_PREALLOC = 1 << 0,
	BPF_F_MMAPABLE = 1 << 10,
	BPF_RB_NO_WAKEUP = 1 << 0,
	BPF_RB_FORCE_WAKEUP = 1 << 1,
	BPF_RB_AVAIL_DATA = 0,
	BPF_RB_RING_SIZE = 1,
	BPF_RB_CONS_POS = 2,
	BPF_RB_PROD_POS = 3,
	BPF_LOCAL_STORAGE_GET_F_CREATE = 1 << 0,
	BPF_NOEXIST = 1,
	BPF_ANY = 0,
};

#define S_IFMT 00170000
#define S_IFSOCK 0140000
#define S_IFIFO 0010000
#define S_IFLNK 0120000
#define S_IFREG 0100000
#define S_IFBLK 0060000
#define S_IFCHR 0020000
#define AF_UNSPEC 0
#define AF_UNIX 1
#define AF_INET 2
#define AF_INET6 10
#define AF_NETLINK 16
#define AF_VSOCK 40
#define SOCK_STREAM 1 /* include/linux/net.h */
#define O_CREAT 00000100
#define O_EXCL 00000200
#define O_NOCTTY 00000400
#define O_TRUNC 00001000
#define O_APPEND 00002000
#define O_PATH 010000000
#define PROT_EXEC 4
#define MAP_ANONYMOUS 0x20
#define RWF_APPEND 0x10
#define EPERM 1
#define ENOSYS 38
#define BPF_PROG_LOAD 5
#define BPF_INSTRUCTION_SIZE 8
#define MAX_ERRNO 4095 /* include/linux/err.h */
#define AT_FDCWD (-100)
#define AT_REMOVEDIR 0x200
#define AT_SYMLINK_NOFOLLOW 0x100
#define AT_SYMLINK_FOLLOW 0x400
#define PROC_SUPER_MAGIC 0x9fa0 /* include/uapi/linux/magic.h */
#define SYSFS_MAGIC 0x62656572
#define PF_KTHREAD 0x00200000
#define SOCKADDR_MAX 128 /* include/uapi/linux/socket.h: sizeof(struct sockaddr_storage) */

#if defined(__TARGET_ARCH_x86)
#include "bpf/arch/x86/types.h"
#elif defined(__TARGET_ARCH_arm64)
#include "bpf/arch/arm64/types.h"
#else
#error "bpf/arch has no folder for this architecture"
#endif

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

/* The kernel's own list of helpers, to ask which of them it has. */
enum bpf_func_id___probe {
	BPF_FUNC_get_current_task_btf___probe = 158,
	BPF_FUNC_task_pt_regs___probe = 175,
};
/* kernel/bpf/verifier.c */
enum special_kfunc_type___probe {
	KF_bpf_rdonly_cast___probe = 10,
};

struct pid_namespace;
struct upid {
	int nr;
	struct pid_namespace *ns;
};
struct hlist_node {
	struct hlist_node *next;
};
struct hlist_head {
	struct hlist_node *first;
};
struct list_head {
	struct list_head *next;
};
struct pid {
	unsigned int level;
	struct hlist_head tasks[1]; /* by enum pid_type, of which PIDTYPE_PID is the first */
	struct upid numbers[1];
};

struct ns_common {
	unsigned int inum;
};
struct new_utsname {
	char nodename[65];
};
struct uts_namespace {
	struct new_utsname name;
};
struct mnt_namespace {
	struct ns_common ns;
	__u64 event; /* changes with its mounts */
};
struct pid_namespace {
	struct ns_common ns;
	unsigned int level;
};
struct user_namespace {
	struct ns_common ns;
};
struct nsproxy {
	struct uts_namespace *uts_ns;
	struct mnt_namespace *mnt_ns;
};

typedef struct {
	__u32 val;
} kuid_t;
typedef struct {
	__u32 val;
} kgid_t;
typedef struct {
} kernel_cap_t; /* 64 bits: two __u32 before 6.3, one __u64 since */
struct cred {
	kuid_t uid;
	kgid_t gid;
	kuid_t suid;
	kgid_t sgid;
	kuid_t euid;
	kgid_t egid;
	kuid_t fsuid;
	kgid_t fsgid;
	unsigned int securebits;
	kernel_cap_t cap_inheritable, cap_permitted, cap_effective, cap_bset, cap_ambient;
	struct user_namespace *user_ns;
};

typedef struct {
	int counter;
} atomic_t;
struct signal_struct {
	atomic_t live;
	unsigned int flags;
};

struct qstr {
	__u32 hash, len;
	const unsigned char *name;
};
struct mount;
struct file_system_type {
	const char *name;
};
struct super_block {
	__u32 s_dev;
	struct file_system_type *s_type;
	struct dentry *s_root;
	unsigned long s_magic;
	void *s_fs_info;
	struct mount *s_mounts;
};
struct super_block___6_16 {
	struct list_head s_mounts;
};
struct timespec64 {
	__s64 tv_sec;
	long tv_nsec;
};
struct inode {
	__u16 i_mode;
	unsigned long i_ino;
	struct super_block *i_sb;
	const unsigned int i_nlink;
	__u32 i_generation;
	__s64 i_size;
	atomic_t i_writecount;
	char *i_link;
	__s64 i_ctime_sec;
	__u32 i_ctime_nsec;
};
struct inode___6_6 {
	struct timespec64 __i_ctime;
};
struct inode___5 {
	struct timespec64 i_ctime;
};
struct hlist_bl_node {
	struct hlist_bl_node **pprev;
};
struct dentry {
	unsigned int d_flags;
	struct hlist_bl_node d_hash;
	struct dentry *d_parent;
	struct qstr d_name;
	struct inode *d_inode;
	struct super_block *d_sb;
	struct hlist_node d_sib;
	struct hlist_head d_children;
};
struct dentry___6_7 {
	struct list_head d_child, d_subdirs;
};
enum dentry_flags___6_15 { DCACHE_MOUNTED___6_15 = 32768 };
struct vfsmount {
	struct dentry *mnt_root;
	struct super_block *mnt_sb;
};
struct mnt_idmap;
struct vfsmount___6_2 {
	struct mnt_idmap *mnt_idmap;
};
struct vfsmount___5_12 {
	struct user_namespace *mnt_userns;
};
struct mount {
	struct mount *mnt_parent;
	struct dentry *mnt_mountpoint;
	struct vfsmount mnt;
	struct list_head mnt_mounts, mnt_child;
	const char *mnt_devname;
	struct mnt_namespace *mnt_ns;
	struct mount *mnt_next_for_sb;
	int mnt_id;
	__u64 mnt_id_unique; /* 6.8 */
};
struct mount___6_16 {
	struct list_head mnt_instance;
};
struct path {
	struct vfsmount *mnt;
	struct dentry *dentry;
};
struct file {
	struct path f_path;
	struct inode *f_inode;
	unsigned int f_flags;
	__s64 f_pos;
	void *private_data;
};
struct fdtable {
	unsigned int max_fds;
	struct file **fd;
};
struct files_struct {
	struct fdtable *fdt;
};
struct fs_struct {
	int umask;
	struct path root, pwd;
};
struct proc_inode {
	struct pid *pid;
	struct inode vfs_inode;
};
struct proc_fs_info {
	struct pid_namespace *pid_ns;
};

struct vm_area_struct {
	unsigned long vm_start, vm_end;
	struct file *vm_file;
};
struct vm_area_struct___5 {
	unsigned long vm_start, vm_end;
	struct vm_area_struct___5 *vm_next;
	struct file *vm_file;
};
struct mm_struct {
	unsigned long arg_start, arg_end, env_start, env_end;
	struct file *exe_file;
};
struct mm_struct___5 {
	struct vm_area_struct___5 *mmap;
};

struct kernfs_node {
	const char *name;
	__u64 id;
};
struct cgroup_root {
	int hierarchy_id;
};
struct cgroup;
struct cgroup_subsys_state {
	struct cgroup *cgroup;
	struct cgroup_subsys_state *parent;
};
struct cgroup {
	struct cgroup_subsys_state self;
	struct kernfs_node *kn;
	struct cgroup_root *root;
	int level;
	struct cgroup *ancestors[1]; /* by level, the last is itself */
};
struct cgroup___6_0 {
	__u64 ancestor_ids[1];
};
enum cgroup_subsys_id { cpuset_cgrp_id };
struct css_set {
	struct cgroup_subsys_state *subsys[1];
	struct cgroup *dfl_cgrp;
};

struct task_struct {
	struct thread_info thread_info;
	void *stack;
	unsigned int flags;
	pid_t pid;
	pid_t tgid;
	struct task_struct *real_parent;
	struct task_struct *group_leader;
	struct pid *thread_pid;
	struct hlist_node pid_links[1]; /* as in struct pid */
	__u64 start_boottime;
	const struct cred *real_cred;
	const struct cred *cred;
	char comm[16];
	struct fs_struct *fs;
	struct files_struct *files;
	struct nsproxy *nsproxy;
	struct signal_struct *signal;
	struct mm_struct *mm;
	struct css_set *cgroups;
	int exit_code;
	kuid_t loginuid; /* if CONFIG_AUDIT */
};

struct linux_binprm {
	struct file *file;
	const char *filename;
	const char *interp;
	const char *fdpath;
};

struct in6_addr {
	__u8 in6_u[16];
};
struct sock_common {
	__be32 skc_daddr;
	__be32 skc_rcv_saddr;
	__be16 skc_dport;
	__u16 skc_num;
	__u16 skc_family;
	struct in6_addr skc_v6_daddr;
	struct in6_addr skc_v6_rcv_saddr;
};
struct sock {
	struct sock_common __sk_common;
	__u32 sk_max_ack_backlog;
};
struct socket {
	short type;
	struct file *file;
	struct sock *sk;
};
struct sockaddr_un {
	__u16 sun_family;
};
struct unix_address {
	int len;
	struct sockaddr_un name[];
};
struct unix_sock {
	struct unix_address *addr;
	struct sock *peer;
};
struct sockaddr {
	__u16 sa_family;
};

struct io_uring_cqe {
	__u64 user_data;
	__s32 res;
	__u32 flags;
};
struct io_cqe {
	__u64 user_data;
	__s32 res;
	__s32 fd;
};
struct io_kiocb {
	struct file *file;
	__u8 opcode;
	__u64 flags; /* 32 bits before 6.9: by request_flags() only */
	struct io_cqe cqe;
};

struct seq_file;
struct bpf_iter_meta {
	struct seq_file *seq;
};
struct bpf_iter__task {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
};
struct bpf_iter__task_file {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
	__u32 fd;
	struct file *file;
};

#pragma clang attribute pop
