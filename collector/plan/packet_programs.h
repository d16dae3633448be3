// SPDX-License-Identifier: Apache-2.0
// The programs that capture packets and tell whose they are (bpf/packets), and what is missed where the kernel refuses some.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "collector/plan/plan.h"

namespace trace {

inline constexpr std::string_view kSocketIterator = "socket_owner__iter";  // runs when all others are attached

// Programs at tracepoints that came with Linux 6.4.
inline constexpr std::array<std::pair<std::string_view, std::string_view>, 2> kSocketTracepoints{
    {{"socket_owner__sent", "sock_send_length"}, {"socket_owner__received", "sock_recv_length"}}};

// In the order in which they are attached: whose a packet is comes first. ending: see kPerf.
std::vector<std::string> packet_programs(std::string_view ending);

// What is missed on every kernel.
inline constexpr std::string_view kPacketsUnseen =
    "packets that no socket of this machine sends or receives: forwarded ones, ARP, what a firewall or XDP drops; of a "
    "socket that is handed on, whose the next packet is";

struct PacketCoverage {
  std::string by;
  std::vector<std::string> unseen;  // what is missed
  std::string refusal;  // why nothing can be captured, or why something is missed; empty if nothing was refused
  bool any = true;
};
PacketCoverage packet_coverage(const Refused& refused);

}  // namespace trace
