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

/* An address as a struct sockaddr of at most `size` bytes; nothing if that is negative, or no address has so few. */
static __always_inline void put_sockaddr(struct lane *lane, __u8 ordinal, const void *address, __s64 size, bool user)
{
	__u16 family = 0;
	if (!address || size < (__s64)sizeof(family))
		return;
	if (user ? bpf_probe_read_user(&family, sizeof(family), address)
		 : bpf_probe_read_kernel(&family, sizeof(family), address)) {
		event_mark(lane, WIRE_FLAG_UNREADABLE);
		return;
	}
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
