// SPDX-License-Identifier: Apache-2.0
// socketcall and ipc, which are several calls in one: each part is an event of its own name with its own arguments, as strace(1) has it.
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "common/catalog/catalog.h"
#include "common/catalog/parts.h"
#include "tests/kernel/call32.h"
#include "tests/kernel/skip.h"
#include "tests/kernel/triggers.h"

#if defined(__x86_64__)

namespace trace::kernel_tests {
namespace {

constexpr const char* kName = "i386-parts";
constexpr int kSocketcall = 102, kIpc = 117, kGetpid = 20;

// Every part, each with values of its own that no call takes: nothing comes of it. What lies behind ipc's `ptr` is words[8] and [9].
int call_all() {
  std::uint32_t* words = low_memory();
  if (words == nullptr) return 1;
  for (const PartSpec& part : kParts) {
    const std::uint32_t mark = 0x7ff00000U + part.number * 0x100U;
    for (std::uint32_t i = 0; i < 16; ++i) words[i] = mark + i;
    if (part.whole == "socketcall") {
      call32(kSocketcall, {part.number, address_of(words), 0, 0, 0, 0});
    } else {
      const std::uint32_t version = part.number >= 32 ? 1U << 16U | (part.number - 32U) : part.number;
      call32(kIpc, {version, mark + 1, mark + 2, mark + 3, address_of(words + 8), mark + 5});
    }
  }
  return 0;
}

bool is_pointer(const PartSpec& part, std::size_t i) {
  return part.whole == "ipc" && part.where[i] == 4;
}

// The value that the argument has, by where the table says it lies. REQUIRES: !is_pointer(part, i).
std::uint64_t value_of(const PartSpec& part, std::size_t i) {
  const std::uint32_t mark = 0x7ff00000U + part.number * 0x100U;
  const std::uint8_t where = part.where[i];
  if ((where & kPartBehind) != 0) return mark + 8U + (where & ~kPartBehind) / 4U;
  return mark + where;
}

bool is_traced() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("TracerPid:")) return line != "TracerPid:\t0";
  }
  return false;
}

// What strace says, a line a call: NAME(ARGUMENT, ...), with numbers. Empty if it may not trace.
std::vector<std::string> strace_lines(const TempDir& dir) {
  const pid_t traced = fork();
  if (traced == 0) {
    for (int i = 0; i < 1000 && !is_traced(); ++i) usleep(10000);
    _exit(is_traced() && unshare(CLONE_NEWIPC) == 0 ? call_all() : 1);
  }
  const std::string out = dir.file("strace");
  const std::string command = "strace -q -X raw -o " + out + " -p " + std::to_string(traced) + " >/dev/null 2>&1";
  const int status = shell_status(std::system(command.c_str()));
  if (status != 0) kill(traced, SIGKILL);
  waitpid(traced, nullptr, 0);
  std::vector<std::string> lines;
  std::ifstream file(out);
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

}  // namespace

TEST_CASE("each part of socketcall and ipc is an event of its own, with its arguments", "[conformance][compat]") {
  if (fork_child([] { return call32(kGetpid, {}) > 0 ? 0 : 1; }).status != 0) {
    return skip("the kernel takes no 32-bit calls");
  }
  Collector collector({"--trace", "set=syscalls", "--trace", std::string("comm=") + kName});
  const Child child = fork_child([&] {
    prctl(PR_SET_NAME, kName);
    return unshare(CLONE_NEWIPC) == 0 ? call_all() : 1;  // what they leave behind goes with the child
  });
  REQUIRE(child.status == 0);
  for (const PartSpec& part : kParts) {
    const EventSpec& event = *find_event(part.event);
    INFO(part.whole << " " << int{part.number} << " " << part.event);
    const std::string mark = std::to_string(value_of(part, 0));
    const std::string first = std::string(event.fields[0].name);
    const Record record = collector.expect(
        part.event, child.pid, [&](const Record& one) { return is_pointer(part, 0) || one.arg(first) == mark; });
    INFO(record.line);
    CHECK(record.member("syscall") == quoted(std::string(part.event)));
    for (std::size_t i = 0; i < event.fields.size(); ++i) {
      const FieldSpec& field = event.fields[i];
      if (i >= part.count) {
        if (event.syscall->arguments[i].source == Source::argument)
          CHECK(record.line.find(quoted(std::string(field.name)), record.line.find("\"absent\":")) !=
                std::string::npos);
      } else if (is_number(field.type) && !is_pointer(part, i)) {
        INFO(field.name);
        CHECK(record.number(field.name) == static_cast<long long>(value_of(part, i)));
      }
    }
  }
}

