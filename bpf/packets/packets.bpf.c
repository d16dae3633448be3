/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Packets that sockets of this machine send and receive, from their IP header on, and whose they
 * are (bpf/packets/owner.h). They go into a ring of their own, which the keeper reads: neither may
 * a flood of packets cost events, nor the other way round.
 *
 * Programs at the root cgroup see each packet of a socket of any cgroup. They never refuse one:
 * they return 1.
 */
#include "bpf/core/kernel.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include "bpf/core/at_syscall.h"
#include "bpf/packets/owner.h"

char LICENSE[] SEC("license") = "GPL";

#define PASS 1

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 24);
} packets SEC(".maps");

/* By CPU; its size is set by the collector. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__uint(map_flags, BPF_F_MMAPABLE);
	__type(key, __u32);
	__type(value, struct wire_packet_counts);
} packet_counts SEC(".maps");

/* By number of a system call, of the 64-bit table and of the 32-bit one: enum wire_socket_call. */
const volatile __u8 socket_calls[2][WIRE_SYSCALL_COMPAT] = {};
const volatile __u32 packet_size_max = WIRE_PACKET_MAX;

/* Sends a packet whose record, NULL if there was no room, has room for so many bytes. */
static __always_inline void packet_send(struct wire_packet *packet, __u64 room,
					struct wire_packet_counts *counts,
					const struct __sk_buff *skb, __u64 kept, bool sent,
					const struct wire_socket_owner *owner)
{
	if (!packet) {
		__sync_fetch_and_add(&counts->lost, 1);
		return;
	}
	packet->time_ns = bpf_ktime_get_boot_ns();
	packet->lost = counts->lost;
	packet->cpu = bpf_get_smp_processor_id();
	packet->length = skb->len;
	packet->kept = kept;
	packet->interface = skb->ifindex;
	packet->protocol = __builtin_bswap16(skb->protocol);
	packet->type = skb->pkt_type;
	packet->sent = sent;
	packet->reserved = 0;
	if (owner)
		packet->owner = *owner;
	else
		__builtin_memset(&packet->owner, 0, sizeof(packet->owner));
	/* 5.10 forgets bounds of what it spills, and learns nothing from a comparison with 0. */
	__u64 beyond_first = kept - 1;
	barrier_var(beyond_first);
	if (beyond_first >= room || bpf_skb_load_bytes(skb, 0, packet + 1, beyond_first + 1))
		packet->kept = 0;
	bpf_ringbuf_submit(packet, 0);
}

/*
 * Room in the ring is asked for by a constant (bpf_ringbuf_output() would want all of a packet in
 * memory of ours first), so there are classes of sizes.
 */
#define TAKE_UP_TO(room)                                                                           \
	if (kept <= (room)) {                                                                      \
		packet_send(bpf_ringbuf_reserve(&packets, sizeof(struct wire_packet) + (room), 0), \
			    room, counts, skb, kept, sent, owner);                                 \
		return;                                                                            \
	}

static __always_inline void packet_take(struct __sk_buff *skb, bool sent,
					const struct wire_socket_owner *owner)
{
	__u32 cpu = bpf_get_smp_processor_id();
	struct wire_packet_counts *counts = bpf_map_lookup_elem(&packet_counts, &cpu);
	const __u32 kept = skb->len < packet_size_max ? skb->len : packet_size_max;

	if (!counts || !kept)
		return;
	__sync_fetch_and_add(&counts->taken, 1);
	TAKE_UP_TO(128)
	TAKE_UP_TO(512)
	TAKE_UP_TO(1536)
	TAKE_UP_TO(4096)
	TAKE_UP_TO(16384)
	TAKE_UP_TO(WIRE_PACKET_MAX)
}

static __always_inline int packet_pass(struct __sk_buff *skb, bool sent)
{
	struct bpf_sock *sk = skb->sk ? bpf_sk_fullsock(skb->sk) : NULL;
	const struct wire_socket_owner *owner = sk ? owner_of(sk) : NULL;

	/* Those of nobody are wanted unless somebody is asked for. */
	if (owner ? owner->policies : !settings.scoped)
		packet_take(skb, sent, owner);
	return PASS;
}

