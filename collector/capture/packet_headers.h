// SPDX-License-Identifier: Apache-2.0
// How much of a packet is headers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace trace {

// Headers that are longer are cut there. A packet of this machine has 40 to 100 bytes of them.
inline constexpr std::size_t kPacketHeadersMax = 512;

// Bytes of the headers that a packet begins with: IP (RFC 791, 8200) with its extensions, packets in packets, and TCP, UDP, UDP-Lite,
// ICMP, SCTP, DCCP or GRE. What is in other protocols, and in fragments after the first, is payload. protocol: ETH_P_IP or ETH_P_IPV6;
// packet: from its IP header on, as much as there is. No more than its size, whatever its headers say.
std::size_t packet_headers_size(std::uint16_t protocol, std::string_view packet);

}  // namespace trace
