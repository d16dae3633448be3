// SPDX-License-Identifier: Apache-2.0
#include "common/event/socket_address.h"

#include <arpa/inet.h>
#include <linux/netlink.h>
#include <linux/vm_sockets.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>

#include "common/event/field_bytes.h"
#include "common/event/internet_address.h"

namespace trace {
namespace {

constexpr std::size_t kFamily = member_ordinal(WIRE_SOCKADDR, "sa_family");
constexpr std::size_t kAddress4 = member_ordinal(WIRE_SOCKADDR, "sin_addr");
constexpr std::size_t kPort4 = member_ordinal(WIRE_SOCKADDR, "sin_port");
constexpr std::size_t kAddress6 = member_ordinal(WIRE_SOCKADDR, "sin6_addr");
constexpr std::size_t kPort6 = member_ordinal(WIRE_SOCKADDR, "sin6_port");
constexpr std::size_t kFlow6 = member_ordinal(WIRE_SOCKADDR, "sin6_flowinfo");
constexpr std::size_t kScope6 = member_ordinal(WIRE_SOCKADDR, "sin6_scopeid");
constexpr std::size_t kPath = member_ordinal(WIRE_SOCKADDR, "sun_path");
constexpr std::size_t kNetlinkPid = member_ordinal(WIRE_SOCKADDR, "nl_pid");
constexpr std::size_t kNetlinkGroups = member_ordinal(WIRE_SOCKADDR, "nl_groups");
constexpr std::size_t kVsockPort = member_ordinal(WIRE_SOCKADDR, "svm_port");
constexpr std::size_t kVsockCid = member_ordinal(WIRE_SOCKADDR, "svm_cid");
constexpr std::size_t kAddress = member_ordinal(WIRE_SOCKADDR, "address");
constexpr std::size_t kPort = member_ordinal(WIRE_SOCKADDR, "port");

// Reading

Value address_text(int family, const void* address, std::string& text) {
  text.resize(INET6_ADDRSTRLEN);
  inet_ntop(family, address, text.data(), INET6_ADDRSTRLEN);
  text.resize(std::strlen(text.c_str()));
  return std::string_view(text);
}

// An address can be shorter than its type, and has the members then that lie in it.
template <class T>
bool reaches(std::string_view raw, std::size_t offset) {
  return raw.size() >= offset + sizeof(T);
}

template <class T>
std::optional<T> number_at(std::string_view raw, std::size_t offset) {
  if (!reaches<T>(raw, offset)) return std::nullopt;
  return load<T>(raw.substr(offset));
}

Value port_at(std::string_view raw, std::size_t offset) {
  const auto port = number_at<in_port_t>(raw, offset);
  return port ? Value(std::uint64_t{ntohs(*port)}) : Value();
}

Value number_value_at(std::string_view raw, std::size_t offset) {
  const auto number = number_at<std::uint32_t>(raw, offset);
  return number ? Value(std::uint64_t{*number}) : Value();
}

// One of IPv4 that a socket of IPv6 is connected to is shown as one of IPv4.
Value either_address(const char* address, std::string& text) {
  InternetAddress found;
  std::memcpy(found.bytes.data(), address, found.bytes.size());
  text = to_text(found);
  return std::string_view(text);
}

Value inet_member(std::string_view raw, std::size_t member, std::string& text) {
  constexpr std::size_t kAt = offsetof(sockaddr_in, sin_addr);
  if (member == kPort4 || member == kPort) return port_at(raw, offsetof(sockaddr_in, sin_port));
  if ((member != kAddress4 && member != kAddress) || !reaches<in_addr>(raw, kAt)) return {};
  return address_text(AF_INET, raw.data() + kAt, text);
}

Value inet6_member(std::string_view raw, std::size_t member, std::string& text) {
  constexpr std::size_t kAt = offsetof(sockaddr_in6, sin6_addr);
  if (member == kPort6 || member == kPort) return port_at(raw, offsetof(sockaddr_in6, sin6_port));
  if (member == kScope6) return number_value_at(raw, offsetof(sockaddr_in6, sin6_scope_id));
  if (member == kFlow6) {
    const auto flow = number_at<std::uint32_t>(raw, offsetof(sockaddr_in6, sin6_flowinfo));
    return flow ? Value(std::uint64_t{ntohl(*flow)}) : Value();
  }
  if (!reaches<in6_addr>(raw, kAt)) return {};
  if (member == kAddress6) return address_text(AF_INET6, raw.data() + kAt, text);
  if (member == kAddress) return either_address(raw.data() + kAt, text);
  return {};
}

Value netlink_member(std::string_view raw, std::size_t member) {
  if (member == kNetlinkPid) return number_value_at(raw, offsetof(sockaddr_nl, nl_pid));
  if (member == kNetlinkGroups) return number_value_at(raw, offsetof(sockaddr_nl, nl_groups));
  return {};
}

Value vsock_member(std::string_view raw, std::size_t member) {
  if (member == kVsockPort) return number_value_at(raw, offsetof(sockaddr_vm, svm_port));
  if (member == kVsockCid) return number_value_at(raw, offsetof(sockaddr_vm, svm_cid));
  return {};
}

Value member_of_address(std::string_view raw, std::size_t member, std::string& text) {
  if (raw.size() < type_spec(WIRE_SOCKADDR).least) return {};
  const std::uint16_t family = socket_family(raw);
  if (member == kFamily) return std::uint64_t{family};
  if (family == AF_INET) return inet_member(raw, member, text);
  if (family == AF_INET6) return inet6_member(raw, member, text);
  if (family == AF_UNIX && member == kPath) return local_path(raw, text);
  if (family == AF_NETLINK) return netlink_member(raw, member);
  if (family == AF_VSOCK) return vsock_member(raw, member);
  return {};
}

// Writing. Members that were not given count as zero, and so do empty texts.

template <class T>
T number_in(const Value& value) {
  return static_cast<T>(bits_of(value).value_or(0));
}

std::string_view text_in(const Value& value) {
  const auto* const text = std::get_if<std::string_view>(&value);
  return text == nullptr ? std::string_view() : *text;
}

bool parse_address(int family, std::string_view text, void* address) {
  std::array<char, INET6_ADDRSTRLEN> closed{};
  if (text.empty()) return true;
  if (text.size() >= closed.size()) return false;
  std::memcpy(closed.data(), text.data(), text.size());
  return inet_pton(family, closed.data(), address) == 1;
}

// The member that the family has, or the one that stands for either family.
const Value& either(const Value& own, const Value& common) {
  return is_absent(own) ? common : own;
}

bool append_inet(std::span<const Value> members, std::string& out) {
  sockaddr_in in{};
  if (!parse_address(AF_INET, text_in(either(members[kAddress4], members[kAddress])), &in.sin_addr)) return false;
  in.sin_family = AF_INET;
  in.sin_port = htons(number_in<std::uint16_t>(either(members[kPort4], members[kPort])));
  append_bytes(in, out);
  return true;
}

bool append_inet6(std::span<const Value> members, std::string& out) {
  sockaddr_in6 in6{};
  if (!parse_address(AF_INET6, text_in(either(members[kAddress6], members[kAddress])), &in6.sin6_addr)) return false;
  in6.sin6_family = AF_INET6;
  in6.sin6_port = htons(number_in<std::uint16_t>(either(members[kPort6], members[kPort])));
  in6.sin6_flowinfo = htonl(number_in<std::uint32_t>(members[kFlow6]));
  in6.sin6_scope_id = number_in<std::uint32_t>(members[kScope6]);
  append_bytes(in6, out);
  return true;
}

bool append_unix(std::string_view path, std::string& out) {
  // With the closing NUL it has to fit into a sockaddr_storage, which is all that a frame takes.
  if (path.size() + 1 > type_spec(WIRE_SOCKADDR).most - offsetof(sockaddr_un, sun_path)) return false;
  append_bytes(sa_family_t{AF_UNIX}, out);
  if (path.starts_with('@')) {
    out.append(1, '\0').append(path.substr(1));
  } else if (!path.empty()) {  // else it has no name
    out.append(path).push_back('\0');
  }
  return true;
}

void append_netlink(std::span<const Value> members, std::string& out) {
  sockaddr_nl netlink{};
  netlink.nl_family = AF_NETLINK;
  netlink.nl_pid = number_in<std::uint32_t>(members[kNetlinkPid]);
  netlink.nl_groups = number_in<std::uint32_t>(members[kNetlinkGroups]);
  append_bytes(netlink, out);
}

void append_vsock(std::span<const Value> members, std::string& out) {
  sockaddr_vm vsock{};
  vsock.svm_family = AF_VSOCK;
  vsock.svm_port = number_in<std::uint32_t>(members[kVsockPort]);
  vsock.svm_cid = number_in<std::uint32_t>(members[kVsockCid]);
  append_bytes(vsock, out);
}

bool append_address(std::span<const Value> members, std::string& out) {
  if (is_absent(members[kFamily])) return false;
  const auto family = number_in<sa_family_t>(members[kFamily]);
  if (family == AF_INET) return append_inet(members, out);
  if (family == AF_INET6) return append_inet6(members, out);
  if (family == AF_UNIX) return append_unix(text_in(members[kPath]), out);
  if (family == AF_NETLINK) {
    append_netlink(members, out);
  } else if (family == AF_VSOCK) {
    append_vsock(members, out);
  } else {
    append_bytes(family, out);
  }
  return true;
}

}  // namespace

const OwnRecord socket_address_record = {member_of_address, append_address};

std::uint16_t socket_family(std::string_view raw) {
  return load<std::uint16_t>(raw);
}

std::string_view local_path(std::string_view raw, std::string& text) {
  const std::string_view path = raw.substr(std::min(raw.size(), offsetof(sockaddr_un, sun_path)));
  if (path.starts_with('\0')) {
    text.assign(path);
    text.front() = '@';
    return text;
  }
  const std::string_view closed = path.substr(0, path.find('\0'));
  if (!closed.starts_with('@')) return closed;
  text.assign("./").append(closed);
  return text;
}

}  // namespace trace