TEST_CASE("a part of socketcall or ipc that there is not is an event of the whole", "[conformance][compat]") {
  if (fork_child([] { return call32(kGetpid, {}) > 0 ? 0 : 1; }).status != 0) {
    return skip("the kernel takes no 32-bit calls");
  }
  Collector collector({"--trace", "event=socketcall,ipc,connect", "--trace", std::string("comm=") + kName});
  const Child child = fork_child([&] {
    prctl(PR_SET_NAME, kName);
    call32(kSocketcall, {21, 0, 0, 0, 0, 0});
    call32(kSocketcall, {1U << 16U | 3, 0, 0, 0, 0, 0});
    call32(kSocketcall, {1, 0, 0, 0, 0, 0});  // socket, which was not asked for
    call32(kIpc, {5, 6, 0, 0, 0, 0});
    return 0;
  });
  const auto expect = [&](std::string_view event, const std::string& call) {
    collector.expect(event, child.pid, [&](const Record& one) { return one.arg("call") == call; });
  };
  expect("socketcall", "21");
  expect("socketcall", "65539");
  expect("socketcall", "1");
  expect("ipc", "5");
}

TEST_CASE("an event that is made at the exit of a call is made of its part of socketcall, too",
          "[conformance][compat]") {
  if (fork_child([] { return call32(kGetpid, {}) > 0 ? 0 : 1; }).status != 0) {
    return skip("the kernel takes no 32-bit calls");
  }
  Collector& collector = hook_collector();
  const Child child = fork_child([&] {
    std::uint32_t* words = low_memory();
    if (words == nullptr) return 1;
    words[0] = 2 /* AF_INET */, words[1] = 1, words[2] = 0;
    const long fd = call32(kSocketcall, {1, address_of(words), 0, 0, 0, 0});
    words[0] = static_cast<std::uint32_t>(fd), words[1] = 5;
    return fd >= 0 && call32(kSocketcall, {4, address_of(words), 0, 0, 0, 0}) == 0 ? 0 : 1;
  });
  REQUIRE(child.status == 0);
  const Record created = collector.expect("security_socket_create", child.pid);
  CHECK(created.arg("family") == "2");
  CHECK(created.member("syscall") == quoted("socket"));
  const Record listens = collector.expect("security_socket_listen", child.pid);
  CHECK(listens.arg("backlog") == "5");
  CHECK(listens.arg("sockfd") != "(absent)");
}

TEST_CASE("a part of which a hook event is made is an event of the whole as well, if only that was asked for",
          "[conformance][compat]") {
  if (fork_child([] { return call32(kGetpid, {}) > 0 ? 0 : 1; }).status != 0) {
    return skip("the kernel takes no 32-bit calls");
  }
  Collector collector({"--trace", "event=socketcall,security_socket_create", "--trace", std::string("comm=") + kName});
  const Child child = fork_child([&] {
    prctl(PR_SET_NAME, kName);
    std::uint32_t* words = low_memory();
    if (words == nullptr) return 1;
    words[0] = 2 /* AF_INET */, words[1] = 1, words[2] = 0;
    return call32(kSocketcall, {1, address_of(words), 0, 0, 0, 0}) >= 0 ? 0 : 1;
  });
  REQUIRE(child.status == 0);
  const Record created = collector.expect("security_socket_create", child.pid);
  CHECK(created.arg("family") == "2");
  CHECK(created.arg("type") == "1");
  CHECK(created.member("syscall") == quoted("socket"));
  const Record whole = collector.expect("socketcall", child.pid);
  CHECK(whole.arg("call") == "1");
  CHECK(whole.member("syscall") == quoted("socketcall"));
}

// Live, where strace is: the names and the numbers that it sees are those of the table.
TEST_CASE("strace sees the same parts of socketcall and ipc", "[conformance][compat][strace]") {
  if (fork_child([] { return call32(kGetpid, {}) > 0 ? 0 : 1; }).status != 0) {
    return skip("the kernel takes no 32-bit calls");
  }
  if (shell_status(std::system("strace -V >/dev/null 2>&1")) != 0) return skip("strace is not installed");
  const TempDir dir;
  const std::vector<std::string> lines = strace_lines(dir);
  if (lines.empty()) return skip("strace may not trace here");
  std::size_t at = 0;
  for (const PartSpec& part : kParts) {
    // strace calls those of which there is no 64-bit call by their own name.
    const std::string name = part.number == 9 ? "send" : part.number == 10 ? "recv" : std::string(part.event);
    while (at < lines.size() && !lines[at].starts_with(name + "(")) ++at;
    INFO(part.whole << " " << int{part.number} << " " << name);
    REQUIRE(at < lines.size());
    const std::string& line = lines[at++];
    INFO(line);
    const std::string first = line.substr(name.size() + 1, line.find_first_of(",)") - name.size() - 1);
    if (!is_pointer(part, 0)) CHECK(std::stoull(first, nullptr, 0) == value_of(part, 0));
  }
}

}  // namespace trace::kernel_tests

#endif
