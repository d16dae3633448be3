/* SPDX-License-Identifier: Apache-2.0
 *
 * Packets as the kernel side hands them to the keeper, in a ring of their own. Not part of the wire format.
 */
#ifndef TRACE_SEAM_PACKETS_H
#define TRACE_SEAM_PACKETS_H

#include "common/wire/integers.h"

/* Who uses a socket. All zero: nobody is known to. */
struct wire_socket_owner {
  wire_u32 pid, tid; /* the kernel's numbers */
  wire_u32 pid_here; /* in the collector's pid namespace; 0: it has none there */
  wire_u32 uid;
  wire_u64 start_ns; /* of the process, since boot */
  wire_u64 cgroup;   /* id of the one that says the container */
  wire_u64 policies; /* that want its packets */
  char comm[16];
};

/* A packet, from its IP header on; `kept` bytes follow. */
struct wire_packet {
  wire_u64 time_ns; /* CLOCK_BOOTTIME */
  wire_u64 lost;    /* packets that found no room on this CPU until then */
  wire_u32 cpu;
  wire_u32 length; /* as it was */
  wire_u32 kept;
  wire_u32 interface; /* its index */
  wire_u16 protocol;  /* ETH_P_IP or ETH_P_IPV6, in the order of the machine */
  wire_u8 type;       /* linux/if_packet.h: PACKET_HOST ... */
  wire_u8 sent;       /* else received */
  wire_u32 reserved;
  struct wire_socket_owner owner;
};

#define WIRE_PACKET_MAX 65535 /* bytes that are kept of one, at most */

/* By CPU, see struct wire_packet. */
struct wire_packet_counts {
  wire_u64 taken, lost;
};

/* How a system call names the socket that it is about. */
enum wire_socket_call {
  WIRE_SOCKET_NONE,
  WIRE_SOCKET_RESULT,   /* what it returns is its descriptor */
  WIRE_SOCKET_ARGUMENT, /* its first argument is */
  WIRE_SOCKET_PARTS,    /* socketcall(2) of 32 bits */
};

#endif
