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

std::string address_text(int family, const void* address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  inet_ntop(family, address, text.data(), text.size());
  return text.data();
}

// Empty texts were not given, and count as zero.
template <class T>
bool parse_number(std::string_view text, T& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return text.empty() || (error == std::errc() && end == text.data() + text.size());
}

bool parse_address(int family, std::string_view text, void* address) {
  std::array<char, INET6_ADDRSTRLEN> closed{};
  if (text.empty()) return true;
  if (text.size() >= closed.size()) return false;
  std::memcpy(closed.data(), text.data(), text.size());
  return inet_pton(family, closed.data(), address) == 1;
}

template <class T>
bool append(const T& value, std::string& out) {
  out.append(reinterpret_cast<const char*>(&value), sizeof(value));
  return true;
}

bool append_inet(const SocketTexts& texts, std::string& out) {
  sockaddr_in in{};
  std::uint16_t port = 0;
  if (!parse_number(texts.port, port) || !parse_address(AF_INET, texts.address, &in.sin_addr)) return false;
  in.sin_family = AF_INET;
  in.sin_port = htons(port);
  return append(in, out);
}

bool append_inet6(const SocketTexts& texts, std::string& out) {
  sockaddr_in6 in6{};
  std::uint16_t port = 0;
  std::uint32_t flow = 0;
  if (!parse_number(texts.port, port) || !parse_number(texts.flowinfo, flow) ||
      !parse_number(texts.scope_id, in6.sin6_scope_id) || !parse_address(AF_INET6, texts.address, &in6.sin6_addr)) {
    return false;
  }
  in6.sin6_family = AF_INET6;
  in6.sin6_port = htons(port);
  in6.sin6_flowinfo = htonl(flow);
  return append(in6, out);
}

bool append_unix(std::string_view path, std::string& out) {
  // With the closing NUL it has to fit into a sockaddr_storage, which is all that a frame takes.
  if (path.size() + 1 > sizeof(sockaddr_storage) - offsetof(sockaddr_un, sun_path)) return false;
  append(sa_family_t{AF_UNIX}, out);
  if (path.starts_with('@')) {
    out.append(1, '\0').append(path.substr(1));
  } else {
    out.append(path).push_back('\0');
  }
  return true;
}

}  // namespace

std::uint16_t socket_family(const SocketAddress& address) {
  return load<std::uint16_t>(address.raw).value_or(0);
}

std::string_view local_path(const SocketAddress& address, std::string& text) {
  const std::string_view path = address.raw.substr(std::min(address.raw.size(), offsetof(sockaddr_un, sun_path)));
  const std::size_t first_nul = path.find('\0');
  const std::size_t end = path.find_last_not_of('\0');
  if (first_nul != 0 || end == std::string_view::npos) return path.substr(0, first_nul);
  text.assign(path.substr(0, end + 1));
  std::replace(text.begin(), text.end(), '\0', '@');
  return text;
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
    std::string text;
    members.emplace_back("sun_path", std::string(local_path(address, text)));
  }
  return members;
}

std::optional<std::string> socket_member(const SocketAddress& address, std::string_view name) {
  for (auto& [key, text] : socket_members(address)) {
    if (key == name) return std::move(text);
  }
  return std::nullopt;
}

std::string_view* SocketTexts::find(std::string_view name) {
  if (name == "sa_family") return &family;
  if (name == "sun_path") return &path;
  if (name == "sin_addr" || name == "sin6_addr") return &address;
  if (name == "sin_port" || name == "sin6_port") return &port;
  if (name == "sin6_flowinfo") return &flowinfo;
  if (name == "sin6_scopeid") return &scope_id;
  return nullptr;
}

bool append_socket_address(const SocketTexts& texts, std::string& out) {
  const auto family = parse_meaning(Meaning::socket_family, texts.family);
  if (!family || *family > UINT16_MAX) return false;
  if (*family == AF_INET) return append_inet(texts, out);
  if (*family == AF_INET6) return append_inet6(texts, out);
  if (*family == AF_UNIX) return append_unix(texts.path, out);
  return append(static_cast<sa_family_t>(*family), out);
}

std::optional<std::string> socket_bytes(const std::vector<std::pair<std::string_view, std::string_view>>& members) {
  SocketTexts texts;
  for (const auto& [name, text] : members) {
    if (std::string_view* const member = texts.find(name)) *member = text;
  }
  std::string bytes;
  if (!append_socket_address(texts, bytes)) return std::nullopt;
  return bytes;
}

}  // namespace trace
