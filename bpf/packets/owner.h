/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whose a packet is: the process that last created, connected, accepted or used its socket. Never
 * the current task of the moment at which the packet passes: most are sent and received by
 * interrupts and timers.
 *
 *   socket_users    by the address of the socket: who used it last, as system calls and hooks of cgroups tell,
 *                   until it is released
 *   socket_owners   storage of the socket: who created it, what is known when it is released, and for a
 *                   connection that nobody has accepted yet, the owner of the socket that listens (BPF_F_CLONE)
 *
 * Two, since a program at a system call has the socket as a number only, by which no storage is
 * found, and a socket goes on sending when it was released and its address may soon be another's.
 */
#pragma once

#include "bpf/core/scope.h"
#include "bpf/packets/context.h"
#include "common/seam/packets.h"

#define BPF_MAP_TYPE_SK_STORAGE 24
#define BPF_F_CLONE (1 << 9)

struct {
	__uint(type, BPF_MAP_TYPE_SK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC | BPF_F_CLONE);
	__type(key, int);
	__type(value, struct wire_socket_owner);
} socket_owners SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 65536);
	__type(key, __u64);
	__type(value, struct wire_socket_owner);
} socket_users SEC(".maps");

/*
 * The address of a socket as a number: negative, since negation is what makes the verifier forget
 * that it is a pointer, on all kernels (kernel/bpf/verifier.c, check_alu_op()); as a key it is
 * refused before 5.12.
 */
static __always_inline __u64 socket_key(const void *sk)
{
	__u64 key = (__u64)sk;

	asm volatile("%0 = -%0" : "+r"(key));
	return key;
}

/* Policies that want what this process does, where only a number leads to the task: none if they
 * are told by scopes. */
static __always_inline __u64 policies_of_process(__u32 pid)
{
	return settings.scoped || pid == self_pid || (settings.keeper && pid == keeper_pid)
		       ? 0
		       : settings.policies;
}

/* task: any pointer. */
static __always_inline void owner_fill(struct wire_socket_owner *owner, struct task_struct *task,
				       __u64 policies)
{
	const struct css_set *cgroups = BPF_CORE_READ(task, cgroups);
	struct task_struct *process = BPF_CORE_READ(task, group_leader);

	owner->pid = BPF_CORE_READ(task, tgid);
	owner->tid = BPF_CORE_READ(task, pid);
	owner->pid_here = number_here(true, process);
	owner->uid = BPF_CORE_READ(task, cred, uid.val);
	owner->start_ns = BPF_CORE_READ(process, start_boottime);
	owner->cgroup = settings.cgroup_v1 ? BPF_CORE_READ(cgroups, subsys[0], cgroup, kn, id)
					   : BPF_CORE_READ(cgroups, dfl_cgrp, kn, id);
	owner->policies = policies;
	bpf_probe_read_kernel(owner->comm, sizeof(owner->comm),
			      (void *)process + bpf_core_field_offset(struct task_struct, comm));
}

static __always_inline bool owner_equal(const struct wire_socket_owner *a,
					const struct wire_socket_owner *b)
{
	return a->pid == b->pid && a->policies == b->policies && a->start_ns == b->start_ns;
}

/* The owner of a full socket, NULL if there is none. Its connections that are made from now on
 * inherit it. */
static __always_inline const struct wire_socket_owner *owner_of(struct bpf_sock *sk)
{
	const __u64 key = socket_key(sk);
	struct wire_socket_owner *user = bpf_map_lookup_elem(&socket_users, &key);
	struct wire_socket_owner *stored = bpf_sk_storage_get(
		&socket_owners, sk, user, user ? BPF_LOCAL_STORAGE_GET_F_CREATE : 0);

	if (!user)
		return stored;
	if (stored && !owner_equal(stored, user))
		*stored = *user;
	return user;
}
