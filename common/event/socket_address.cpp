// SPDX-License-Identifier: Apache-2.0
#include "common/event/socket_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

namespace trace {
namespace {

// include/linux/socket.h, Linux 6.12; the index is the number.
constexpr auto kFamilies = std::to_array<std::string_view>(
    {"AF_UNSPEC",     "AF_UNIX",      "AF_INET",     "AF_AX25",  "AF_IPX",     "AF_APPLETALK",
     "AF_NETROM",     "AF_BRIDGE",    "AF_ATMPVC",   "AF_X25",   "AF_INET6",   "AF_ROSE",
     "AF_DECnet",     "AF_NETBEUI",   "AF_SECURITY", "AF_KEY",   "AF_NETLINK", "AF_PACKET",
     "AF_ASH",        "AF_ECONET",    "AF_ATMSVC",   "AF_RDS",   "AF_SNA",     "AF_IRDA",
     "AF_PPPOX",      "AF_WANPIPE",   "AF_LLC",      "AF_IB",    "AF_MPLS",    "AF_CAN",
     "AF_TIPC",       "AF_BLUETOOTH", "AF_IUCV",     "AF_RXRPC", "AF_ISDN",    "AF_PHONET",
     "AF_IEEE802154", "AF_CAIF",      "AF_ALG",      "AF_NFC",   "AF_VSOCK",   "AF_KCM",
     "AF_QIPCRTR",    "AF_SMC",       "AF_XDP",      "AF_MCTP"});
static_assert(kFamilies.size() == AF_MCTP + 1);

template <class Address>
Address zero_padded(std::string_view raw) {
  Address address{};
  std::memcpy(&address, raw.data(), std::min(raw.size(), sizeof address));
  return address;
}

std::string ip_text(int family, const void* address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  return inet_ntop(family, address, text.data(), text.size()) == nullptr ? "" : text.data();
}

template <class Number>
bool parse_number(std::string_view text, Number& number) {
  if (text.empty()) return true;  // not given
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

bool parse_ip(int family, std::string_view text, void* address) {
  return text.empty() || inet_pton(family, std::string(text).c_str(), address) == 1;
}

template <class Address>
bool append_address(const Address& address, std::string& out) {
  out.append(reinterpret_cast<const char*>(&address), sizeof address);
  return true;
}

bool append_inet(const SocketTexts& texts, std::string& out) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  std::uint16_t port = 0;
  if (!parse_number(texts.port, port) || !parse_ip(AF_INET, texts.address, &address.sin_addr)) {
    return false;
  }
  address.sin_port = htons(port);
  return append_address(address, out);
}

bool append_inet6(const SocketTexts& texts, std::string& out) {
  sockaddr_in6 address{};
  address.sin6_family = AF_INET6;
  std::uint16_t port = 0;
  std::uint32_t flowinfo = 0;
  if (!parse_number(texts.port, port) || !parse_number(texts.flowinfo, flowinfo) ||
      !parse_number(texts.scope_id, address.sin6_scope_id) ||
      !parse_ip(AF_INET6, texts.address, &address.sin6_addr)) {
    return false;
  }
  address.sin6_port = htons(port);
  address.sin6_flowinfo = htonl(flowinfo);
  return append_address(address, out);
}

void append_family(std::uint16_t family, std::string& out) {
  out.append(reinterpret_cast<const char*>(&family), sizeof family);
}

bool append_unix(std::string_view path, std::string& out) {
  if (path.size() >= kSocketAddressMax - sizeof(std::uint16_t) ||
      path.find('\0') != std::string_view::npos) {
    return false;
  }
  append_family(AF_UNIX, out);
  if (!path.empty()) out.append(path).push_back('\0');
  return true;
}

}  // namespace

std::string_view family_name(std::uint64_t family) {
  return family < kFamilies.size() ? kFamilies[family] : kFamilies.front();
}

std::optional<std::uint16_t> find_family(std::string_view name) {
  const auto* const found = std::find(kFamilies.begin(), kFamilies.end(), name);
  if (found == kFamilies.end()) return std::nullopt;
  return static_cast<std::uint16_t>(found - kFamilies.begin());
}

std::vector<SocketMember> socket_members(SocketAddress address) {
  const auto family = zero_padded<std::uint16_t>(address.raw);
  std::vector<SocketMember> members;
  members.push_back({"sa_family", std::string(family_name(family))});
  if (family == AF_UNIX) {
    const std::string_view path = address.raw.substr(sizeof family);
    members.push_back({"sun_path", std::string(path.substr(0, path.find('\0')))});
  } else if (family == AF_INET) {
    const auto inet = zero_padded<sockaddr_in>(address.raw);
    members.push_back({"sin_addr", ip_text(AF_INET, &inet.sin_addr)});
    members.push_back({"sin_port", std::to_string(ntohs(inet.sin_port))});
  } else if (family == AF_INET6) {
    const auto inet6 = zero_padded<sockaddr_in6>(address.raw);
    members.push_back({"sin6_addr", ip_text(AF_INET6, &inet6.sin6_addr)});
    members.push_back({"sin6_flowinfo", std::to_string(ntohl(inet6.sin6_flowinfo))});
    members.push_back({"sin6_port", std::to_string(ntohs(inet6.sin6_port))});
    members.push_back({"sin6_scopeid", std::to_string(inet6.sin6_scope_id)});
  }
  return members;
}

std::optional<std::string> socket_member(SocketAddress address, std::string_view name) {
  for (SocketMember& member : socket_members(address)) {
    if (member.name == name) return std::move(member.text);
  }
  return std::nullopt;
}

bool append_socket_address(const SocketTexts& texts, std::string& out) {
  const auto family = find_family(texts.family);
  if (!family) return false;
  if (*family == AF_UNIX) return append_unix(texts.path, out);
  if (*family == AF_INET) return append_inet(texts, out);
  if (*family == AF_INET6) return append_inet6(texts, out);
  append_family(*family, out);
  return true;
}

}  // namespace trace
