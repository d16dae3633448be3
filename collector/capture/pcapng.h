// SPDX-License-Identifier: Apache-2.0
// Blocks of a pcapng file (draft-ietf-opsawg-pcapng), appended to a string, in the byte order of this machine.
//
//   section header │ interface description ... │ enhanced packet ... │ ... │ interface statistics, one an interface
//
// An interface is a process here, since that is what every reader can filter by: tshark -Y 'frame.interface_name == "curl[4711]"'. All
// interfaces have the link type LINUX_SLL2 (draft-ietf-opsawg-pcaplinktype, 276), whose header says direction and interface of the machine. *Rejected:* RAW
// (101): libpcap 1.10 refuses a file of two such interfaces; blocks of our own: tshark 4.0 shows them as packets; comments on packets: they
// cannot be filtered by.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace trace::pcapng {

inline constexpr std::size_t kLinkHeaderSize = 20;

struct Packet {
  std::uint32_t interface = 0;  // by its place among those of the file, from 0 on
  std::uint64_t time_ns = 0;    // since the epoch
  bool sent = false;            // else received
  std::uint64_t dropped = 0;    // since the packet before
  std::uint32_t pid = 0;        // 0: unknown
  std::uint32_t tid = 0;
  std::uint16_t protocol = 0;        // ETH_P_IP ...
  std::uint32_t link_interface = 0;  // the kernel's index
  std::uint8_t link_type = 0;        // linux/if_packet.h: PACKET_HOST ...
  std::uint32_t length = 0;          // of the packet as it was
  std::string_view bytes;            // what is kept of it, from its IP header on
};

struct Statistics {
  std::uint32_t interface = 0;
  std::uint64_t time_ns = 0;
  std::uint64_t received = 0;
  std::uint64_t dropped = 0;
};

// Texts are UTF-8; what is longer than an option can be is cut.
void append_section(std::string& out, std::string_view os, std::string_view application);
// snap_length: of the packets, without the link header.
void append_interface(std::string& out, std::string_view name, std::string_view description, std::uint32_t snap_length);
void append_packet(std::string& out, const Packet& packet);
void append_statistics(std::string& out, const Statistics& statistics);

}  // namespace trace::pcapng