/* net/ipv4/ip_output.c, ip_finish_output() and its like of IPv6:
 * BPF_CGROUP_RUN_PROG_INET_EGRESS(sk, skb) */
SEC("cgroup_skb/egress") int packets__egress(struct __sk_buff *skb)
{
	return packet_pass(skb, true);
}

/* net/core/filter.c, sk_filter_trim_cap(): BPF_CGROUP_RUN_PROG_INET_INGRESS(sk, skb) */
SEC("cgroup_skb/ingress") int packets__ingress(struct __sk_buff *skb)
{
	return packet_pass(skb, false);
}

/* net/ipv4/af_inet.c, inet_create(): BPF_CGROUP_RUN_PROG_INET_SOCK(sk). The context is the socket.
 * Not of sockets that accept(2) makes. */
SEC("cgroup/sock_create") int socket_owner__create(struct bpf_sock *sk)
{
	const __u32 pid = bpf_get_current_pid_tgid() >> 32;
	const __u64 key = socket_key(sk);
	struct wire_socket_owner owner = {};

	bpf_map_delete_elem(&socket_users, &key); /* of a socket that lay there before */
	owner_fill(&owner, (void *)bpf_get_current_task(), policies_of_process(pid));
	bpf_sk_storage_get(&socket_owners, sk, &owner, BPF_LOCAL_STORAGE_GET_F_CREATE);
	return PASS;
}

/* net/ipv4/af_inet.c, inet_release(): BPF_CGROUP_RUN_PROG_INET_SOCK_RELEASE(sk). It may send for a
 * while yet. */
SEC("cgroup/sock_release") int socket_owner__release(struct bpf_sock *sk)
{
	const __u64 key = socket_key(sk);
	struct wire_socket_owner *user = bpf_map_lookup_elem(&socket_users, &key);

	if (!user)
		return PASS;
	struct wire_socket_owner *stored =
		bpf_sk_storage_get(&socket_owners, sk, user, BPF_LOCAL_STORAGE_GET_F_CREATE);
	if (stored)
		*stored = *user;
	bpf_map_delete_elem(&socket_users, &key);
	return PASS;
}

/*
 * A process is about to use a socket: before the first packet of it. With scopes that is known at
 * the end of the call only (socket_owner_used), since this program has no typed task.
 */
static __always_inline int socket_about_to_be_used(struct bpf_sock_addr *address)
{
	const __u32 pid = bpf_get_current_pid_tgid() >> 32;
	const __u64 key = socket_key(address->sk);

	if (settings.scoped)
		return PASS;
	const struct wire_socket_owner *user = bpf_map_lookup_elem(&socket_users, &key);
	if (!user)
		user = bpf_sk_storage_get(&socket_owners, address->sk, NULL, 0);
	if (user && user->pid == pid)
		return PASS;
	struct wire_socket_owner owner = {};
	owner_fill(&owner, (void *)bpf_get_current_task(), policies_of_process(pid));
	bpf_map_update_elem(&socket_users, &key, &owner, BPF_ANY);
	return PASS;
}

/* net/ipv4/af_inet.c, __inet_stream_connect(), inet_dgram_connect(); net/ipv4/udp.c, udp_sendmsg()
 * to an address; and of IPv6 */
