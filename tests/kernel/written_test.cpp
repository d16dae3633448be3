// SPDX-License-Identifier: Apache-2.0
// An event shows what the kernel wrote, as far as it wrote it. Every system call that has a result in the process's memory is made
// with something planted in all of it, so that it fails, and so that it succeeds and writes less than there is room for: nothing
// planted may be in the event.
#include <fcntl.h>
#include <mqueue.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>

#include <catch2/catch.hpp>

#include "common/catalog/catalog.h"
#include "tests/kernel/machine.h"
#include "tests/kernel/results.h"
#include "tests/kernel/triggers.h"

namespace trace::kernel_tests {
namespace {

Collector& written_collector() {
  static Collector collector(
      {"--trace", "event=" + names_of(calls_with_results(kNativeAbi)), "--trace", "comm=kernel_tests"});
  return collector;
}

// Static, so that a forked child has it at the same addresses. All of it is planted: a text, an address with a path, numbers.
struct Planted {
  std::array<char, 4096> text;
  sockaddr_un address;
  std::array<timespec, 1> time;
  std::array<int, 2> numbers;
  socklen_t room;
  iovec piece;
  msghdr message;
};

Planted& planted() {
  static Planted all;
  for (std::size_t i = 0; i < all.text.size(); ++i) all.text[i] = kPlantedText[i % std::strlen(kPlantedText)];
  std::memcpy(all.address.sun_path, all.text.data(), sizeof(all.address.sun_path));
  all.address.sun_family = AF_UNIX;
  all.time = {timespec{kPlantedNumber, kPlantedNumber}};
  all.numbers = {kPlantedNumber, kPlantedNumber};
  all.room = sizeof(all.address);
  all.piece = {all.text.data(), 8};
  all.message = {};
  all.message.msg_name = &all.address;
  all.message.msg_namelen = sizeof(all.address);
  all.message.msg_iov = &all.piece;
  all.message.msg_iovlen = 1;
  return all;
}

// The event of a call that a child makes; act returns what it returned, -1 with errno.
Record record_of(std::string_view name, const std::function<long()>& act) {
  Collector& collector = written_collector();
  const Shared<long> result;
  const Child child = run_child([&] {
    const long value = act();
    *result = value < 0 ? -errno : value;
    return 0;
  });
  const std::string returned = std::to_string(*result);
  const auto is_it = [&](const Record& r) {
    const std::string value = r.member("returnValue");
    // What a signal ends returns one of the kernel's own codes (ERESTART*), which the program sees as EINTR.
    return value == returned || (*result == -EINTR && (value == "-514" || value == "-516"));
  };
  return collector.expect(name, child.pid, is_it);
}

// An argument with which the call fails, or writes to planted memory only.
long planted_argument(const FieldSpec& field, const ArgumentSpec& spec) {
  static const timespec never{0, -1};
  Planted& all = planted();
  const auto address = [](void* pointer) { return reinterpret_cast<long>(pointer); };
  if (field.ctype == "int*") return address(&all.room);
  if (field.ctype == "struct msghdr*") return address(&all.message);
  switch (type_spec(field.type).shape) {
    case Shape::number:
      return field.ctype.ends_with('*')                        ? address(all.text.data())
             : field.name == "size" || field.ctype == "size_t" ? 64
                                                               : -1;
    case Shape::list:
      return address(all.numbers.data());
    case Shape::record:
      if (field.type == WIRE_SOCKADDR) return address(&all.address);
      return is_result(spec) ? address(all.time.data()) : address(const_cast<timespec*>(&never));
    case Shape::text:
    case Shape::bytes:
      break;
  }
  return is_result(spec) ? address(all.text.data()) : reinterpret_cast<long>("/nonexistent/trace");
}

long make_planted(const EventSpec& call) {
  std::array<long, 6> arguments{};
  std::size_t count = 0;
  for (std::size_t i = 0; i < call.fields.size(); ++i) {
    if (call.syscall->arguments[i].source == Source::argument) {
      arguments.at(count++) = planted_argument(call.fields[i], call.syscall->arguments[i]);
    }
  }
  return syscall(call.syscall->number(kNativeAbi), arguments[0], arguments[1], arguments[2], arguments[3], arguments[4],
                 arguments[5]);
}

int bound_socket(int type, std::string_view path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof(address.sun_path));
  const int fd = socket(AF_UNIX, type, 0);
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size());
  return bind(fd, reinterpret_cast<sockaddr*>(&address), size) == 0 ? fd : -1;
}

