// SPDX-License-Identifier: Apache-2.0
// 32-bit system calls, made from 64-bit code by `int $0x80`: the kernel takes number and arguments
// from the 32-bit table.
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>

#include <catch2/catch.hpp>

#include "tests/kernel/call32.h"
#include "tests/kernel/capturing.h"
#include "tests/kernel/skip.h"
#include "tests/kernel/triggers.h"

#if defined(__x86_64__)

namespace trace::kernel_tests {
namespace {

// arch/x86/entry/syscalls/syscall_32.tbl
constexpr int kOpen32 = 5, kGetpid32 = 20, kAccess32 = 33, kOpenat32 = 295, kMmap32 = 90, kClone32 = 120,
              kPread32 = 180, kFtruncate64 = 194, kFadvise32 = 250, kNanosleep32 = 162, kSetuid16 = 23, kSetgid16 = 46;

long call32(int number, std::uint32_t a = 0, std::uint32_t b = 0, std::uint32_t c = 0, std::uint32_t d = 0,
            std::uint32_t e = 0) {
  return kernel_tests::call32(number, {a, b, c, d, e, 0});
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
      {"--trace", "event=getpid,open,openat,access,write,mknod,mmap,clone,pread64,ftruncate64,fadvise64,nanosleep",
       "--trace", "comm=kernel_tests"});
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

TEST_CASE("a 32-bit call with 16-bit numbers that changes credentials is told of", "[compat][hook]") {
  if (!has_compat()) return skip("the kernel takes no 32-bit calls");
  const Child child = run_child([] { return call32(kSetgid16, 1234) == 0 && call32(kSetuid16, 1235) == 0 ? 0 : 1; });
  const auto expect = [&](const char* call, const char* ids) {
    const Record changed = hook_collector().expect(
        "commit_creds", child.pid, [&](const Record& one) { return one.member("syscall") == quoted(call); });
    CHECK(changed.arg("new_cred").find(ids) != std::string::npos);
  };
  expect("setgid16", R"("Egid":1234)");
  expect("setuid16", R"("Euid":1235)");
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

TEST_CASE("64 bits of a 32-bit call are put together from two registers", "[compat]") {
  if (!has_compat()) return skip("the kernel takes no 32-bit calls");
  constexpr std::uint32_t kLow = 5, kHigh = 1;
  const std::string offset = std::to_string((std::uint64_t{kHigh} << 32) + kLow);
  Collector& collector = compat_collector();
  const Child child = run_child([] {
    call32(kPread32, 999, 0, 7, kLow, kHigh);
    call32(kFtruncate64, 999, kLow, kHigh);
    call32(kFadvise32, 999, kLow, kHigh, 3, 4);
    return 0;
  });
  const Record read = collector.expect("pread64", child.pid);
  CHECK(read.arg("count") == "7");
  CHECK(read.arg("offset") == offset);
  CHECK(collector.expect("ftruncate64", child.pid).arg("length") == offset);
  const Record advised = collector.expect("fadvise64", child.pid);
  CHECK(advised.arg("offset") == offset);
  CHECK(advised.arg("len") == "3");
  CHECK(advised.arg("advice") == "4");
}

TEST_CASE("a 32-bit clone has its last two arguments in the other order", "[compat]") {
  if (!has_compat()) return skip("the kernel takes no 32-bit calls");
  // CLONE_THREAD without CLONE_SIGHAND is refused; the other two make the arguments count
  constexpr std::uint32_t kThreadAlone = 0x10000 | 0x80000 | 0x1000000;
  const Child child = run_child([] { return call32(kClone32, kThreadAlone, 0, 0, 0x111, 0x222) == -EINVAL ? 0 : 1; });
  const Record cloned = compat_collector().expect("clone", child.pid);
  CHECK(cloned.arg("tls") == std::to_string(0x111));
  CHECK(cloned.arg("child_tid") == std::to_string(0x222));
}

TEST_CASE("a 32-bit mmap has its arguments in memory", "[compat]") {
  if (!has_compat()) return skip("the kernel takes no 32-bit calls");
  const std::uint32_t page = low_copy("");
  const std::uint32_t given[6] = {0, 4096, 1, 0x22, 0xffffffff, 0};
  std::memcpy(reinterpret_cast<void*>(static_cast<std::uintptr_t>(page)), given, sizeof(given));
  const Child child = run_child([&] { return call32(kMmap32, page) != 0 ? 0 : 1; });
  const Record mapped = compat_collector().expect(
      "mmap", child.pid, [](const Record& r) { return r.member("contextFlags") == kCompatFlags; });
  CHECK(mapped.arg("length") == "4096");
  CHECK(mapped.arg("prot") == "1");
  CHECK(mapped.arg("flags") == "34");
  CHECK(mapped.arg("fd") == "-1");
}

TEST_CASE("a 32-bit sleep is as long as its two 32-bit numbers say", "[compat]") {
  if (!has_compat()) return skip("the kernel takes no 32-bit calls");
  const std::uint32_t page = low_copy("");
  const std::uint32_t given[4] = {0, 2'000'000, 0xffffffff, 0xffffffff};
  std::memcpy(reinterpret_cast<void*>(static_cast<std::uintptr_t>(page)), given, sizeof(given));
  const Child child = run_child([&] { return call32(kNanosleep32, page) == 0 ? 0 : 1; });
  CHECK(compat_collector().expect("nanosleep", child.pid).arg("req") == "0.002");
}

TEST_CASE("a library that a 32-bit program maps is captured", "[compat]") {
  if (!has_compat()) return skip("the kernel takes no 32-bit calls");
  Capture capture({}, "exec=libs");
  const TempDir dir;
  write_file(dir.file("library.so"), "of 32 bits");
  const std::uint32_t page = low_copy("");
  const Child child = run_child([&] {
    const int fd = open(dir.file("library.so").c_str(), O_RDONLY | O_CLOEXEC);
    const std::uint32_t given[6] = {0, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, static_cast<std::uint32_t>(fd), 0};
    std::memcpy(reinterpret_cast<void*>(static_cast<std::uintptr_t>(page)), given, sizeof(given));
    return call32(kMmap32, page) != 0 && unlink(dir.file("library.so").c_str()) == 0 ? 0 : 1;
  });
  CHECK(capture.artifact(child.pid, "file").arg("pathname") == json(dir.file("library.so")));
  CHECK(capture.contents().contains("of 32 bits"));
}

}  // namespace trace::kernel_tests

#endif
