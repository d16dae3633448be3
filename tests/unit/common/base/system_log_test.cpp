// SPDX-License-Identifier: Apache-2.0
#include "common/base/system_log.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <string>

#include <catch2/catch.hpp>

#include "tests/support/folder.h"

namespace trace {
namespace {

UniqueFd listen_at(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof(address.sun_path) - 1);
  UniqueFd socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  REQUIRE(::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0);
  return socket;
}

TEST_CASE("a line of the system's log has its priority and its program, and is one datagram") {
  const Folder folder;
  const std::string path = folder.file("log");
  const UniqueFd listener = listen_at(path);
  auto log = SystemLog::open("trace-ebpf", path);
  REQUIRE(log);
  REQUIRE(log->write("two words"));
  char text[100];
  const ssize_t size = ::read(listener.get(), text, sizeof(text));
  REQUIRE(size > 0);
  CHECK(std::string(text, static_cast<std::size_t>(size)) ==
        "<86>trace-ebpf[" + std::to_string(::getpid()) + "]: two words");
}

TEST_CASE("a log that nobody reads from is an error, and nothing waits for it") {
  const Folder folder;
  CHECK(!SystemLog::open("trace-ebpf", folder.file("log")));
  CHECK(!SystemLog::open("trace-ebpf", std::string(200, 'x')));
  UniqueFd listener = listen_at(folder.file("log"));
  auto log = SystemLog::open("trace-ebpf", folder.file("log"));
  REQUIRE(log);
  bool is_full = false;
  for (int i = 0; i < 100'000 && !is_full; ++i) is_full = !log->write("a line");
  CHECK(is_full);
  listener = UniqueFd();
  CHECK(!log->write("a line"));
}

}  // namespace
}  // namespace trace
