// SPDX-License-Identifier: Apache-2.0
// Every 32-bit system call with arguments, made from 64-bit code by `int $0x80`: its name, and where each argument is.
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <sstream>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "common/catalog/catalog.h"
#include "tests/kernel/i386_calls.h"
#include "tests/kernel/skip.h"
#include "tests/kernel/triggers.h"

#if defined(__x86_64__)

namespace trace::kernel_tests {
namespace {

constexpr const char* kName = "i386-calls";  // of the children: this program's own calls are not to be seen

long call32(int number) {
  long result = number;
  register long sixth asm("r12") = 0xfffffff6;
  // The compiler may keep values in the 128 bytes below the stack.
  asm volatile("lea -128(%%rsp), %%rsp; push %%rbp; mov %%r12, %%rbp; int $0x80; pop %%rbp; lea 128(%%rsp), %%rsp"
               : "+a"(result)
               : "b"(0xfffffff1L), "c"(0xfffffff2L), "d"(0xfffffff3L), "S"(0xfffffff4L), "D"(0xfffffff5L), "r"(sixth)
               : "memory", "r8", "r9", "r10", "r11");
  return static_cast<std::int32_t>(result);
}

// What it leaves behind (a message queue) goes with the child; a call that waits ends by a signal.
Child child_that_calls(int number) {
  return fork_child([&] {
    prctl(PR_SET_NAME, kName);
    if (unshare(CLONE_NEWIPC) != 0) return 1;
    alarm(2);
    call32(number);
    return 0;
  });
}

// As 64 bits, whatever sign they have; those of 32 bits have the upper ones clear in both.
std::uint64_t bits_of(const std::string& json, std::uint64_t expected) {
  const std::uint64_t bits = json.starts_with('-') ? static_cast<std::uint64_t>(std::stoll(json)) : std::stoull(json);
  return expected <= UINT32_MAX ? bits & UINT32_MAX : bits;
}

void check_arguments(const Call32& call, const Record& record) {
  const EventSpec* spec = find_event(call.name);
  REQUIRE(spec != nullptr);
  std::istringstream words{std::string(call.arguments)};
  std::string word;
  std::size_t ordinal = 0;
  for (; words >> word; ++ordinal) {
    REQUIRE(ordinal < spec->fields.size());
    const FieldSpec& field = spec->fields[ordinal];
    // What is pointed to is not there: only numbers can be compared.
    if (word == "-" || !is_number(field.type)) continue;
    INFO(field.name);
    const std::uint64_t expected = std::stoull(word, nullptr, 16);
    CHECK(bits_of(record.arg(field.name), expected) == expected);
  }
}

}  // namespace

TEST_CASE("every 32-bit call has its arguments where strace sees them", "[conformance][compat]") {
  if (fork_child([] { return call32(20 /* getpid */) > 0 ? 0 : 1; }).status != 0) {
    return skip("the kernel takes no 32-bit calls");
  }
  Collector collector({"--trace", "set=syscalls", "--trace", std::string("comm=") + kName});
  std::vector<pid_t> children;
  for (const Call32& call : kCalls32) children.push_back(child_that_calls(call.number).pid);
  for (std::size_t i = 0; i < kCalls32.size(); ++i) {
    const Call32& call = kCalls32.at(i);
    INFO(call.number << " " << call.name);
    const Record record = collector.expect(call.name, children[i], [](const Record& r) {
      return r.member("contextFlags") == R"({"containerStarted":false,"isCompat":true})";
    });
    INFO(record.line);
    check_arguments(call, record);
  }
}

TEST_CASE("every 32-bit call of the catalog with arguments is compared", "[conformance][compat]") {
  // They do not return, replace the program, or have their arguments in memory.
  const std::string others = " exit exit_group execve execveat sigsuspend mmap old_select ";
  for (const EventSpec& event : events()) {
    if (!event.is_syscall || event.syscall->number(Abi::i386) < 0 || event.fields.empty()) continue;
    if (others.find(" " + std::string(event.name) + " ") != std::string::npos) continue;
    INFO(event.name);
    CHECK(std::any_of(kCalls32.begin(), kCalls32.end(), [&](const Call32& call) {
      return call.name == event.name && call.number == event.syscall->number(Abi::i386);
    }));
  }
}

}  // namespace trace::kernel_tests

#endif
