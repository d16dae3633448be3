// SPDX-License-Identifier: Apache-2.0
#include "collector/capture/packet_headers.h"

#include <linux/if_ether.h>
#include <netinet/in.h>

#include <algorithm>
#include <optional>

namespace trace {
namespace {

constexpr std::uint8_t kUdpLite = 136;   // RFC 3828
constexpr std::uint8_t kMobility = 135;  // RFC 6275

// The bytes of a packet, of which some may be missing. A number that is not there is 0, and the header ends where the packet does.
class Headers {
 public:
  explicit Headers(std::string_view packet) : packet_(packet) {}

  std::uint8_t byte(std::size_t at) const {
    return at_ + at < packet_.size() ? static_cast<std::uint8_t>(packet_[at_ + at]) : 0;
  }
  std::size_t upper_half(std::size_t at) const { return byte(at) >> 4; }
  void pass(std::size_t size) { at_ = std::min(at_ + size, packet_.size()); }
  bool is_at_end() const { return at_ >= packet_.size(); }
  std::size_t size() const { return at_; }

 private:
  std::string_view packet_;
  std::size_t at_ = 0;
};

// Each passes its header, which has a byte at least, and returns the protocol of what follows; nothing if that is payload.
using Next = std::optional<std::uint8_t>;

Next pass_ipv4(Headers& headers) {
  const std::size_t size = (headers.byte(0) & 0xf) * std::size_t{4};
  const std::uint8_t protocol = headers.byte(9);
  const bool is_later_fragment = (headers.byte(6) & 0x1f) != 0 || headers.byte(7) != 0;
  headers.pass(std::max<std::size_t>(size, 20));
  return is_later_fragment ? Next() : protocol;
}

Next pass_ipv6(Headers& headers) {
  const std::uint8_t protocol = headers.byte(6);
  headers.pass(40);
  return protocol;
}

Next pass_extension(Headers& headers, std::size_t size) {
  const std::uint8_t protocol = headers.byte(0);
  headers.pass(size);
  return protocol;
}

Next pass_fragment(Headers& headers) {
  const bool is_later = headers.byte(2) != 0 || (headers.byte(3) & 0xf8) != 0;
  const Next protocol = pass_extension(headers, 8);
  return is_later ? Next() : protocol;
}

// RFC 2784, 2890: a checksum, a key and a number, of four bytes each, if its flags say so.
Next pass_gre(Headers& headers) {
  const std::uint8_t flags = headers.byte(0);
  const std::uint16_t protocol = static_cast<std::uint16_t>(headers.byte(2) << 8 | headers.byte(3));
  std::size_t size = 4;
  for (const int flag : {0x80, 0x20, 0x10}) size += (flags & flag) != 0 ? 4U : 0U;
  headers.pass(size);
  if (protocol == ETH_P_IP) return IPPROTO_IPIP;
  if (protocol == ETH_P_IPV6) return IPPROTO_IPV6;
  return Next();
}

Next pass_last(Headers& headers, std::size_t size) {
  headers.pass(size);
  return Next();
}

Next pass(std::uint8_t protocol, Headers& headers) {
  switch (protocol) {
    case IPPROTO_IPIP:
      return pass_ipv4(headers);
    case IPPROTO_IPV6:
      return pass_ipv6(headers);
    case IPPROTO_HOPOPTS:
    case IPPROTO_ROUTING:
    case IPPROTO_DSTOPTS:
    case kMobility:
      return pass_extension(headers, (headers.byte(1) + std::size_t{1}) * 8);
    case IPPROTO_AH:
      return pass_extension(headers, (headers.byte(1) + std::size_t{2}) * 4);
    case IPPROTO_FRAGMENT:
      return pass_fragment(headers);
    case IPPROTO_GRE:
      return pass_gre(headers);
    case IPPROTO_TCP:
      return pass_last(headers, std::max<std::size_t>(headers.upper_half(12) * 4, 20));
    case IPPROTO_DCCP:
      return pass_last(headers, std::max<std::size_t>(headers.byte(4) * std::size_t{4}, 12));
    case IPPROTO_SCTP:
      return pass_last(headers, 12);
    case IPPROTO_UDP:
    case kUdpLite:
    case IPPROTO_ICMP:
    case IPPROTO_ICMPV6:
      return pass_last(headers, 8);
    default:
      return Next();
  }
}

}  // namespace

std::size_t packet_headers_size(std::uint16_t protocol, std::string_view packet) {
  Headers headers(packet);
  Next next = protocol == ETH_P_IPV6 ? IPPROTO_IPV6 : IPPROTO_IPIP;
  while (next && !headers.is_at_end()) next = pass(*next, headers);
  return headers.size();
}

}  // namespace trace
