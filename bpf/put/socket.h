/* SPDX-License-Identifier: GPL-2.0-only */
/* Addresses of sockets: as a caller or the kernel passes them, and of either end of a socket. */
#pragma once

#include "bpf/core/field.h"

static __always_inline __u32 sockaddr_size(__u16 family)
{
	switch (family) {
	case AF_INET:
		return 16; /* sizeof(struct sockaddr_in) */
	case AF_INET6:
		return 28; /* sizeof(struct sockaddr_in6) */
	case AF_UNIX:
		return 110; /* sizeof(struct sockaddr_un) */
	case AF_NETLINK:
		return 12; /* sizeof(struct sockaddr_nl) */
	case AF_VSOCK:
		return 16; /* sizeof(struct sockaddr_vm) */
	default:
		return 2;
	}
}

/* The socket of a descriptor; NULL if it is none. */
static __always_inline struct socket *socket_of(struct task_struct *task, __s32 fd)
{
	const struct file *file = file_of(PROBE_TASK, task, fd);
	if (!file || (BPF_CORE_READ(file, f_inode, i_mode) & S_IFMT) != S_IFSOCK)
		return NULL;
	return BPF_CORE_READ(file, private_data);
}

/* The kernel takes AF_UNSPEC for AF_INET in an address to bind an IPv4 socket to, or to send a datagram to (net/ipv4/af_inet.c,
 * __inet_bind(); udp.c, udp_sendmsg(); raw.c). Returns whether it does for this socket; sock may be NULL. */
static __always_inline bool unspecified_is_ipv4(const struct socket *sock)
{
	return sock && BPF_CORE_READ(sock, sk, __sk_common.skc_family) == AF_INET;
}

/* An IPv4 address without its family. */
static __always_inline void put_unspecified(struct lane *lane, __u8 ordinal, const void *address, bool user)
{
	__u16 in[8] = {}; /* struct sockaddr_in */

	if (user ? bpf_probe_read_user(in, sizeof(in), address) : bpf_probe_read_kernel(in, sizeof(in), address)) {
		event_mark(lane, WIRE_FLAG_UNREADABLE);
		return;
	}
	in[0] = AF_INET;
	put_bytes(lane, ordinal, user ? WIRE_SOCKADDR | WIRE_FIELD_USER : WIRE_SOCKADDR, in, sizeof(in), false);
	if (user)
		event_mark(lane, WIRE_FLAG_USER_MEMORY);
}

/* An address as a struct sockaddr of at most `size` bytes; nothing if that is negative, or no address has so few. sock: what it is an
 * address for, if AF_UNSPEC may stand for AF_INET there; else NULL. */
static __always_inline void put_sockaddr(struct lane *lane, __u8 ordinal, const void *address, __s64 size, bool user,
					 const struct socket *sock)
{
	__u16 family = 0;
	if (!address || size < (__s64)sizeof(family))
		return;
	if (user ? bpf_probe_read_user(&family, sizeof(family), address)
		 : bpf_probe_read_kernel(&family, sizeof(family), address)) {
		event_mark(lane, WIRE_FLAG_UNREADABLE);
		return;
	}
	if (family == AF_UNSPEC && size >= sockaddr_size(AF_INET) && unspecified_is_ipv4(sock))
		return put_unspecified(lane, ordinal, address, user);
	const __u32 needed = sockaddr_size(family);
	put_bytes(lane, ordinal, WIRE_SOCKADDR, address, size < needed ? size : needed, user);
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
