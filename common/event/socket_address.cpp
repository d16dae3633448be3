// SPDX-License-Identifier: Apache-2.0
#include "common/event/socket_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <charconv>
#include <cstring>

#include "common/catalog/meaning_text.h"

namespace trace {
namespace {

template <class T>
std::optional<T> load(std::string_view bytes) {
  if (bytes.size() < sizeof(T)) return std::nullopt;
  T value;
  std::memcpy(&value, bytes.data(), sizeof(T));
  return value;
}

template <class T>
std::string raw_bytes(const T& value) {
  return std::string(reinterpret_cast<const char*>(&value), sizeof(value));
}

std::string address_text(int family, const void* address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  inet_ntop(family, address, text.data(), text.size());
  return text.data();
}

template <class T>
bool parse_number(std::string_view text, T& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

std::uint16_t socket_family(const SocketAddress& address) {
  return load<std::uint16_t>(address.raw).value_or(0);
}

SocketMembers socket_members(const SocketAddress& address) {
  const std::uint16_t family = socket_family(address);
  std::string family_text = meaning_text(Meaning::socket_family, family);
  if (!family_text.starts_with("AF_")) family_text = "AF_UNSPEC";
  SocketMembers members;
  members.emplace_back("sa_family", std::move(family_text));
  if (family == AF_INET) {
    if (const auto in = load<sockaddr_in>(address.raw)) {
      members.emplace_back("sin_addr", address_text(AF_INET, &in->sin_addr));
      members.emplace_back("sin_port", std::to_string(ntohs(in->sin_port)));
    }
  } else if (family == AF_INET6) {
    if (const auto in6 = load<sockaddr_in6>(address.raw)) {
      members.emplace_back("sin6_addr", address_text(AF_INET6, &in6->sin6_addr));
      members.emplace_back("sin6_flowinfo", std::to_string(ntohl(in6->sin6_flowinfo)));
      members.emplace_back("sin6_port", std::to_string(ntohs(in6->sin6_port)));
      members.emplace_back("sin6_scopeid", std::to_string(in6->sin6_scope_id));
    }
  } else if (family == AF_UNIX) {
    const std::string_view path = address.raw.substr(offsetof(sockaddr_un, sun_path));
    members.emplace_back("sun_path", std::string(path.substr(0, path.find('\0'))));
  }
  return members;
}

std::optional<std::string> socket_member(const SocketAddress& address, std::string_view name) {
  for (auto& [key, text] : socket_members(address)) {
    if (key == name) return std::move(text);
  }
  return std::nullopt;
}

std::optional<std::string> socket_bytes(
    const std::vector<std::pair<std::string_view, std::string_view>>& members) {
  const auto find = [&](std::string_view name) -> std::string {
    for (const auto& [key, text] : members) {
      if (key == name) return std::string(text);
    }
    return {};
  };
  const auto family = parse_meaning(Meaning::socket_family, find("sa_family"));
  if (!family) return std::nullopt;
  if (*family == AF_INET) {
    sockaddr_in in{};
    in.sin_family = AF_INET;
    std::uint16_t port = 0;
    if (const std::string text = find("sin_port"); !text.empty() && !parse_number(text, port)) return std::nullopt;
    const std::string text = find("sin_addr");
    if (!text.empty() && inet_pton(AF_INET, text.c_str(), &in.sin_addr) != 1) return std::nullopt;
    in.sin_port = htons(port);
    return raw_bytes(in);
  }
  if (*family == AF_INET6) {
    sockaddr_in6 in6{};
    in6.sin6_family = AF_INET6;
    std::uint16_t port = 0;
    std::uint32_t flow = 0;
    if (const std::string text = find("sin6_port"); !text.empty() && !parse_number(text, port)) return std::nullopt;
    if (const std::string text = find("sin6_flowinfo"); !text.empty() && !parse_number(text, flow)) return std::nullopt;
    if (const std::string text = find("sin6_scopeid"); !text.empty() && !parse_number(text, in6.sin6_scope_id)) {
      return std::nullopt;
    }
    const std::string text = find("sin6_addr");
    if (!text.empty() && inet_pton(AF_INET6, text.c_str(), &in6.sin6_addr) != 1) return std::nullopt;
    in6.sin6_port = htons(port);
    in6.sin6_flowinfo = htonl(flow);
    return raw_bytes(in6);
  }
  std::string bytes = raw_bytes(static_cast<std::uint16_t>(*family));
  if (*family == AF_UNIX) bytes.append(find("sun_path")).push_back('\0');
  return bytes;
}

}  // namespace trace
