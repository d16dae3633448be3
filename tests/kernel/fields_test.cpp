// SPDX-License-Identifier: Apache-2.0
// Fields of system calls that lie in structs, addresses of every kind, calls without a name, and values as filters take them.
#include <fcntl.h>
#include <linux/netlink.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <map>

#include <catch2/catch.hpp>

#include "tests/kernel/triggers.h"

namespace trace::kernel_tests {
namespace {

constexpr const char* kMissing = "/nonexistent/trace";

Collector& fields_collector() {
  static Collector collector(
      {"--trace",
       "event=openat2,clone3,sendto,sendmsg,sendmmsg,bind,connect,ppoll,lseek,security_socket_connect,"
       "unknown_syscall,mremap,membarrier",
       "--trace", "comm=kernel_tests"});
  return collector;
}

Record record_of(const char* name, const std::function<void()>& act, const Matcher& matches = {}) {
  Collector& collector = fields_collector();
  const Child child = run_child([&] {
    act();
    return 0;
  });
  return collector.expect(name, child.pid, matches);
}

bool is_absent(const Record& record, const std::string& argument) {
  const std::size_t begin = record.line.find(R"("absent":[)");
  return begin != std::string::npos && record.line.find(quoted(argument), begin) < record.line.find(']', begin);
}

sockaddr_in loopback(std::uint16_t port, std::uint32_t address = INADDR_LOOPBACK) {
  sockaddr_in in{};
  in.sin_family = AF_INET;
  in.sin_port = htons(port);
  in.sin_addr.s_addr = htonl(address);
  return in;
}

std::string inet(const char* address, int port) {
  return std::string(R"({"sa_family":"AF_INET","sin_addr":")") + address + R"(","sin_port":")" + std::to_string(port) +
         "\"}";
}

}  // namespace

TEST_CASE("openat2 has what its struct says, as far as it goes", "[fields]") {
  static std::array<std::uint64_t, 3> how{O_WRONLY | O_CREAT | O_CLOEXEC, 0640, 4 /* RESOLVE_NO_SYMLINKS */};
  const auto opened = [](std::size_t size) {
    return record_of("openat2", [=] { syscall(437, AT_FDCWD, kMissing, how.data(), size); });
  };
  const Record whole = opened(sizeof(how));
  CHECK(whole.arg("flags") == std::to_string(how[0]));
  CHECK(whole.arg("mode") == "416");
  CHECK(whole.arg("resolve") == "4");
  CHECK(whole.line.find(R"("user":["pathname","flags","mode","resolve"])") != std::string::npos);
  const Record cut = opened(16);
  CHECK(cut.arg("mode") == "416");
  CHECK(is_absent(cut, "resolve"));
}

TEST_CASE("clone3 has what its struct says", "[fields]") {
  // Refused: a thread without shared signal handlers.
  static std::array<std::uint64_t, 11> arguments{0x10000, 0, 0, 0, 10, 0x7000, 0x1000, 5, 0, 0, 7};
  const Record record = record_of("clone3", [] { syscall(435, arguments.data(), sizeof(arguments)); });
  CHECK(record.arg("flags") == "65536");
  CHECK(record.line.find(R"("user":["flags")") != std::string::npos);  // who shares its memory can change it
  CHECK(record.arg("exit_signal") == "10");
  CHECK(record.arg("stack") == "28672");
  CHECK(record.arg("stack_size") == "4096");
  CHECK(record.arg("tls") == "5");
  CHECK(record.arg("cgroup") == "7");
}

TEST_CASE("messages have the address that each is sent to", "[fields]") {
  static std::array<sockaddr_in, 2> to{loopback(9), loopback(10)};
  static iovec piece{to.data(), 1};
  const auto message = [](std::size_t i) {
    msghdr head{};
    head.msg_name = &to[i];
    head.msg_namelen = sizeof(to[i]);
    head.msg_iov = &piece;
    head.msg_iovlen = 1;
    return head;
  };
  const Record one = record_of("sendmsg", [&] {
    const msghdr head = message(0);
    syscall(SYS_sendmsg, socket(AF_INET, SOCK_DGRAM, 0), &head, 0);
  });
  CHECK(one.arg("dest_addr") == inet("127.0.0.1", 9));
  const Record two = record_of("sendmmsg", [&] {
    std::array<mmsghdr, 2> heads{mmsghdr{message(0), 0}, mmsghdr{message(1), 0}};
    syscall(SYS_sendmmsg, socket(AF_INET, SOCK_DGRAM, 0), heads.data(), 2, 0);
  });
  CHECK(two.arg("dest_addr") == inet("127.0.0.1", 9));
  CHECK(two.arg("dest_addr2") == inet("127.0.0.1", 10));
  CHECK(is_absent(two, "dest_addr3"));
}

// net/ipv4/udp.c, udp_sendmsg(), and raw.c: they take AF_UNSPEC for AF_INET. udp_sendmsg() of IPv6 takes it for no address.
TEST_CASE("a datagram to an address without a family goes to an IPv4 address", "[fields]") {
  static sockaddr_in to = loopback(9);
  to.sin_family = AF_UNSPEC;
  static iovec piece{&to, 1};
  const Record sendto =
      record_of("sendto", [] { syscall(SYS_sendto, socket(AF_INET, SOCK_DGRAM, 0), "x", 1, 0, &to, sizeof(to)); });
  CHECK(sendto.arg("dest_addr") == inet("127.0.0.1", 9));
  mmsghdr head{};
  head.msg_hdr.msg_name = &to;
  head.msg_hdr.msg_namelen = sizeof(to);
  head.msg_hdr.msg_iov = &piece;
  head.msg_hdr.msg_iovlen = 1;
  const Record sendmsg =
      record_of("sendmsg", [&] { syscall(SYS_sendmsg, socket(AF_INET, SOCK_DGRAM, 0), &head.msg_hdr, 0); });
  CHECK(sendmsg.arg("dest_addr") == inet("127.0.0.1", 9));
  const Record sendmmsg =
      record_of("sendmmsg", [&] { syscall(SYS_sendmmsg, socket(AF_INET, SOCK_DGRAM, 0), &head, 1, 0); });
  CHECK(sendmmsg.arg("dest_addr") == inet("127.0.0.1", 9));
  const Record inet6 =
      record_of("sendto", [] { syscall(SYS_sendto, socket(AF_INET6, SOCK_DGRAM, 0), "x", 1, 0, &to, sizeof(to)); });
  CHECK(inet6.arg("dest_addr") == R"({"sa_family":"AF_UNSPEC"})");
}

TEST_CASE("a connect that fails has the address that was tried, not the peer of one before", "[fields]") {
  const Record record = record_of(
      "security_socket_connect",
      [] {
        const sockaddr_in first = loopback(9), broadcast = loopback(9, INADDR_BROADCAST);
        const int fd = socket(AF_INET, SOCK_DGRAM, 0);
        connect(fd, reinterpret_cast<const sockaddr*>(&first), sizeof(first));
        connect(fd, reinterpret_cast<const sockaddr*>(&broadcast), sizeof(broadcast));
      },
      [](const Record& r) { return r.arg("remote_addr") != inet("127.0.0.1", 9); });
  CHECK(record.arg("remote_addr") == inet("255.255.255.255", 9));
}

TEST_CASE("a netlink address has its port and groups, and one that is cut what is there", "[fields]") {
  static sockaddr_nl netlink{};
  netlink.nl_family = AF_NETLINK;
  netlink.nl_pid = 4242;
  netlink.nl_groups = 5;
  const auto bound = [](int size) {
    return record_of("bind", [=] { syscall(SYS_bind, socket(AF_NETLINK, SOCK_RAW, 0), &netlink, size); });
  };
  CHECK(bound(sizeof(netlink)).arg("addr") == R"({"sa_family":"AF_NETLINK","nl_pid":"4242","nl_groups":"5"})");
  CHECK(bound(8).arg("addr") == R"({"sa_family":"AF_NETLINK","nl_pid":"4242"})");
  CHECK(is_absent(bound(-1), "addr"));
}

TEST_CASE("a time that the kernel overwrites is what the call was given", "[fields]") {
  const Record record = record_of("ppoll", [] {
    timespec timeout{0, 2'000'000};
    syscall(SYS_ppoll, nullptr, 0, &timeout, nullptr, 8);
  });
  CHECK(record.arg("tmo_p") == "0.002");
}

TEST_CASE("an argument that counts only with a flag is absent without", "[fields]") {
  const Record moved = record_of("mremap", [] { syscall(SYS_mremap, 4096L, 4096L, 4096L, 0L, 0x5000L); });
  CHECK(is_absent(moved, "new_address"));
  const Record barrier = record_of("membarrier", [] { syscall(SYS_membarrier, 0, 0, 77); });
  CHECK(is_absent(barrier, "cpu_id"));
}

TEST_CASE("a call that nobody knows has its number and six registers", "[fields]") {
  for (const int number : {500, 511, 5000, 1'000'000}) {
    const Record record = record_of("unknown_syscall", [=] { syscall(number, 1L, 2L, 3L, 4L, 5L, -6L); });
    INFO(record.line);
    CHECK(record.arg("number") == std::to_string(number));
    CHECK(record.arg("arg1") == "1");
    CHECK(record.arg("arg4") == "4");
    CHECK(record.arg("arg6") == "18446744073709551610");
    CHECK(record.member("returnValue") == std::to_string(-ENOSYS));
  }
}

TEST_CASE("symbols and negative numbers select calls as their numbers do", "[fields]") {
  Collector collector({"--trace", "event=fchmodat,openat,lseek,unknown_syscall,fchmodat2", "--trace",
                       "comm=kernel_tests", "--trace", "fchmodat.mode=S_ISUID|0755", "--trace",
                       "openat.flags=O_RDONLY|O_PATH", "--trace", "openat.dirfd=AT_FDCWD", "--trace",
                       "lseek.offset=-10", "--trace", "unknown_syscall.number=500", "--trace",
                       "fchmodat2.mode=S_ISVTX|0777"});
  const Child child = run_child([] {
    for (const int mode : {0755, 04755, 01777}) syscall(SYS_fchmodat, AT_FDCWD, kMissing, mode);
    syscall(SYS_openat, AT_FDCWD, kMissing, O_RDONLY);
    syscall(SYS_openat, 5, kMissing, O_PATH);
    syscall(SYS_openat, AT_FDCWD, kMissing, O_PATH);
    for (const long offset : {10L, -10L}) syscall(SYS_lseek, 999, offset, SEEK_END);
    for (const int number : {501, 500}) syscall(number);
    for (const int mode : {0777, 01777}) syscall(452, AT_FDCWD, kMissing, mode, 0);
    return 0;
  });
  collector.expect("fchmodat2", child.pid);
  std::map<std::string, std::string> seen;
  for (const Record& record : collector.stop().records) {
    if (record.pid != child.pid) continue;
    INFO(record.line);
    CHECK(seen.emplace(record.name, record.line).second);  // one of each
    if (record.name == "fchmodat") CHECK(record.arg("mode") == std::to_string(04755));
    if (record.name == "openat") CHECK(record.arg("dirfd") == "-100");
    if (record.name == "lseek") CHECK(record.arg("offset") == "-10");
    if (record.name == "unknown_syscall") CHECK(record.arg("number") == "500");
    if (record.name == "fchmodat2") CHECK(record.arg("mode") == std::to_string(01777));
  }
  CHECK(seen.size() == 5);
}

}  // namespace trace::kernel_tests
