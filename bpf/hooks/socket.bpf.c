/* SPDX-License-Identifier: GPL-2.0-only */
/* Sockets: created, bound, listening, connected, accepted, duplicated. */
#include "bpf/core/kernel.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include "bpf/core/scope.h"
#include "bpf/core/hook.h"
#include "bpf/put/strings.h"

char LICENSE[] SEC("license") = "GPL";

#define SYS_BIND 2 /* include/uapi/linux/net.h: the calls of socketcall(2) */
#define F_DUPFD 0
#define F_DUPFD_CLOEXEC 1030

/* The first argument of the current system call, if it is one on a socket: io_uring's is the descriptor of its ring. */
static __always_inline bool socket_argument(struct lane *lane, struct task_struct *task, __s32 *fd)
{
	const struct pt_regs *regs = user_regs(task);

	switch (event_of(lane)->syscall) {
	case WIRE_SYSCALL_ID_socketcall:
		return !bpf_probe_read_user(fd, sizeof(*fd), (const void *)(__u64)(__u32)BPF_CORE_READ(regs, cx));
	case WIRE_SYSCALL_ID_accept:
	case WIRE_SYSCALL_ID_accept4:
	case WIRE_SYSCALL_ID_bind:
	case WIRE_SYSCALL_ID_connect:
	case WIRE_SYSCALL_ID_listen:
		*fd = event_of(lane)->flags & WIRE_FLAG_COMPAT ? BPF_CORE_READ(regs, bx) : BPF_CORE_READ(regs, di);
		return true;
	default:
		return false;
	}
}

