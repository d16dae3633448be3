// SPDX-License-Identifier: Apache-2.0
// Arguments that mean something only under a condition: results of the kernel, lengths that another argument says, modes.
// Each test plants something else where the argument is, and does not want to see it.
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include <catch2/catch.hpp>

#include "tests/kernel/triggers.h"

namespace trace::kernel_tests {
namespace {

constexpr const char* kMissing = "/nonexistent/trace";

// Static, so that a forked child has them at the same addresses.
std::array<int, 2>& planted_ends() {
  static std::array<int, 2> ends;
  ends = {4711, 4712};
  return ends;
}

std::array<char, 64>& planted_text() {
  static std::array<char, 64> text;
  text.fill('#');
  text.back() = '\0';
  return text;
}

sockaddr_un& planted_address() {
  static sockaddr_un address;
  address.sun_family = AF_UNIX;
  std::strcpy(address.sun_path, "/planted");
  return address;
}

socklen_t& address_size() {
  static socklen_t size;
  size = sizeof(sockaddr_un);
  return size;
}

Collector& arguments_collector() {
  static Collector collector({"--trace",
                              "event=openat,pipe2,socketpair,readlinkat,getcwd,accept4,getsockname,nanosleep,sendto,"
                              "setdomainname",
                              "--trace", "comm=kernel_tests"});
  return collector;
}

// Whether the event says that it has no such argument.
bool is_absent(const Record& record, const char* argument) {
  constexpr std::string_view kKey = R"("absent":[)";
  const std::size_t begin = record.line.find(kKey);
  if (begin == std::string::npos) return false;
  const std::size_t at = record.line.find(quoted(argument), begin);
  return at < record.line.find(']', begin);
}

// The event of a call that a child makes.
Record record_of(const char* name, const std::function<long()>& act) {
  Collector& collector = arguments_collector();
  const Child child = run_child([&] {
    act();
    return 0;
  });
  Record record = collector.expect(name, child.pid);
  INFO(record.line);
  return record;
}

}  // namespace

TEST_CASE("the mode of an open that creates nothing is not shown", "[arguments]") {
  const Record plain = record_of("openat", [] { return syscall(SYS_openat, AT_FDCWD, kMissing, O_RDONLY, 0777); });
  CHECK(is_absent(plain, "mode"));
  const Record created =
      record_of("openat", [] { return syscall(SYS_openat, AT_FDCWD, kMissing, O_WRONLY | O_CREAT, 0600); });
  CHECK(created.arg("mode") == "384");
  const Record temporary =
      record_of("openat", [] { return syscall(SYS_openat, AT_FDCWD, kMissing, O_WRONLY | O_TMPFILE, 0640); });
  CHECK(temporary.arg("mode") == "416");
}

TEST_CASE("descriptors that the kernel did not return are not shown", "[arguments]") {
  CHECK(is_absent(record_of("pipe2", [] { return syscall(SYS_pipe2, planted_ends().data(), 1); }), "pipefd"));
  const auto pair = [](int family) { return syscall(SYS_socketpair, family, SOCK_STREAM, 0, planted_ends().data()); };
  CHECK(is_absent(record_of("socketpair", [&] { return pair(AF_INET); }), "sv"));
  CHECK(record_of("socketpair", [&] { return pair(AF_UNIX); }).arg("sv").find("471") == std::string::npos);
}

TEST_CASE("a result is as long as the kernel says, and is none if the call failed", "[arguments]") {
  const TempDir dir;
  const std::string link = dir.file("link");
  REQUIRE(symlink("target", link.c_str()) == 0);
  const auto read = [](const char* path) {
    return syscall(SYS_readlinkat, AT_FDCWD, path, planted_text().data(), planted_text().size());
  };
  CHECK(record_of("readlinkat", [&] { return read(link.c_str()); }).arg("buf") == quoted("target"));
  CHECK(is_absent(record_of("readlinkat", [&] { return read(kMissing); }), "buf"));
  const auto where = [](std::size_t room) { return syscall(SYS_getcwd, planted_text().data(), room); };
  CHECK(record_of("getcwd", [&] { return chdir("/proc") == 0 ? where(64) : -1; }).arg("buf") == quoted("/proc"));
  CHECK(is_absent(record_of("getcwd", [&] { return where(1); }), "buf"));
}

TEST_CASE("an address that the kernel did not return is not shown", "[arguments]") {
  const auto accepted = [] { return syscall(SYS_accept4, -1, &planted_address(), &address_size(), 0); };
  CHECK(is_absent(record_of("accept4", accepted), "addr"));
  const Record named = record_of("getsockname", [] {
    const int unnamed = socket(AF_UNIX, SOCK_STREAM, 0);
    return syscall(SYS_getsockname, unnamed, &planted_address(), &address_size());
  });
  CHECK(named.arg("addr").find("planted") == std::string::npos);
  CHECK(named.arg("addr").find("AF_UNIX") != std::string::npos);
}

TEST_CASE("what is left of a sleep is shown only if it was cut short", "[arguments]") {
  static timespec left;
  static const timespec asked{0, 1'000'000};
  left = {77, 77};
  const Record slept = record_of("nanosleep", [] { return syscall(SYS_nanosleep, &asked, &left); });
  CHECK(slept.arg("rem").find("77") == std::string::npos);
  CHECK(slept.arg("req") == "0.001");
}

TEST_CASE("a text with a length ends there", "[arguments]") {
  // Too long a name is refused, so nothing is renamed.
  const Record refused =
      record_of("setdomainname", [] { return syscall(SYS_setdomainname, planted_text().data(), 65UL); });
  CHECK(refused.member("returnValue") == std::to_string(-EINVAL));
  CHECK(refused.arg("name").size() >= 63 + 2);
}

}  // namespace trace::kernel_tests
