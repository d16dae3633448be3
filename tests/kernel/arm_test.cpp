// SPDX-License-Identifier: Apache-2.0
// Every call with arguments of 32-bit programs on arm64, made by a program of 32 bits: its name, and where each argument is.
#include <elf.h>
#include <sched.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "common/catalog/catalog.h"
#include "tests/kernel/i386_calls.h"
#include "tests/kernel/skip.h"
#include "tests/kernel/triggers.h"

#if defined(__aarch64__)

namespace trace::kernel_tests {
namespace {

constexpr const char* kName = "arm-calls";  // of the children: this program's own calls are not to be seen

// The calls of i386_calls.h whose arguments are elsewhere by arm's EABI, where 64 bits begin in a register of an even number
// (arch/arm64/kernel/sys32.c), and those that i386 has no number for. 0xfffffff1 is in r0, and so on.
struct Call {
  std::string_view name, arguments;  // as in i386_calls.h
};
constexpr auto kOfArm = std::to_array<Call>({
    {"pread64", "fffffff1 fffffff2 fffffff3 fffffff6fffffff5"},
    {"pwrite64", "fffffff1 fffffff2 fffffff3 fffffff6fffffff5"},
    {"truncate64", "fffffff1 fffffff4fffffff3"},
    {"ftruncate64", "fffffff1 fffffff4fffffff3"},
    {"readahead", "fffffff1 fffffff4fffffff3 fffffff5"},
    {"fadvise64_64", "fffffff1 fffffff4fffffff3 fffffff6fffffff5 fffffff2"},
    {"sync_file_range", "fffffff1 fffffff4fffffff3 fffffff6fffffff5 fffffff2"},
    {"fallocate", "fffffff1 fffffff2 fffffff4fffffff3 fffffff6fffffff5"},
    {"fanotify_mark", "fffffff1 fffffff2 fffffff4fffffff3 fffffff5 -"},
    {"kexec_file_load", "fffffff1 fffffff2 fffffff3 - fffffff5"},
    {"accept", "fffffff1 fffffff2 fffffff3"},
    {"send", "fffffff1 fffffff2 fffffff3 fffffff4"},
    {"recv", "fffffff1 fffffff2 fffffff3 fffffff4"},
    {"semop", "fffffff1 fffffff2 fffffff3"},
    {"semtimedop_time32", "fffffff1 fffffff2 fffffff3 fffffff4"},
    {"cacheflush", "fffffff1 fffffff2 fffffff3"},
    {"set_tls", "fffffff1"},
    {"pciconfig_iobase", "fffffff1 fffffff2 fffffff3"},
    {"pciconfig_read", "fffffff1 fffffff2 fffffff3 fffffff4 fffffff5"},
    {"pciconfig_write", "fffffff1 fffffff2 fffffff3 fffffff4 fffffff5"},
});

// Nothing if the call is not compared.
std::string_view expected_of(std::string_view name) {
  for (const Call& call : kOfArm) {
    if (call.name == name) return call.arguments;
  }
  for (const Call32& call : kCalls32) {
    if (call.name == name) return call.arguments;
  }
  return {};
}

// A program of arm that makes one call and ends.
std::string program_that_calls(std::uint32_t number, std::array<std::uint32_t, 6> registers) {
  constexpr std::uint32_t kAddress = 0x10000;
  constexpr std::array<std::uint32_t, 6> kCode{
      0xe28f8010,  // add r8, pc, #16: the table below
      0xe8b800bf,  // ldm r8!, {r0-r5, r7}
      0xef000000,  // svc #0
      0xe3a00000,  // mov r0, #0
      0xe3a07001,  // mov r7, #1: exit
      0xef000000,  // svc #0
  };
  std::vector<std::uint32_t> words(kCode.begin(), kCode.end());
  words.insert(words.end(), registers.begin(), registers.end());
  words.push_back(number);
  Elf32_Ehdr head{};
  std::memcpy(head.e_ident,
              "\x7f"
              "ELF\x01\x01\x01",
              7);
  head.e_type = ET_EXEC;
  head.e_machine = EM_ARM;
  head.e_version = EV_CURRENT;
  head.e_flags = EF_ARM_EABI_VER5;
  head.e_entry = kAddress + sizeof(Elf32_Ehdr) + sizeof(Elf32_Phdr);
  head.e_phoff = head.e_ehsize = sizeof(Elf32_Ehdr);
  head.e_phentsize = sizeof(Elf32_Phdr);
  head.e_phnum = 1;
  Elf32_Phdr segment{};
  segment.p_type = PT_LOAD;
  segment.p_flags = PF_R | PF_X;
  segment.p_vaddr = segment.p_paddr = kAddress;
  segment.p_filesz = segment.p_memsz =
      static_cast<Elf32_Word>(sizeof(head) + sizeof(segment) + words.size() * sizeof(words[0]));
  segment.p_align = 0x10000;
  std::string file(reinterpret_cast<const char*>(&head), sizeof(head));
  file.append(reinterpret_cast<const char*>(&segment), sizeof(segment));
  return file.append(reinterpret_cast<const char*>(words.data()), words.size() * sizeof(words[0]));
}

constexpr std::array<std::uint32_t, 6> kMarked{0xfffffff1, 0xfffffff2, 0xfffffff3, 0xfffffff4, 0xfffffff5, 0xfffffff6};

// What it leaves behind (a message queue) goes with the child; a call that waits ends by a signal.
Child child_that_calls(const TempDir& dir, int number, const std::array<std::uint32_t, 6>& registers = kMarked) {
  const std::string path = dir.file(kName);
  write_file(path, program_that_calls(static_cast<std::uint32_t>(number), registers));
  chmod(path.c_str(), 0700);
  return fork_child([&] {
    if (unshare(CLONE_NEWIPC) != 0) return 1;
    alarm(2);
    execl(path.c_str(), path.c_str(), nullptr);
    return 1;
  });
}

bool has_compat(const TempDir& dir) {
  return child_that_calls(dir, find_event("getpid")->syscall->number(Abi::arm)).status == 0;
}

// As 64 bits, whatever sign they have; those of 32 bits have the upper ones clear in both.
std::uint64_t bits_of(const std::string& json, std::uint64_t expected) {
  const std::uint64_t bits = json.starts_with('-') ? static_cast<std::uint64_t>(std::stoll(json)) : std::stoull(json);
  return expected <= UINT32_MAX ? bits & UINT32_MAX : bits;
}

void check_arguments(const EventSpec& call, const Record& record) {
  std::istringstream words{std::string(expected_of(call.name))};
  std::string word;
  for (std::size_t ordinal = 0; words >> word; ++ordinal) {
    REQUIRE(ordinal < call.fields.size());
    const FieldSpec& field = call.fields[ordinal];
    // What is pointed to is not there: only numbers can be compared.
    if (word == "-" || !is_number(field.type)) continue;
    INFO(field.name);
    const std::uint64_t expected = std::stoull(word, nullptr, 16);
    CHECK(bits_of(record.arg(field.name), expected) == expected);
  }
}

}  // namespace

TEST_CASE("every call of a 32-bit program of arm has its arguments where the kernel takes them from",
          "[conformance][compat][arm64]") {
  const TempDir dir;
  if (!has_compat(dir)) return skip("the processor runs no 32-bit programs");
  Collector collector({"--trace", "set=syscalls", "--trace", std::string("comm=") + kName});
  std::vector<std::pair<const EventSpec*, pid_t>> made;
  for (const EventSpec& event : events()) {
    if (!event.is_syscall || event.syscall->number(Abi::arm) < 0 || expected_of(event.name).empty()) continue;
    made.emplace_back(&event, child_that_calls(dir, event.syscall->number(Abi::arm)).pid);
  }
  CHECK(made.size() > 300);
  for (const auto& [event, pid] : made) {
    INFO(event->name);
    const Record record = collector.expect(event->name, pid, [](const Record& r) {
      return r.member("contextFlags") == R"({"containerStarted":false,"isCompat":true})";
    });
    INFO(record.line);
    check_arguments(*event, record);
  }
}

TEST_CASE("every call of arm in the catalog with arguments is compared", "[conformance][compat][arm64]") {
  // They do not return, or replace the program.
  const std::string others = " exit exit_group execve execveat sigsuspend ";
  for (const EventSpec& event : events()) {
    if (!event.is_syscall || event.syscall->number(Abi::arm) < 0 || event.fields.empty()) continue;
    if (others.find(" " + std::string(event.name) + " ") != std::string::npos) continue;
    INFO(event.name);
    CHECK_FALSE(expected_of(event.name).empty());
  }
}

// arch/arm/include/uapi/asm/unistd.h; of them arm64 has cacheflush and set_tls (arch/arm64/kernel/sys_compat.c), the others fail there.
TEST_CASE("the private calls of arm go by their names, and one that it has not by its number", "[compat][arm64]") {
  const TempDir dir;
  if (!has_compat(dir)) return skip("the processor runs no 32-bit programs");
  Collector collector({"--trace", "event=breakpoint,cacheflush,usr26,usr32,set_tls,get_tls,unknown_syscall", "--trace",
                       std::string("comm=") + kName});
  const auto record_of = [&](int number, const std::string& name) {
    INFO(name);
    return collector.expect(name, child_that_calls(dir, number, {0x10000, 0x10010, 0, 0, 0, 0}).pid);
  };
  const Record flushed = record_of(0xf0002, "cacheflush");
  CHECK(flushed.number("start") == 0x10000);
  CHECK(flushed.number("end") == 0x10010);
  CHECK(flushed.member("returnValue") == "0");
  CHECK(record_of(0xf0005, "set_tls").number("value") == 0x10000);
  for (const auto& [number, name] :
       {std::pair{0xf0001, "breakpoint"}, {0xf0003, "usr26"}, {0xf0004, "usr32"}, {0xf0006, "get_tls"}})
    CHECK(record_of(number, name).member("returnValue") == std::to_string(-ENOSYS));
  CHECK(record_of(0xf0007, "unknown_syscall").arg("number") == std::to_string(0xf0007));
}

}  // namespace trace::kernel_tests

#endif
