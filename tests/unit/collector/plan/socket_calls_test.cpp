// SPDX-License-Identifier: Apache-2.0
#include "collector/plan/socket_calls.h"

#include <sys/syscall.h>

#include <cstddef>
#include <initializer_list>

#include <catch2/catch.hpp>

namespace trace {
namespace {

TEST_CASE("system calls on sockets say which one they are about", "[plan]") {
  const SocketCalls calls = make_socket_calls();
  const auto& native = calls[0];
  for (const std::size_t number : std::initializer_list<std::size_t>{SYS_socket, SYS_accept, SYS_accept4})
    CHECK(native.at(number) == WIRE_SOCKET_RESULT);
  for (const std::size_t number : std::initializer_list<std::size_t>{SYS_connect, SYS_sendto, SYS_recvfrom, SYS_sendmsg,
                                                                     SYS_recvmsg, SYS_sendmmsg, SYS_recvmmsg}) {
    CHECK(native.at(number) == WIRE_SOCKET_ARGUMENT);
  }
  for (const std::size_t number : std::initializer_list<std::size_t>{SYS_read, SYS_write, SYS_bind, SYS_socketpair}) {
    CHECK(native.at(number) == WIRE_SOCKET_NONE);
  }
}

// arch/x86/entry/syscalls/syscall_32.tbl
TEST_CASE("so do those of 32-bit programs", "[plan]") {
  const SocketCalls calls = make_socket_calls(Architecture::x86_64);
  const auto& compat = calls[1];
  CHECK(compat.at(102) == WIRE_SOCKET_PARTS);
  for (const std::size_t number : std::initializer_list<std::size_t>{359, 364})
    CHECK(compat.at(number) == WIRE_SOCKET_RESULT);
  for (const std::size_t number : std::initializer_list<std::size_t>{362, 369, 370, 371, 372, 345, 337, 417})
    CHECK(compat.at(number) == WIRE_SOCKET_ARGUMENT);
  CHECK(compat.at(41) == WIRE_SOCKET_NONE);  // dup
}

}  // namespace
}  // namespace trace
