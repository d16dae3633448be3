/* SPDX-License-Identifier: GPL-2.0-only */
/* Fields of more than one part: vectors of strings, socket addresses, credentials. */
#pragma once

#include "bpf/core/frame.h"
#include "bpf/core/task.h"

static __always_inline void mark_truncated(struct lane *lane, struct wire_field *field)
{
	field->type |= WIRE_FIELD_TRUNCATED;
	event_mark(lane, WIRE_FLAG_TRUNCATED);
}

/* argv or envp as given to execve: an array of pointers in user memory, closed by NULL. */
int put_user_vector(__u32 lane_number, __u32 ordinal, __u64 vector);

/* Strings that lie in a row, as the kernel puts argv and the environment on a new program's stack. */
static __always_inline void put_user_area(struct lane *lane, __u8 ordinal, __u64 start, __u64 end)
{
	struct wire_field *field = FIELD_AT(lane, WIRE_ARGV_MAX);
	if (!field || end < start)
		return;
	__u64 size = end - start;
	const bool cut = size > WIRE_ARGV_MAX;
	barrier_var(size);
	if (size > WIRE_ARGV_MAX)
		size = WIRE_ARGV_MAX;
	if (bpf_probe_read_user(field + 1, size, (const void *)start)) {
		event_mark(lane, WIRE_FLAG_UNREADABLE);
		return;
	}
	if (size)
		((char *)(field + 1))[(size - 1) & (WIRE_ARGV_MAX - 1)] = 0;
	field_done(lane, field, ordinal, WIRE_STRV | WIRE_FIELD_USER, size);
	event_mark(lane, WIRE_FLAG_USER_MEMORY);
	if (cut)
		mark_truncated(lane, field);
}

static __always_inline __u32 sockaddr_size(__u16 family)
{
	switch (family) {
	case AF_INET:
		return 16; /* sizeof(struct sockaddr_in) */
	case AF_INET6:
		return 28; /* sizeof(struct sockaddr_in6) */
	case AF_UNIX:
		return 110; /* sizeof(struct sockaddr_un) */
	default:
		return 2;
	}
}

/* An address as a struct sockaddr of at most `size` bytes. */
static __always_inline void put_sockaddr(struct lane *lane, __u8 ordinal, const void *address, __u32 size, bool user)
{
	__u16 family = 0;
	if (!address || size < sizeof(family))
		return;
	if (user ? bpf_probe_read_user(&family, sizeof(family), address)
		 : bpf_probe_read_kernel(&family, sizeof(family), address)) {
		event_mark(lane, WIRE_FLAG_UNREADABLE);
		return;
	}
	const __u32 needed = sockaddr_size(family);
	put_bytes(lane, ordinal, WIRE_SOCKADDR, address, size < needed ? size : needed, user);
}

static __always_inline void put_user_sockaddr(struct lane *lane, __u8 ordinal, const void *address, __u32 size)
{
	put_sockaddr(lane, ordinal, address, size, true);
}

enum end { LOCAL, REMOTE };

/* One end of a socket of the kernel. Returns false if it has no such address. */
static __always_inline bool put_socket_end(struct lane *lane, __u8 ordinal, struct sock *sk, enum end end)
{
	const __u16 family = BPF_CORE_READ(sk, __sk_common.skc_family);

	if (family == AF_INET) {
		struct {
			__u16 family, port;
			__u32 address;
			__u64 zero;
		} in = {.family = family};
		in.port = end == REMOTE ? BPF_CORE_READ(sk, __sk_common.skc_dport)
					: __builtin_bswap16(BPF_CORE_READ(sk, __sk_common.skc_num));
		in.address = end == REMOTE ? BPF_CORE_READ(sk, __sk_common.skc_daddr)
					   : BPF_CORE_READ(sk, __sk_common.skc_rcv_saddr);
		if (end == REMOTE && (!in.port || !in.address)) /* the kernel forgets a peer that refused */
			return false;
		put_bytes(lane, ordinal, WIRE_SOCKADDR, &in, sizeof(in), false);
		return true;
	}
	if (family == AF_INET6) {
		struct {
			__u16 family, port;
			__u32 flow;
			struct in6_addr address;
			__u32 scope;
		} in6 = {.family = family};
		in6.port = end == REMOTE ? BPF_CORE_READ(sk, __sk_common.skc_dport)
					 : __builtin_bswap16(BPF_CORE_READ(sk, __sk_common.skc_num));
		if (end == REMOTE)
			BPF_CORE_READ_INTO(&in6.address, sk, __sk_common.skc_v6_daddr);
		else
			BPF_CORE_READ_INTO(&in6.address, sk, __sk_common.skc_v6_rcv_saddr);
		if (end == REMOTE && !in6.port)
			return false;
		put_bytes(lane, ordinal, WIRE_SOCKADDR, &in6, sizeof(in6), false);
		return true;
	}
	if (family == AF_UNIX) {
		struct unix_sock *sock = (struct unix_sock *)sk;
		if (end == REMOTE)
			sock = (struct unix_sock *)BPF_CORE_READ(sock, peer);
		struct unix_address *address = sock ? BPF_CORE_READ(sock, addr) : NULL;
		if (!address) {
			__u16 unnamed = AF_UNIX;
			put_bytes(lane, ordinal, WIRE_SOCKADDR, &unnamed, sizeof(unnamed), false);
			return end == LOCAL;
		}
		__u32 size = BPF_CORE_READ(address, len);
		put_bytes(lane, ordinal, WIRE_SOCKADDR,
			  (void *)address + bpf_core_field_offset(struct unix_address, name), size < 110 ? size : 110,
			  false);
		return true;
	}
	put_bytes(lane, ordinal, WIRE_SOCKADDR, &family, sizeof(family), false);
	return end == LOCAL;
}

static __always_inline void put_cred(struct lane *lane, __u8 ordinal, bool probe, const struct cred *cred)
{
	struct wire_field *field = FIELD_AT(lane, sizeof(struct wire_cred));
	if (!field)
		return;
	cred_copy(probe, (struct wire_cred *)(field + 1), cred);
	field_done(lane, field, ordinal, WIRE_CRED, sizeof(struct wire_cred));
}

/* argv, and with the option envp, of the execve or execveat that the task is in. */
static __always_inline void put_exec_vectors(struct lane *lane, struct task_struct *task)
{
	const struct pt_regs *regs = user_regs(task);
	const struct wire_event *event = event_of(lane);
	const bool at = event->syscall == WIRE_SYSCALL_ID_execveat;
	if (!at && event->syscall != WIRE_SYSCALL_ID_execve)
		return;
	__u64 argv = at ? BPF_CORE_READ(regs, dx) : BPF_CORE_READ(regs, si);
	__u64 envp = at ? BPF_CORE_READ(regs, r10) : BPF_CORE_READ(regs, dx);
	if (event->flags & WIRE_FLAG_COMPAT) {
		argv = (__u32)(at ? BPF_CORE_READ(regs, dx) : BPF_CORE_READ(regs, cx));
		envp = (__u32)(at ? BPF_CORE_READ(regs, si) : BPF_CORE_READ(regs, dx));
	}
	put_user_vector(lane->number, WIRE_ORDINAL(security_bprm_check, argv), argv);
	if (settings.exec_env)
		put_user_vector(lane->number, WIRE_ORDINAL(security_bprm_check, envp), envp);
}