// A listening socket in `dir` with a client that waits, which has the name `client`, or none if it is empty.
int with_client(const TempDir& dir, std::string_view client) {
  const std::string path = dir.file("socket");
  const int listening = bound_socket(SOCK_STREAM, path);
  if (listen(listening, 2) != 0) return -1;
  sockaddr_un to{};
  to.sun_family = AF_UNIX;
  path.copy(to.sun_path, sizeof(to.sun_path) - 1);
  const int fd = client.empty() ? socket(AF_UNIX, SOCK_STREAM, 0) : bound_socket(SOCK_STREAM, client);
  return connect(fd, reinterpret_cast<sockaddr*>(&to), sizeof(to)) == 0 ? listening : -1;
}

int accepted(const TempDir& dir, std::string_view client) {
  return static_cast<int>(syscall(SYS_accept, with_client(dir, client), nullptr, nullptr));
}

socklen_t* with_room(socklen_t size) {
  Planted& all = planted();
  all.room = size;
  return &all.room;
}

// A socket that has received a datagram of 127.0.0.1.
int with_datagram() {
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(to);
  const int fd = socket(AF_INET, SOCK_DGRAM, 0);
  if (bind(fd, reinterpret_cast<sockaddr*>(&to), size) != 0) return -1;
  if (getsockname(fd, reinterpret_cast<sockaddr*>(&to), &size) != 0) return -1;
  return sendto(socket(AF_INET, SOCK_DGRAM, 0), "x", 1, 0, reinterpret_cast<sockaddr*>(&to), size) == 1 ? fd : -1;
}

void wake_in(long microseconds) {
  struct sigaction nothing {};
  nothing.sa_handler = [](int) {};
  sigaction(SIGALRM, &nothing, nullptr);
  const itimerval timer{{0, 0}, {0, microseconds}};
  setitimer(ITIMER_REAL, &timer, nullptr);
}

std::string addresses(std::string_view members) {
  return "{" + std::string(members) + "}";
}

constexpr const char* kUnnamed = R"({"sa_family":"AF_UNIX","sun_path":""})";
constexpr const char* kAbsent = "absent";

// A call that succeeds and writes less than what there is room for, or that has little room.
struct Case {
  const char* call;
  std::function<long()> act;
  const char* argument;
  std::string expected;  // as JSON; kAbsent; anything that was not planted if it is empty
};

// One datagram, into the first of two messages, whose address has that much room.
long receive_two(socklen_t room) {
  static std::array<mmsghdr, 2> messages;
  for (mmsghdr& one : messages) one.msg_hdr = planted().message;
  messages[0].msg_hdr.msg_namelen = room;
  return syscall(SYS_recvmmsg, with_datagram(), messages.data(), messages.size(), MSG_DONTWAIT, nullptr);
}