static __always_inline struct lane *socket_begin(struct task_struct *task, __u32 id, __u32 slot, __u8 provider)
{
	if (!task_wanted(task))
		return NULL;
	struct lane *lane = event_begin(task, id, slot, provider);
	if (lane)
		event_syscall(lane, task);
	return lane;
}
#define SOCKET_BEGIN(task, event, provider)                                                        \
	socket_begin(task, WIRE_EVENT_##event, WIRE_SLOT_##event, provider)

/* The socket behind a descriptor; NULL if it is none. */
static __always_inline struct socket *socket_of(struct task_struct *task, __s32 fd)
{
	const struct file *file = file_of(task, fd);
	if (!file || (BPF_CORE_READ(file, f_inode, i_mode) & S_IFMT) != S_IFSOCK)
		return NULL;
	return BPF_CORE_READ(file, private_data);
}

static __always_inline int socket_create(int family, int type, int protocol, int kern, __u8 provider)
{
	struct task_struct *task = current_task();
	struct lane *lane = SOCKET_BEGIN(task, security_socket_create, provider);
	if (!lane)
		return 0;
	security_socket_create_family(lane, family);
	security_socket_create_type(lane, type);
	security_socket_create_protocol(lane, protocol);
	security_socket_create_kern(lane, kern);
	event_send(lane);
	return 0;
}

/* include/linux/lsm_hook_defs.h: LSM_HOOK(int, 0, socket_create, int family, int type, int protocol, int kern) */
HOOK_4(security_socket_create, "socket_create", "security_socket_create", socket_create, int, int, int, int)

AT_SYS_EXIT(security_socket_create__sys_exit, const struct pt_regs *regs, long ret)
{
	if (ret < 0)
		return 0;
	struct task_struct *task = current_task();
	struct lane *lane = SOCKET_BEGIN(task, security_socket_create, WIRE_PROVIDER_sys_exit);
	if (!lane)
		return 0;
	const bool compat = event_of(lane)->flags & WIRE_FLAG_COMPAT;
	security_socket_create_family(lane, compat ? regs->bx : regs->di);
	security_socket_create_type(lane, (compat ? regs->cx : regs->si) & 0xf); /* without SOCK_CLOEXEC and the like */
	security_socket_create_protocol(lane, regs->dx);
	security_socket_create_kern(lane, 0);
	event_send(lane);
	return 0;
}

static __always_inline int socket_listen(struct socket *sock, int backlog, __u8 provider)
{
	struct task_struct *task = current_task();
	struct lane *lane = SOCKET_BEGIN(task, security_socket_listen, provider);
	if (!lane)
		return 0;
	__s32 fd = 0;
	if (socket_argument(lane, task, &fd))
		security_socket_listen_sockfd(lane, fd);
	put_socket_end(lane, WIRE_ORDINAL(security_socket_listen, local_addr), BPF_CORE_READ(sock, sk), LOCAL);
	security_socket_listen_backlog(lane, backlog);
	event_send(lane);
	return 0;
}

/* include/linux/lsm_hook_defs.h: LSM_HOOK(int, 0, socket_listen, struct socket *sock, int backlog) */
HOOK_2(security_socket_listen, "socket_listen", "security_socket_listen", socket_listen, struct socket *, int)

AT_SYS_EXIT(security_socket_listen__sys_exit, const struct pt_regs *regs, long ret)
{
	struct task_struct *task = current_task();
	const bool compat = READ(PROBE_TASK, task, thread_info.status) & TS_COMPAT;
	struct socket *sock = ret < 0 ? NULL : socket_of(task, compat ? regs->bx : regs->di);
	if (!sock)
		return 0;
	/* net/socket.c, __sys_listen(): what was asked for is cut to net.core.somaxconn before the hook. */
	const __u32 asked = compat ? regs->cx : regs->si, kept = BPF_CORE_READ(sock, sk, sk_max_ack_backlog);
	return socket_listen(sock, kept && kept < asked ? kept : asked, WIRE_PROVIDER_sys_exit);
}

static __always_inline int socket_connect(struct socket *sock, struct sockaddr *address, int size, __u8 provider)
{
	struct task_struct *task = current_task();
	struct lane *lane = SOCKET_BEGIN(task, security_socket_connect, provider);
	if (!lane)
		return 0;
	__s32 fd = 0;
	if (socket_argument(lane, task, &fd))
		security_socket_connect_sockfd(lane, fd);
	security_socket_connect_type(lane, BPF_CORE_READ(sock, type));
	put_sockaddr(lane, WIRE_ORDINAL(security_socket_connect, remote_addr), address, size, false);
	event_send(lane);
	return 0;
}

/* include/linux/lsm_hook_defs.h: LSM_HOOK(int, 0, socket_connect, struct socket *sock, struct sockaddr *address,
 * int addrlen) */
HOOK_3(security_socket_connect, "socket_connect", "security_socket_connect", socket_connect, struct socket *,
       struct sockaddr *, int)

/* Also when it failed: an attempt is what the hook reports. The peer that the kernel has is better than the caller's
 * memory, and there is one once an internet socket is connected or on its way. */
AT_SYS_EXIT(security_socket_connect__sys_exit, const struct pt_regs *regs, long ret)
{
	struct task_struct *task = current_task();
	const bool compat = READ(PROBE_TASK, task, thread_info.status) & TS_COMPAT;
	const __s32 fd = compat ? regs->bx : regs->di;
	const __u64 address = compat ? (__u32)regs->cx : regs->si;
	struct socket *sock = socket_of(task, fd);
	if (!sock)
		return 0;
	struct lane *lane = SOCKET_BEGIN(task, security_socket_connect, WIRE_PROVIDER_sys_exit);
	if (!lane)
		return 0;
	struct sock *sk = BPF_CORE_READ(sock, sk);
	const __u16 family = BPF_CORE_READ(sk, __sk_common.skc_family);
	const __u8 ordinal = WIRE_ORDINAL(security_socket_connect, remote_addr);

	security_socket_connect_sockfd(lane, fd);
	security_socket_connect_type(lane, BPF_CORE_READ(sock, type));
	if (family == AF_UNIX || !put_socket_end(lane, ordinal, sk, REMOTE))
		put_user_sockaddr(lane, ordinal, (const void *)address, regs->dx);
	event_send(lane);
	return 0;
}

static __always_inline int socket_accept(struct socket *sock, struct socket *newsock, __u8 provider)
{
	struct task_struct *task = current_task();
	struct lane *lane = SOCKET_BEGIN(task, security_socket_accept, provider);
	if (!lane)
		return 0;
	__s32 fd = 0;
	if (socket_argument(lane, task, &fd))
		security_socket_accept_sockfd(lane, fd);
	put_socket_end(lane, WIRE_ORDINAL(security_socket_accept, local_addr), BPF_CORE_READ(sock, sk), LOCAL);
	event_send(lane);
	return 0;
}

/* include/linux/lsm_hook_defs.h: LSM_HOOK(int, 0, socket_accept, struct socket *sock, struct socket *newsock) */
HOOK_2(security_socket_accept, "socket_accept", "security_socket_accept", socket_accept, struct socket *,
       struct socket *)

AT_SYS_EXIT(security_socket_accept__sys_exit, const struct pt_regs *regs, long ret)
{
	struct task_struct *task = current_task();
	const bool compat = READ(PROBE_TASK, task, thread_info.status) & TS_COMPAT;
	struct socket *sock = ret < 0 ? NULL : socket_of(task, compat ? regs->bx : regs->di);
	return sock ? socket_accept(sock, NULL, WIRE_PROVIDER_sys_exit) : 0;
}

static __always_inline int socket_bind(struct socket *sock, struct sockaddr *address, int size, __u8 provider)
{
	struct task_struct *task = current_task();
	struct lane *lane = SOCKET_BEGIN(task, security_socket_bind, provider);
	if (!lane)
		return 0;
	__s32 fd = 0;
	if (socket_argument(lane, task, &fd))
		security_socket_bind_sockfd(lane, fd);
	put_sockaddr(lane, WIRE_ORDINAL(security_socket_bind, local_addr), address, size,
		     provider == WIRE_PROVIDER_sys_exit);
	event_send(lane);
	return 0;
}

/* include/linux/lsm_hook_defs.h: LSM_HOOK(int, 0, socket_bind, struct socket *sock, struct sockaddr *address,
 * int addrlen) */
HOOK_3(security_socket_bind, "socket_bind", "security_socket_bind", socket_bind, struct socket *, struct sockaddr *,
       int)

AT_SYS_EXIT(security_socket_bind__sys_exit, const struct pt_regs *regs, long ret)
{
	struct task_struct *task = current_task();
	const bool compat = READ(PROBE_TASK, task, thread_info.status) & TS_COMPAT;
	struct socket *sock = ret < 0 ? NULL : socket_of(task, compat ? regs->bx : regs->di);
	const __u64 address = compat ? (__u32)regs->cx : regs->si;
	return sock ? socket_bind(sock, (struct sockaddr *)address, regs->dx, WIRE_PROVIDER_sys_exit) : 0;
}

AT_SYS_EXIT(socket_dup__sys_exit, const struct pt_regs *regs, long ret)
{
	struct task_struct *task = current_task();
	struct socket *sock = ret < 0 ? NULL : socket_of(task, ret);
	if (!sock)
		return 0;
	struct lane *lane = SOCKET_BEGIN(task, socket_dup, WIRE_PROVIDER_sys_exit);
	if (!lane)
		return 0;
	const bool compat = event_of(lane)->flags & WIRE_FLAG_COMPAT;
	const __s32 call = event_of(lane)->syscall;
	const __u32 command = compat ? regs->cx : regs->si;
	if ((call == WIRE_SYSCALL_ID_fcntl || call == WIRE_SYSCALL_ID_fcntl64) && command != F_DUPFD &&
	    command != F_DUPFD_CLOEXEC) {
		event_drop(lane);
		return 0;
	}
	socket_dup_oldfd(lane, compat ? regs->bx : regs->di);
	socket_dup_newfd(lane, ret);
	put_socket_end(lane, WIRE_ORDINAL(socket_dup, remote_addr), BPF_CORE_READ(sock, sk), REMOTE);
	event_send(lane);
	return 0;
}