#define SOCKET_ABOUT_TO_BE_USED(hook)                                                              \
	SEC("cgroup/" #hook) int socket_owner__##hook(struct bpf_sock_addr *address)               \
	{                                                                                          \
		return socket_about_to_be_used(address);                                           \
	}
SOCKET_ABOUT_TO_BE_USED(connect4)
SOCKET_ABOUT_TO_BE_USED(connect6)
SOCKET_ABOUT_TO_BE_USED(sendmsg4)
SOCKET_ABOUT_TO_BE_USED(sendmsg6)

/* The internet socket behind a file, as a number; 0 if it is none. */
static __always_inline __u64 socket_behind(const struct file *file)
{
	if (!file || (BPF_CORE_READ(file, f_inode, i_mode) & S_IFMT) != S_IFSOCK)
		return 0;
	const struct socket *socket = BPF_CORE_READ(file, private_data);
	const struct sock *sk = BPF_CORE_READ(socket, sk);
	const __u16 family = BPF_CORE_READ(sk, __sk_common.skc_family);
	return family == AF_INET || family == AF_INET6 ? (__u64)sk : 0;
}

static __always_inline bool is_socket_call(__u64 number)
{
	return number < WIRE_SYSCALL_COMPAT && (socket_calls[0][number] | socket_calls[1][number]);
}

/* The descriptor of the socket that a call was about; negative if there is none. */
static __always_inline __s32 socket_descriptor(const struct pt_regs *regs, bool probe, bool compat,
					       long ret)
{
	const __u32 number = registers_call(probe, regs);
	if (number >= WIRE_SYSCALL_COMPAT || registers_of_new_program(probe, regs, compat))
		return -1;
	const __u8 how = socket_calls[compat][number];
	const __u64 first = registers_argument(probe, regs, 0, compat);
	if (how == WIRE_SOCKET_RESULT)
		return ret;
	if (how == WIRE_SOCKET_ARGUMENT)
		return first;
	if (how != WIRE_SOCKET_PARTS)
		return -1;
	/* include/uapi/linux/net.h: SYS_SOCKET, SYS_ACCEPT, SYS_ACCEPT4 */
	if (first == 1 || first == 5 || first == 18)
		return ret;
	__s32 descriptor = -1;
	bpf_probe_read_user(&descriptor, sizeof(descriptor),
			    (void *)registers_argument(probe, regs, 1, compat));
	return descriptor;
}

/* key: see socket_key(). */
static __always_inline void socket_used(struct task_struct *task, __u64 key)
{
	const struct wire_socket_owner *user = bpf_map_lookup_elem(&socket_users, &key);
	if (user && user->pid == (__u32)READ(PROBE_TASK, task, tgid))
		return;
	struct wire_socket_owner owner = {};
	owner_fill(&owner, task, policies_of(task));
	bpf_map_update_elem(&socket_users, &key, &owner, BPF_ANY);
}

/*
 * A process has used a socket: accepted it, or sent or received by one that it has inherited or was
 * given. Calls that failed count: a connection that is not there yet is one.
 */
AT_SYSCALL("sys_exit", 2, is_socket_call, socket_owner__used, const struct pt_regs *regs, long ret)
{
	struct task_struct *task = current_task();
	const __s32 descriptor = socket_descriptor(regs, true, task_is_compat(task), ret);
	const __u64 sk = descriptor < 0 ? 0 : socket_behind(file_of(PROBE_TASK, task, descriptor));
	if (!sk)
		return 0;
	socket_used(task, -sk);
	return 0;
}

/*
 * The same of each way to send and receive, write(2) and io_uring among them: from 6.4 on, and when
 * it is done (net/socket.c, sock_sendmsg_nosec(), sock_recvmsg_nosec()).
 * include/trace/events/sock.h: TP_PROTO(struct sock *sk, int ret, int flags)
 */
static __always_inline int socket_transferred(__u64 *ctx)
{
	const struct sock *sk = (const void *)ctx[0];
	const __u16 family = BPF_CORE_READ(sk, __sk_common.skc_family);

	if (family == AF_INET || family == AF_INET6)
		socket_used(current_task(), socket_key(sk));
	return 0;
}

SEC("tp_btf/sock_send_length") int socket_owner__sent(__u64 *ctx)
{
	return socket_transferred(ctx);
}

SEC("tp_btf/sock_recv_length") int socket_owner__received(__u64 *ctx)
{
	return socket_transferred(ctx);
}

/* What was there before. Of a socket of several processes the first is taken, which is the oldest
 * mostly. */
SEC("iter/task_file") int socket_owner__iter(struct bpf_iter__task_file *ctx)
{
	struct task_struct *task = ctx->task;
	const struct file *file = ctx->file;
	const __u64 sk = task && file ? socket_behind(file) : 0;
	if (!sk)
		return 0;
	const __u64 key = -sk;
	struct wire_socket_owner owner = {};
	owner_fill(&owner, task, policies_of(task));
	bpf_map_update_elem(&socket_users, &key, &owner, BPF_NOEXIST);
	return 0;
}