std::vector<Case> address_cases(const TempDir& dir) {
  Planted& all = planted();
  const std::string named = R"({"sa_family":"AF_UNIX","sun_path":"@trace-written"})";
  const std::string_view abstract("\0trace-written", 14);
  return {
      {"accept", [&] { return syscall(SYS_accept, with_client(dir, ""), &all.address, &all.room); }, "addr", kUnnamed},
      {"accept4",
       [&, abstract] { return syscall(SYS_accept4, with_client(dir, abstract), &all.address, &all.room, 0); }, "addr",
       named},
      {"getpeername",
       [&, abstract] { return syscall(SYS_getpeername, accepted(dir, abstract), &all.address, &all.room); }, "addr",
       named},
      {"getpeername",
       [&, abstract] { return syscall(SYS_getpeername, accepted(dir, abstract), &all.address, with_room(2)); }, "addr",
       kUnnamed},
      {"getsockname", [&] { return syscall(SYS_getsockname, with_client(dir, ""), &all.address, with_room(6)); },
       "addr", R"({"sa_family":"AF_UNIX","sun_path":"/tmp"})"},
      {"getsockname", [&] { return syscall(SYS_getsockname, with_client(dir, ""), &all.address, with_room(0)); },
       "addr", kAbsent},
      {"recvfrom",
       [&] { return syscall(SYS_recvfrom, with_datagram(), all.text.data(), 8, 0, &all.address, with_room(3)); },
       "src_addr", addresses(R"("sa_family":"AF_INET")")},
      {"recvfrom",
       [&] {
         std::array<int, 2> pair{};
         if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair.data()) != 0 || write(pair[0], "x", 1) != 1) return -1L;
         return syscall(SYS_recvfrom, pair[1], all.text.data(), 8, 0, &all.address, &all.room);
       },
       "src_addr", kAbsent},
      {"recvmsg",
       [&] {
         all.message.msg_namelen = 3;
         return syscall(SYS_recvmsg, with_datagram(), &all.message, 0);
       },
       "src_addr", addresses(R"("sa_family":"AF_INET")")},
      {"recvmsg", [&] { return syscall(SYS_recvmsg, with_datagram(), &all.message, 0); }, "src_addr", ""},
      {"recvmmsg", [&] { return receive_two(3); }, "src_addr", addresses(R"("sa_family":"AF_INET")")},
      {"recvmmsg", [&] { return receive_two(3); }, "src_addr2", kAbsent},
  };
}

std::vector<Case> text_cases(const TempDir& dir) {
  Planted& all = planted();
  static std::string link, file;
  link = dir.file("link");
  file = dir.file("file");
  REQUIRE(symlink("target", link.c_str()) == 0);
  write_file(file, "");
  const bool has_attributes = setxattr(file.c_str(), "trusted.trace", "x", 1, 0) == 0;
  const std::string names = has_attributes ? R"("trusted.trace")" : "";
  char* text = all.text.data();
  return {
      {"readlink", [=] { return syscall(SYS_readlink, link.c_str(), text, 64); }, "buf", R"("target")"},
      {"readlinkat", [=] { return syscall(SYS_readlinkat, AT_FDCWD, link.c_str(), text, 3); }, "buf", R"("tar")"},
      {"getcwd", [=] { return chdir("/proc") == 0 ? syscall(SYS_getcwd, text, 64) : -1; }, "buf", R"("/proc")"},
      {"listxattr", [=] { return syscall(SYS_listxattr, file.c_str(), text, 64); }, "list", names},
      {"llistxattr", [=] { return syscall(SYS_llistxattr, file.c_str(), text, 0); }, "list", R"("")"},
      {"flistxattr", [=] { return syscall(SYS_flistxattr, open(file.c_str(), O_RDONLY), text, 0); }, "list", R"("")"},
      {"syslog", [=] { return syscall(SYS_syslog, 10 /* SYSLOG_ACTION_SIZE_BUFFER */, text, 64); }, "bufp", kAbsent},
      {"mq_timedreceive",
       [=] {
         const mqd_t queue = mq_open("/trace-written", O_RDWR | O_CREAT | O_NONBLOCK, 0600, nullptr);
         mq_unlink("/trace-written");
         if (queue >= 0 && mq_send(queue, "abc", 3, 0) != 0) return -1L;
         std::array<char, 65536> buffer;
         buffer.fill('P');
         std::memcpy(buffer.data(), text, 4096);
         return syscall(SYS_mq_timedreceive, queue, buffer.data(), buffer.size(), nullptr, nullptr);
       },
       "msg_ptr", ""},
  };
}

