// SPDX-License-Identifier: Apache-2.0
#include "common/base/supervisor.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstdlib>
#include <string>

#include <catch2/catch.hpp>

#include "tests/support/folder.h"

namespace trace {
namespace {

using std::chrono::seconds;

// A supervisor that a service was started by: its socket, and the variables.
struct Started {
  explicit Started(const std::string& name) : socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    name.copy(address.sun_path, sizeof(address.sun_path) - 1);
    const bool is_path = name.front() != '@';
    if (!is_path) address.sun_path[0] = '\0';
    const std::size_t size = offsetof(sockaddr_un, sun_path) + name.size() + (is_path ? 1 : 0);
    REQUIRE(::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), static_cast<socklen_t>(size)) == 0);
    ::setenv("NOTIFY_SOCKET", name.c_str(), 1);
  }
  ~Started() {
    for (const char* name : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"}) ::unsetenv(name);
  }
  // The next datagram; empty if there is none.
  std::string heard() const {
    char text[256];
    const ssize_t size = ::recv(socket.get(), text, sizeof(text), 0);
    return size < 0 ? std::string() : std::string(text, static_cast<std::size_t>(size));
  }
  UniqueFd socket;
};

}  // namespace

TEST_CASE("a supervisor is told of start, reload and end, by path and by abstract name") {
  const Folder folder;
  const std::string name = GENERATE(true, false) ? folder.file("notify") : "@trace-test-" + std::to_string(::getpid());
  const Started started(name);
  Supervisor supervisor = Supervisor::of_environment();
  supervisor.ready();
  CHECK(started.heard() == "READY=1");
  supervisor.reloading();
  CHECK(started.heard().starts_with("RELOADING=1\nMONOTONIC_USEC="));
  supervisor.stopping();
  CHECK(started.heard() == "STOPPING=1");
  CHECK(started.heard().empty());
}

TEST_CASE("signs of life come four times in the time that is granted, and only if they are wanted") {
  const Folder folder;
  const Started started(folder.file("notify"));
  const bool wanted = GENERATE(true, false);
  if (wanted) ::setenv("WATCHDOG_USEC", "8000000", 1);
  Supervisor supervisor = Supervisor::of_environment();
  const auto now = Supervisor::Clock::now();
  int count = 0;
  for (int second = 0; second < 20; ++second) {
    supervisor.alive(now + seconds(second));
    while (started.heard() == "WATCHDOG=1") ++count;
  }
  CHECK(count == (wanted ? 10 : 0));
}

TEST_CASE("signs of life that another process is asked for are not sent") {
  const Folder folder;
  const Started started(folder.file("notify"));
  ::setenv("WATCHDOG_USEC", "8000000", 1);
  ::setenv("WATCHDOG_PID", "1", 1);
  Supervisor supervisor = Supervisor::of_environment();
  supervisor.alive();
  CHECK(started.heard().empty());
}

TEST_CASE("children do not inherit the supervisor") {
  const Folder folder;
  const Started started(folder.file("notify"));
  ::setenv("WATCHDOG_USEC", "8000000", 1);
  const Supervisor supervisor = Supervisor::of_environment();
  CHECK(std::getenv("NOTIFY_SOCKET") == nullptr);
  CHECK(std::getenv("WATCHDOG_USEC") == nullptr);
}

TEST_CASE("without a supervisor, or with one that is gone, nothing happens") {
  if (GENERATE(true, false)) ::setenv("NOTIFY_SOCKET", "/nonexistent/socket", 1);
  Supervisor supervisor = Supervisor::of_environment();
  supervisor.ready();
  supervisor.alive();
  CHECK(std::getenv("NOTIFY_SOCKET") == nullptr);
}

}  // namespace trace
