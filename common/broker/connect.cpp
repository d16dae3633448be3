// SPDX-License-Identifier: Apache-2.0
#include "common/broker/connect.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <string_view>

namespace trace {
namespace {

constexpr int kTimeoutMs = 5000;

struct Address {
  sockaddr_storage storage{};
  socklen_t size = 0;  // 0: not understood
};

template <class Family>
Address as_address(const Family& address) {
  Address out;
  std::memcpy(&out.storage, &address, sizeof(address));
  out.size = sizeof(address);
  return out;
}

Address unix_address(const std::string& path) {
  sockaddr_un address{};
  if (path.size() >= sizeof(address.sun_path)) return {};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  return as_address(address);
}

Address internet_address(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return {};
  std::uint16_t port = 0;
  const std::string_view digits = text.substr(colon + 1);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (error != std::errc() || end != digits.data() + digits.size() || port == 0) return {};
  std::string host(text.substr(0, colon));
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    sockaddr_in6 address{};
    address.sin6_family = AF_INET6;
    address.sin6_port = htons(port);
    host = host.substr(1, host.size() - 2);
    return ::inet_pton(AF_INET6, host.c_str(), &address.sin6_addr) == 1 ? as_address(address) : Address();
  }
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  return ::inet_pton(AF_INET, host.c_str(), &address.sin_addr) == 1 ? as_address(address) : Address();
}

// Whether a connection that is under way comes about; errno says why not.
bool completes(int socket) {
  pollfd wait{socket, POLLOUT, 0};
  if (::poll(&wait, 1, kTimeoutMs) != 1) {
    errno = ETIMEDOUT;
    return false;
  }
  int error = 0;
  socklen_t size = sizeof(error);
  if (::getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size) != 0) return false;
  errno = error;
  return error == 0;
}

}  // namespace

UniqueFd connect_to(const Endpoint& endpoint) {
  const bool is_path = endpoint.address.starts_with('/');
  const Address address = is_path ? unix_address(endpoint.address) : internet_address(endpoint.address);
  if (address.size == 0) {
    errno = EINVAL;
    return {};
  }
  UniqueFd socket(::socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!socket) return {};
  const int done = ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address.storage), address.size);
  if (done == 0 || (errno == EINPROGRESS && completes(socket.get()))) return socket;
  return {};
}

Needs connect_needs() {
  return {{SYS_socket, 0, {AF_UNIX, AF_INET, AF_INET6}}, {SYS_connect}, {SYS_getsockopt}};
}

}  // namespace trace