std::vector<Case> other_cases() {
  Planted& all = planted();
  static const timespec second{1, 0}, nonsense{0, -1}, far_ahead{1'000'000'000, 0};
  return {
      {"pipe", [&] { return syscall(SYS_pipe, all.numbers.data()); }, "pipefd", ""},
      {"pipe2", [&] { return syscall(SYS_pipe2, all.numbers.data(), -1); }, "pipefd", kAbsent},
      {"socketpair", [&] { return syscall(SYS_socketpair, AF_UNIX, SOCK_STREAM, 0, all.numbers.data()); }, "sv", ""},
      {"clock_gettime", [&] { return syscall(SYS_clock_gettime, CLOCK_MONOTONIC, all.time.data()); }, "tp", ""},
      {"clock_getres", [&] { return syscall(SYS_clock_getres, CLOCK_MONOTONIC, all.time.data()); }, "res", ""},
      {"sched_rr_get_interval", [&] { return syscall(SYS_sched_rr_get_interval, 0, all.time.data()); }, "tp", ""},
      {"nanosleep", [&] { return syscall(SYS_nanosleep, &nonsense, all.time.data()); }, "rem", kAbsent},
      {"nanosleep",
       [&] {
         wake_in(10'000);
         return syscall(SYS_nanosleep, &second, all.time.data());
       },
       "rem", ""},
      {"clock_nanosleep",
       [&] {
         wake_in(10'000);
         return syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, TIMER_ABSTIME, &far_ahead, all.time.data());
       },
       "remain", kAbsent},
  };
}

// Calls that no case above makes succeed.
constexpr auto kOnlyFail = std::to_array<std::string_view>({
    "lookup_dcookie",  // was for oprofile, of which nobody is left
    "listxattrat",     // listxattr with other arguments, since 6.13
});

bool is_absent(const Record& record, const char* argument) {
  constexpr std::string_view kKey = R"("absent":[)";
  const std::size_t begin = record.line.find(kKey);
  if (begin == std::string::npos) return false;
  const std::size_t at = record.line.find(quoted(argument), begin);
  return at < record.line.find(']', begin);
}

void check_case(const Case& one) {
  INFO(one.call << "." << one.argument);
  planted();
  const Record record = record_of(one.call, one.act);
  check_nothing_planted(record);
  if (one.expected == kAbsent) {
    CHECK(is_absent(record, one.argument));
  } else if (!one.expected.empty()) {
    CHECK(record.arg(one.argument) == one.expected);
  }
}

}  // namespace

TEST_CASE("a call that fails shows nothing of the memory it was given for results", "[conformance][written]") {
  const auto calls = calls_with_results(kNativeAbi);
  CHECK(calls.size() >= 23);
  for (const EventSpec* call : calls) {
    INFO(call->name);
    check_nothing_planted(record_of(call->name, [&] { return make_planted(*call); }));
  }
}

TEST_CASE("a call that succeeds shows what the kernel wrote and no more", "[conformance][written]") {
  std::vector<std::string_view> seen(kOnlyFail.begin(), kOnlyFail.end());
  const auto check = [&](const std::vector<Case>& cases) {
    for (const Case& one : cases_here(cases, [](const Case& one) { return one.call; })) {
      check_case(one);
      seen.emplace_back(one.call);
    }
  };
  {
    // Each case has a folder of its own: a socket is bound in it.
    const std::size_t count = address_cases(TempDir()).size();
    for (std::size_t i = 0; i < count; ++i) {
      const TempDir dir;
      const Case one = address_cases(dir)[i];
      check({one});
    }
  }
  const TempDir dir;
  check(text_cases(dir));
  check(other_cases());
  for (const EventSpec* call : calls_with_results(kNativeAbi)) {
    INFO(call->name << " is made by no case");
    CHECK(std::find(seen.begin(), seen.end(), call->name) != seen.end());
  }
}

}  // namespace trace::kernel_tests
