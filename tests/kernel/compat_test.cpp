// SPDX-License-Identifier: Apache-2.0
// 32-bit system calls, made from 64-bit code by `int $0x80`: the kernel takes number and arguments
// from the 32-bit table.
#include <signal.h>
#include <sys/mman.h>

#include <cerrno>
#include <cstdint>
#include <cstring>

#include <catch2/catch.hpp>

#include "tests/kernel/skip.h"
#include "tests/kernel/triggers.h"

#if defined(__x86_64__)

namespace trace::kernel_tests {
namespace {

// arch/x86/entry/syscalls/syscall_32.tbl
constexpr int kOpen32 = 5, kGetpid32 = 20, kAccess32 = 33, kOpenat32 = 295;

long call32(int number, std::uint32_t a = 0, std::uint32_t b = 0, std::uint32_t c = 0, std::uint32_t d = 0) {
  long result = number;
  asm volatile("int $0x80"
               : "+a"(result)
               : "b"(static_cast<long>(a)), "c"(static_cast<long>(b)), "d"(static_cast<long>(c)),
                 "S"(static_cast<long>(d))
               : "memory", "r8", "r9", "r10", "r11");
  return static_cast<std::int32_t>(result);
}

// `text` below 4 GiB, where 32-bit calls can point to it.
std::uint32_t low_copy(const char* text) {
  void* page = mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
  REQUIRE(page != MAP_FAILED);
  std::strcpy(static_cast<char*>(page), text);
  return static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(page));
}

bool has_compat() {
  return fork_child([] { return call32(kGetpid32) > 0 ? 0 : 1; }).status == 0;
}

Collector& compat_collector() {
  static Collector collector(
      {"--trace", "event=getpid,open,openat,access,write,mknod", "--trace", "comm=kernel_tests"});
  return collector;
}

constexpr const char* kCompatFlags = R"({"containerStarted":false,"isCompat":true})";
constexpr const char* kPath = "/nonexistent/compat";

}  // namespace

TEST_CASE("a 32-bit call is named by the 32-bit table", "[compat]") {
  if (!has_compat()) return skip("the kernel takes no 32-bit calls");
  Collector& collector = compat_collector();
  const Child child = run_child([] { return call32(kGetpid32) > 0 ? 0 : 1; });
  const Record record = collector.expect("getpid", child.pid);
  check_context(record, child);
  CHECK(record.member("contextFlags") == kCompatFlags);
  CHECK(record.member("returnValue") == std::to_string(child.pid));
  CHECK(record.member("eventId") == quoted("39"));
}

TEST_CASE("a 32-bit call has its path, its flags and its error", "[compat]") {
  if (!has_compat()) return skip("the kernel takes no 32-bit calls");
  Collector& collector = compat_collector();
  const std::uint32_t path = low_copy(kPath);
  const Child child = run_child([&] { return call32(kOpen32, path, 0x241, 0640) == -ENOENT ? 0 : 1; });
  const Record record = collector.expect("open", child.pid);
  CHECK(record.member("contextFlags") == kCompatFlags);
  CHECK(record.arg("pathname") == quoted(kPath));
  CHECK(record.arg("flags") == std::to_string(0x241));
  CHECK(record.arg("mode") == "416");
  CHECK(record.member("returnValue") == std::to_string(-ENOENT));
}

TEST_CASE("a 32-bit call with a negative argument has it signed", "[compat]") {
  if (!has_compat()) return skip("the kernel takes no 32-bit calls");
  Collector& collector = compat_collector();
  const std::uint32_t path = low_copy(kPath);
  const Child child =
      run_child([&] { return call32(kOpenat32, static_cast<std::uint32_t>(-100), path, 0, 0) == -ENOENT ? 0 : 1; });
  const Record record =
      collector.expect("openat", child.pid, [](const Record& r) { return r.arg("pathname") == quoted(kPath); });
  CHECK(record.member("contextFlags") == kCompatFlags);
  CHECK(record.arg("dirfd") == "-100");
}

TEST_CASE("a 32-bit number is not taken for the 64-bit call of that number", "[compat]") {
  if (!has_compat()) return skip("the kernel takes no 32-bit calls");
  Collector& collector = compat_collector();
  const std::uint32_t path = low_copy(kPath);
  // 33 is access in the 32-bit table and dup2 in the other.
  const Child child = run_child([&] { return call32(kAccess32, path, 4) == -ENOENT ? 0 : 1; });
  const Record record = collector.expect("access", child.pid);
  CHECK(record.member("contextFlags") == kCompatFlags);
  CHECK(record.arg("pathname") == quoted(kPath));
  CHECK(record.arg("mode") == "4");
}

}  // namespace trace::kernel_tests

#endif
