// SPDX-License-Identifier: Apache-2.0
// Sockets. The test makes what the act needs and knows every port; the child performs the one act.
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <fstream>

#include <catch2/catch.hpp>

#include "tests/kernel/addresses.h"
#include "tests/kernel/machine.h"
#include "tests/kernel/skip.h"
#include "tests/kernel/triggers.h"

namespace trace::kernel_tests {
namespace {

std::string loopback_json(int port) {
  return R"({"sa_family":"AF_INET","sin_addr":"127.0.0.1","sin_port":")" + std::to_string(port) + R"("})";
}

template <class Address>
const sockaddr* generic(const Address& address) {
  return reinterpret_cast<const sockaddr*>(&address);
}

// A TCP socket on a free port of the loopback device.
struct Bound {
  UniqueFd fd;
  int port = 0;
};

Bound bound_socket() {
  UniqueFd fd(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address = loopback(0);
  REQUIRE(bind(fd.get(), generic(address), sizeof(address)) == 0);
  socklen_t size = sizeof(address);
  REQUIRE(getsockname(fd.get(), reinterpret_cast<sockaddr*>(&address), &size) == 0);
  return {std::move(fd), ntohs(address.sin_port)};
}

Bound listening_socket() {
  Bound bound = bound_socket();
  REQUIRE(listen(bound.fd.get(), 8) == 0);
  return bound;
}

UniqueFd connected_to(int port) {
  UniqueFd fd(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const sockaddr_in address = loopback(port);
  REQUIRE(connect(fd.get(), generic(address), sizeof(address)) == 0);
  return fd;
}

int own_port(const UniqueFd& fd) {
  sockaddr_in own{};
  socklen_t size = sizeof(own);
  REQUIRE(getsockname(fd.get(), reinterpret_cast<sockaddr*>(&own), &size) == 0);
  return ntohs(own.sin_port);
}

}  // namespace

void provoke_security_socket_create() {
  Collector& collector = hook_collector();
  const Child child = run_child([] { return socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, IPPROTO_UDP) >= 0 ? 0 : 1; });
  const Record created = collector.expect("security_socket_create", child.pid);
  check_context(created, child);
  CHECK(created.arg("family") == std::to_string(AF_INET));
  CHECK(created.arg("type") == std::to_string(SOCK_DGRAM));
  CHECK(created.arg("protocol") == std::to_string(IPPROTO_UDP));
  CHECK(created.arg("kern") == "0");
}

void provoke_security_socket_bind() {
  Collector& collector = hook_collector();
  const int port = bound_socket().port;  // free again
  const UniqueFd fd(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const Child child = run_child([&] {
    const sockaddr_in address = loopback(port);
    return bind(fd.get(), generic(address), sizeof(address));
  });
  const Record event = collector.expect("security_socket_bind", child.pid);
  check_context(event, child);
  CHECK(event.arg("sockfd") == std::to_string(fd.get()));
  CHECK(event.arg("local_addr") == loopback_json(port));
}

void provoke_security_socket_listen() {
  Collector& collector = hook_collector();
  const Bound bound = bound_socket();
  const Child child = run_child([&] { return listen(bound.fd.get(), 7); });
  const Record event = collector.expect("security_socket_listen", child.pid);
  check_context(event, child);
  CHECK(event.arg("sockfd") == std::to_string(bound.fd.get()));
  CHECK(event.arg("local_addr") == loopback_json(bound.port));
  CHECK(event.arg("backlog") == "7");
}

TEST_CASE("a queue is as long as the kernel allows", "[hook]") {
  Collector& collector = hook_collector();
  std::string longest;
  REQUIRE(std::getline(std::ifstream("/proc/sys/net/core/somaxconn"), longest));
  const Bound bound = bound_socket();
  const Child child = run_child([&] { return listen(bound.fd.get(), 1'000'000); });
  CHECK(collector.expect("security_socket_listen", child.pid).arg("backlog") == longest);
}

void provoke_security_socket_connect() {
  Collector& collector = hook_collector();
  const Bound server = listening_socket();
  const UniqueFd fd(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const Child child = run_child([&] {
    const sockaddr_in address = loopback(server.port);
    return connect(fd.get(), generic(address), sizeof(address));
  });
  const Record event = collector.expect("security_socket_connect", child.pid);
  check_context(event, child);
  CHECK(event.arg("sockfd") == std::to_string(fd.get()));
  CHECK(event.arg("type") == std::to_string(SOCK_STREAM));
  CHECK(event.arg("remote_addr") == loopback_json(server.port));
}

TEST_CASE("a connection that is refused is seen", "[hook]") {
  Collector& collector = hook_collector();
  const int port = bound_socket().port;  // nobody listens there
  const Child child = run_child([&] {
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    const sockaddr_in address = loopback(port);
    return connect(fd, generic(address), sizeof(address)) == -1 ? 0 : 1;
  });
  const Record event = collector.expect("security_socket_connect", child.pid);
  CHECK(event.arg("remote_addr") == loopback_json(port));
}

TEST_CASE("a connection to a unix socket has its path", "[hook]") {
  Collector& collector = hook_collector();
  const TempDir dir;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, dir.file("socket").c_str(), sizeof(address.sun_path) - 1);
  const UniqueFd server(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  REQUIRE(bind(server.get(), generic(address), sizeof(address)) == 0);
  REQUIRE(listen(server.get(), 1) == 0);
  const Child child =
      run_child([&] { return connect(socket(AF_UNIX, SOCK_STREAM, 0), generic(address), sizeof(address)); });
  const Record event = collector.expect("security_socket_connect", child.pid);
  CHECK(event.arg("remote_addr") == R"({"sa_family":"AF_UNIX","sun_path":)" + quoted(dir.file("socket")) + "}");
}

TEST_CASE("a connection to a unix socket without a file has its name", "[hook]") {
  Collector& collector = hook_collector();
  constexpr std::string_view kName("\0trace-test", 11);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::copy(kName.begin(), kName.end(), address.sun_path);
  const Child child = run_child([&] {
    const socklen_t size = offsetof(sockaddr_un, sun_path) + kName.size();
    return connect(socket(AF_UNIX, SOCK_STREAM, 0), generic(address), size) == -1 ? 0 : 1;
  });
  const Record event = collector.expect("security_socket_connect", child.pid);
  CHECK(event.arg("remote_addr") == R"({"sa_family":"AF_UNIX","sun_path":"@trace-test"})");
}

TEST_CASE("a connection to an IPv6 address has its address and port", "[hook]") {
  const UniqueFd server(socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in6 address{};
  address.sin6_family = AF_INET6;
  address.sin6_addr = in6addr_loopback;
  if (!server || bind(server.get(), generic(address), sizeof(address)) != 0) {
    return skip("there is no IPv6 loopback address");
  }
  Collector& collector = hook_collector();
  socklen_t size = sizeof(address);
  REQUIRE(getsockname(server.get(), reinterpret_cast<sockaddr*>(&address), &size) == 0);
  REQUIRE(listen(server.get(), 1) == 0);
  const Child child =
      run_child([&] { return connect(socket(AF_INET6, SOCK_STREAM, 0), generic(address), sizeof(address)); });
  const Record event = collector.expect("security_socket_connect", child.pid);
  CHECK(event.arg("remote_addr") == R"({"sa_family":"AF_INET6","sin6_addr":"::1","sin6_flowinfo":"0","sin6_port":")" +
                                        std::to_string(ntohs(address.sin6_port)) + R"(","sin6_scopeid":"0"})");
}

void provoke_security_socket_accept() {
  Collector& collector = hook_collector();
  const Bound server = listening_socket();
  const UniqueFd client = connected_to(server.port);
  const Child child = run_child([&] { return accept(server.fd.get(), nullptr, nullptr) >= 0 ? 0 : 1; });
  const Record event = collector.expect("security_socket_accept", child.pid);
  check_context(event, child);
  CHECK(event.arg("sockfd") == std::to_string(server.fd.get()));
  CHECK(event.arg("local_addr") == loopback_json(server.port));
}

// The caller does not ask for the peer's address.
void provoke_socket_accept() {
  Collector& collector = hook_collector();
  const Bound server = listening_socket();
  const UniqueFd client = connected_to(server.port);
  const Child child = run_child([&] { return accept(server.fd.get(), nullptr, nullptr) >= 0 ? 0 : 1; });
  const Record event = collector.expect("socket_accept", child.pid);
  check_context(event, child);
  CHECK(event.arg("sockfd") == std::to_string(server.fd.get()));
  CHECK(event.arg("local_addr") == loopback_json(server.port));
  CHECK(event.arg("remote_addr") == loopback_json(own_port(client)));
}

void provoke_socket_dup() {
  Collector& collector = hook_collector();
  const Bound server = listening_socket();
  const UniqueFd client = connected_to(server.port);
  const int fd = client.get();
  struct Way {
    const char* name;
    std::function<int()> duplicate;
  };
  const Way ways[] = {
      {"dup", [fd] { return dup(fd); }},
      {has_call("dup2") ? "dup2" : "dup3", [fd] { return dup2(fd, 100); }},
      {"dup3", [fd] { return dup3(fd, 101, O_CLOEXEC); }},
      {"fcntl", [fd] { return fcntl(fd, F_DUPFD, 102); }},
  };
  for (const Way& way : ways) {
    INFO(way.name);
    const Shared<int> made;
    const Child child = run_child([&] {
      *made = way.duplicate();
      return *made >= 0 ? 0 : 1;
    });
    const Record event = collector.expect("socket_dup", child.pid);
    check_context(event, child);
    CHECK(event.member("syscall") == quoted(way.name));
    CHECK(event.arg("oldfd") == std::to_string(fd));
    CHECK(event.arg("newfd") == std::to_string(*made));
    CHECK(event.arg("remote_addr") == loopback_json(server.port));
  }
}

TEST_CASE("a descriptor that is duplicated to itself is not duplicated", "[hook]") {
  Collector& collector = hook_collector();
  const Bound server = listening_socket();
  const UniqueFd client = connected_to(server.port);
  const int fd = client.get();
  const Child child = run_child([fd] { return dup2(fd, fd) == fd && dup2(fd, 100) == 100 ? 0 : 1; });
  CHECK(collector.expect("socket_dup", child.pid).arg("newfd") == "100");
}

void provoke_stdio_socket() {
  Collector& collector = hook_collector();
  const Bound server = listening_socket();
  struct Way {
    const char* name;
    std::function<int(int client)> take;
  };
  const Way ways[] = {
      {"accept", [&](int) { return accept(server.fd.get(), nullptr, nullptr); }},
      {"accept4", [&](int) { return accept4(server.fd.get(), nullptr, nullptr, SOCK_CLOEXEC); }},
      {"pidfd_getfd",
       [](int client) {
         const long parent = syscall(SYS_pidfd_open, getppid(), 0);
         close(1);
         return static_cast<int>(syscall(SYS_pidfd_getfd, parent, client, 0));
       }},
  };
  for (const Way& way : ways) {
    INFO(way.name);
    const bool accepts = std::string_view(way.name) != "pidfd_getfd";
    const UniqueFd client = connected_to(server.port);
    const Child child = run_child([&] {
      if (accepts) close(1);
      return way.take(client.get()) == 1 ? 0 : 1;
    });
    const Record event = collector.expect("stdio_socket", child.pid);
    check_context(event, child);
    CHECK(event.member("syscall") == quoted(way.name));
    CHECK(event.arg("sockfd") == "1");
    CHECK(event.arg("type") == std::to_string(SOCK_STREAM));
    CHECK(event.arg("remote_addr") == loopback_json(accepts ? own_port(client) : server.port));
  }
}

TEST_CASE("a connect that the kernel has no address of is none", "[hook]") {
  Collector& collector = hook_collector();
  const Bound server = listening_socket();
  const Child child = run_child([&] {
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in address = loopback(server.port);
    std::array<char, 256> long_address{};
    std::memcpy(long_address.data(), &address, sizeof(address));
    const bool refused = connect(fd, reinterpret_cast<const sockaddr*>(8), sizeof(address)) == -1 &&
                         connect(fd, generic(address), static_cast<socklen_t>(-1)) == -1 &&
                         connect(fd, generic(long_address), long_address.size()) == -1;
    return refused ? connect(fd, generic(address), sizeof(address)) : 1;
  });
  const Record event = collector.expect("security_socket_connect", child.pid);
  CHECK(event.arg("remote_addr") == loopback_json(server.port));
  CHECK(event.member("returnValue") == "0");
}

// net/ipv4/af_inet.c, __inet_bind(): a family of 0 is accepted if the address is 0 as well.
TEST_CASE("an IPv4 socket is bound by an address without a family", "[hook]") {
  Collector& collector = hook_collector();
  const Child child = run_child([] {
    sockaddr_in address{};
    return bind(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), generic(address), sizeof(address));
  });
  CHECK(collector.expect("security_socket_bind", child.pid).arg("local_addr") ==
        R"({"sa_family":"AF_INET","sin_addr":"0.0.0.0","sin_port":"0"})");
}

TEST_CASE("to connect to no family dissolves a connection", "[hook]") {
  Collector& collector = hook_collector();
  const Child child = run_child([] {
    sockaddr_in address = loopback(9);
    address.sin_family = AF_UNSPEC;
    return connect(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), generic(address), sizeof(address));
  });
  CHECK(collector.expect("security_socket_connect", child.pid).arg("remote_addr") == R"({"sa_family":"AF_UNSPEC"})");
}

}  // namespace trace::kernel_tests
