// SPDX-License-Identifier: Apache-2.0
#include "collector/capture/pcapng.h"

#include <arpa/inet.h>
#include <linux/if_packet.h>

#include "common/base/bytes.h"

namespace trace::pcapng {
namespace {

enum BlockType : std::uint32_t { kSection = 0x0A0D0D0A, kInterface = 1, kStatistics = 5, kEnhancedPacket = 6 };

enum Option : std::uint16_t {
  kEnd = 0,
  kSectionOs = 3,
  kSectionApplication = 4,
  kInterfaceName = 2,
  kInterfaceDescription = 3,
  kInterfaceTimeResolution = 9,
  kPacketFlags = 2,
  kPacketDropCount = 4,
  kPacketProcessAndThread = 8,
  kStatisticsReceived = 4,
  kStatisticsDropped = 5,
};

constexpr std::uint32_t kByteOrder = 0x1A2B3C4D;
constexpr std::uint16_t kLinuxSll2 = 276;
constexpr std::uint8_t kNanoseconds = 9;  // 10^-9 s
constexpr std::size_t kOptionMax = 0xFFFC;
constexpr std::uint16_t kNoHardware = 0xFFFE;  // linux/if_arp.h: ARPHRD_NONE, since the header of the link is not seen

// A block: its type and length, what is appended to it, and its length again.
class Block {
 public:
  Block(std::string& out, BlockType type) : out_(out), begin_(out.size()) {
    number(static_cast<std::uint32_t>(type));
    number(std::uint32_t{0});
  }
  ~Block() {
    const auto size = static_cast<std::uint32_t>(out_.size() - begin_ + sizeof(std::uint32_t));
    put_bytes(size, out_, begin_ + sizeof(std::uint32_t));
    append_bytes(size, out_);
  }
  Block(const Block&) = delete;
  Block& operator=(const Block&) = delete;

  template <class Number>
  void number(Number value) {
    append_bytes(value, out_);
  }
  void time(std::uint64_t ns) {
    number(static_cast<std::uint32_t>(ns >> 32));
    number(static_cast<std::uint32_t>(ns));
  }
  void padded(std::string_view bytes) {
    out_.append(bytes);
    out_.append((begin_ - out_.size()) % 4, '\0');
  }
  void option(Option code, std::string_view value) {
    value = value.substr(0, kOptionMax);
    number(static_cast<std::uint16_t>(code));
    number(static_cast<std::uint16_t>(value.size()));
    padded(value);
  }
  template <class Number>
  void option(Option code, Number value) {
    option(code, bytes_of(value));
  }
  void end_options() { option(kEnd, std::string_view()); }

 private:
  std::string& out_;
  std::size_t begin_;
};

// The draft, section 4.3, epb_flags: two bits of direction, then three of how it was received.
std::uint32_t flags_of(const Packet& packet) {
  constexpr std::uint32_t kInbound = 1, kOutbound = 2, kUnicast = 1 << 2, kMulticast = 2 << 2, kBroadcast = 3 << 2;
  if (packet.sent) return kOutbound;
  switch (packet.link_type) {
    case PACKET_HOST:
      return kInbound | kUnicast;
    case PACKET_MULTICAST:
      return kInbound | kMulticast;
    case PACKET_BROADCAST:
      return kInbound | kBroadcast;
    default:
      return kInbound;
  }
}

void append_link_header(std::string& out, const Packet& packet) {
  append_bytes(htons(packet.protocol), out);
  append_bytes(std::uint16_t{0}, out);
  append_bytes(htonl(packet.link_interface), out);
  append_bytes(htons(kNoHardware), out);
  append_bytes(packet.sent ? std::uint8_t{PACKET_OUTGOING} : packet.link_type, out);
  append_bytes(std::uint8_t{0}, out);  // the length of the address
  append_bytes(std::uint64_t{0}, out);
}

}  // namespace

void append_section(std::string& out, std::string_view os, std::string_view application) {
  Block block(out, kSection);
  block.number(kByteOrder);
  block.number(std::uint16_t{1});  // version 1.0
  block.number(std::uint16_t{0});
  block.number(std::int64_t{-1});  // how long the section is, is not known
  block.option(kSectionOs, os);
  block.option(kSectionApplication, application);
  block.end_options();
}

void append_interface(std::string& out, std::string_view name, std::string_view description,
                      std::uint32_t snap_length) {
  Block block(out, kInterface);
  block.number(kLinuxSll2);
  block.number(std::uint16_t{0});
  block.number(static_cast<std::uint32_t>(snap_length + kLinkHeaderSize));
  block.option(kInterfaceName, name);
  block.option(kInterfaceDescription, description);
  block.option(kInterfaceTimeResolution, kNanoseconds);
  block.end_options();
}

void append_packet(std::string& out, const Packet& packet) {
  Block block(out, kEnhancedPacket);
  block.number(packet.interface);
  block.time(packet.time_ns);
  block.number(static_cast<std::uint32_t>(packet.bytes.size() + kLinkHeaderSize));
  block.number(static_cast<std::uint32_t>(packet.length + kLinkHeaderSize));
  append_link_header(out, packet);
  block.padded(packet.bytes);
  block.option(kPacketFlags, flags_of(packet));
  if (packet.dropped != 0) block.option(kPacketDropCount, packet.dropped);
  if (packet.pid != 0) {
    block.option(kPacketProcessAndThread, std::uint64_t{packet.tid} << 32 | packet.pid);
  }
  block.end_options();
}

void append_statistics(std::string& out, const Statistics& statistics) {
  Block block(out, kStatistics);
  block.number(statistics.interface);
  block.time(statistics.time_ns);
  block.option(kStatisticsReceived, statistics.received);
  block.option(kStatisticsDropped, statistics.dropped);
  block.end_options();
}

}  // namespace trace::pcapng
