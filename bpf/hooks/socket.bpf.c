/* SPDX-License-Identifier: GPL-2.0-only */
/* Sockets: created, bound, listening, connected, accepted, duplicated. */
#include "bpf/core/kernel.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include "bpf/core/at_syscall.h"
#include "bpf/put/socket.h"

char LICENSE[] SEC("license") = "GPL";

#define EFAULT 14 /* include/uapi/asm-generic/errno-base.h */
#define EINPROGRESS 115 /* include/uapi/asm-generic/errno.h */
#define SOCKADDR_STORAGE_SIZE 128 /* include/uapi/linux/socket.h, _K_SS_MAXSIZE */
#define ERESTARTSYS 512 /* include/linux/errno.h: a signal came while the call waited */
#define F_DUPFD 0 /* include/uapi/linux/fcntl.h */
#define F_DUPFD_CLOEXEC 1030

/* The first argument of the system call, if it is one on a socket: io_uring's is the descriptor of its ring. */
static __always_inline bool socket_argument(const struct call *call, __s32 *fd)
{
	switch (call->id) {
	case WIRE_SYSCALL_ID_accept:
	case WIRE_SYSCALL_ID_accept4:
	case WIRE_SYSCALL_ID_bind:
	case WIRE_SYSCALL_ID_connect:
	case WIRE_SYSCALL_ID_listen:
		*fd = call_value(call, 0);
		return true;
	default:
		return false;
	}
}

/* include/linux/lsm_hook_defs.h: LSM_HOOK(int, 0, socket_create, int family, int type, int protocol, int kern) */
HOOK(security_socket_create, int family, int type, int protocol, int kern)
{
	security_socket_create_family(lane, family);
	security_socket_create_type(lane, type);
	security_socket_create_protocol(lane, protocol);
	security_socket_create_kern(lane, kern);
	return SEND;
}

HOOK_EXIT(security_socket_create, bool, created, ret >= 0)
{
	security_socket_create_family(lane, call_value(call, 0));
	security_socket_create_type(lane, call_value(call, 1) & 0xf); /* without SOCK_CLOEXEC and the like */
	security_socket_create_protocol(lane, call_value(call, 2));
	security_socket_create_kern(lane, 0);
	return SEND;
}

static __always_inline enum hook_end put_listen(struct lane *lane, const struct call *call, struct socket *sock, int backlog)
{
	__s32 fd = 0;
	if (socket_argument(call, &fd))
		security_socket_listen_sockfd(lane, fd);
	put_socket_end(lane, WIRE_ORDINAL(security_socket_listen, local_addr), BPF_CORE_READ(sock, sk), LOCAL);
	security_socket_listen_backlog(lane, backlog);
	return SEND;
}

/* include/linux/lsm_hook_defs.h: LSM_HOOK(int, 0, socket_listen, struct socket *sock, int backlog) */
HOOK(security_socket_listen, struct socket *sock, int backlog)
{
	return put_listen(lane, call, sock, backlog);
}

HOOK_EXIT(security_socket_listen, struct socket *, sock, ret < 0 ? NULL : socket_of(task, call_value(call, 0)))
{
	/* net/socket.c, __sys_listen(): what was asked for is cut to net.core.somaxconn before the hook. */
	const __u32 asked = call_value(call, 1), kept = BPF_CORE_READ(sock, sk, sk_max_ack_backlog);
	return put_listen(lane, call, sock, kept && kept < asked ? kept : asked);
}

/* include/linux/lsm_hook_defs.h: LSM_HOOK(int, 0, socket_connect, struct socket *sock, struct sockaddr *address,
 * int addrlen) */
HOOK(security_socket_connect, struct socket *sock, struct sockaddr *address, int size)
{
	__s32 fd = 0;
	if (socket_argument(call, &fd))
		security_socket_connect_sockfd(lane, fd);
	security_socket_connect_type(lane, BPF_CORE_READ(sock, type));
	put_sockaddr(lane, WIRE_ORDINAL(security_socket_connect, remote_addr), address, size, false, NULL);
	return SEND;
}

/* Whether a connect(2) with this result gave the socket the peer that it has. */
static __always_inline bool connect_made_peer(long ret)
{
	return ret == 0 || ret == -EINPROGRESS || ret == -ERESTARTSYS;
}

/* The socket of a connect(2); NULL if the kernel returned before the hook, for want of an address (net/socket.c, move_addr_to_kernel()). */
static __always_inline struct socket *connected_socket(struct task_struct *task, const struct call *call, long ret)
{
	const __s32 size = call_value(call, 2);
	return size < 0 || size > SOCKADDR_STORAGE_SIZE || ret == -EFAULT ? NULL : socket_of(task, call_value(call, 0));
}

/* Also when it failed: an attempt is what the hook reports. The peer that the kernel has is better than the caller's memory, if it
 * is this call that made it: after a failed one the socket may still have the peer of one before. */
HOOK_EXIT(security_socket_connect, struct socket *, sock, connected_socket(task, call, ret))
{
	struct sock *sk = BPF_CORE_READ(sock, sk);
	const __u16 family = BPF_CORE_READ(sk, __sk_common.skc_family);
	const __u8 ordinal = WIRE_ORDINAL(security_socket_connect, remote_addr);

	security_socket_connect_sockfd(lane, call_value(call, 0));
	security_socket_connect_type(lane, BPF_CORE_READ(sock, type));
	const bool has_peer = (family == AF_INET || family == AF_INET6) && connect_made_peer(ret);
	if (!has_peer || !put_socket_end(lane, ordinal, sk, REMOTE))
		put_sockaddr(lane, ordinal, (const void *)call_value(call, 1), (__s32)call_value(call, 2), true, NULL);
	return SEND;
}

static __always_inline enum hook_end put_accept(struct lane *lane, const struct call *call, struct socket *sock)
{
	__s32 fd = 0;
	if (socket_argument(call, &fd))
		security_socket_accept_sockfd(lane, fd);
	put_socket_end(lane, WIRE_ORDINAL(security_socket_accept, local_addr), BPF_CORE_READ(sock, sk), LOCAL);
	return SEND;
}

/* include/linux/lsm_hook_defs.h: LSM_HOOK(int, 0, socket_accept, struct socket *sock, struct socket *newsock) */
HOOK(security_socket_accept, struct socket *sock, struct socket *newsock)
{
	return put_accept(lane, call, sock);
}

HOOK_EXIT(security_socket_accept, struct socket *, sock, ret < 0 ? NULL : socket_of(task, call_value(call, 0)))
{
	return put_accept(lane, call, sock);
}

HOOK_EXIT(socket_accept, struct socket *, sock, ret < 0 ? NULL : socket_of(task, ret))
{
	struct sock *sk = BPF_CORE_READ(sock, sk);

	socket_accept_sockfd(lane, call_value(call, 0));
	put_socket_end(lane, WIRE_ORDINAL(socket_accept, local_addr), sk, LOCAL);
	put_socket_end(lane, WIRE_ORDINAL(socket_accept, remote_addr), sk, REMOTE);
	return SEND;
}

static __always_inline enum hook_end put_bind(struct lane *lane, const struct call *call, const struct socket *sock,
					      const void *address, int size, bool user)
{
	__s32 fd = 0;
	if (socket_argument(call, &fd))
		security_socket_bind_sockfd(lane, fd);
	put_sockaddr(lane, WIRE_ORDINAL(security_socket_bind, local_addr), address, size, user, sock);
	return SEND;
}

/* include/linux/lsm_hook_defs.h: LSM_HOOK(int, 0, socket_bind, struct socket *sock, struct sockaddr *address,
 * int addrlen) */
HOOK(security_socket_bind, struct socket *sock, struct sockaddr *address, int size)
{
	return put_bind(lane, call, sock, address, size, false);
}

HOOK_EXIT(security_socket_bind, struct socket *, sock, ret < 0 ? NULL : socket_of(task, call_value(call, 0)))
{
	return put_bind(lane, call, sock, (const void *)call_value(call, 1), (__s32)call_value(call, 2), true);
}

/* The socket that the new descriptor leads to, as the old one does; fcntl makes one with two commands only, dup2 none if it is the old
 * one. */
static __always_inline struct socket *duplicated_socket(struct task_struct *task, const struct call *call, long ret)
{
	const __s32 old = call_value(call, 0);
	const __u32 command = call_value(call, 1);
	if ((call->id == WIRE_SYSCALL_ID_fcntl || call->id == WIRE_SYSCALL_ID_fcntl64) && command != F_DUPFD &&
	    command != F_DUPFD_CLOEXEC)
		return NULL;
	if (ret < 0 || ret == old)
		return NULL;
	struct socket *sock = socket_of(task, ret);
	return sock == socket_of(task, old) ? sock : NULL;
}

HOOK_EXIT(socket_dup, struct socket *, sock, duplicated_socket(task, call, ret))
{
	socket_dup_oldfd(lane, call_value(call, 0));
	socket_dup_newfd(lane, ret);
	put_socket_end(lane, WIRE_ORDINAL(socket_dup, remote_addr), BPF_CORE_READ(sock, sk), REMOTE);
	return SEND;
}

#define STANDARD_STREAMS 3

HOOK_EXIT(stdio_socket, struct socket *, sock, ret < 0 || ret >= STANDARD_STREAMS ? NULL : socket_of(task, ret))
{
	stdio_socket_sockfd(lane, ret);
	stdio_socket_type(lane, BPF_CORE_READ(sock, type));
	put_socket_end(lane, WIRE_ORDINAL(stdio_socket, remote_addr), BPF_CORE_READ(sock, sk), REMOTE);
	return SEND;
}
