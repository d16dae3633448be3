// SPDX-License-Identifier: Apache-2.0
// The catalog against the running kernel's own declarations of its system calls: number, order, width, sign and names of all
// arguments. Where they differ on purpose, a table says so and why.
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include <catch2/catch.hpp>

#include "common/catalog/catalog.h"
#include "tests/kernel/argument_names.h"
#include "tests/kernel/child.h"
#include "tests/kernel/machine.h"
#include "tests/kernel/skip.h"
#include "tests/kernel/syscall_formats.h"

namespace trace::kernel_tests {
namespace {

struct Pair {
  std::string_view ours, kernels;
};

// The function of the kernel has another name than the call in its table.
constexpr auto kFunctions = std::to_array<Pair>({
  {"stat", "newstat"}, {"fstat", "newfstat"}, {"lstat", "newlstat"}, {"uname", "newuname"}, {"sendfile", "sendfile64"},
      {"umount2", "umount"},
#if defined(__aarch64__)
      {"personality", "arm64_personality"}, {"fadvise64", "fadvise64_64"},
#endif
});

// No kernel of today has a function for them, or tracefs does not list it.
constexpr auto kWithoutFormat = std::to_array<std::string_view>({
    "uselib",
    "sysctl",
    "create_module",
    "get_kernel_syms",
    "query_module",
    "nfsservctl",
    "getpmsg",
    "putpmsg",
    "afs",
    "tuxcall",
    "security",
    "set_thread_area",
    "get_thread_area",
    "lookup_dcookie",
    "epoll_ctl_old",
    "epoll_wait_old",
    "vserver",
    "rseq_slice_yield",
});

// How a C type is passed: 0 bytes is a pointer.
struct Passed {
  unsigned bytes;
  bool is_signed;
  bool operator==(const Passed&) const = default;
};
constexpr Passed kPointer{0, false};

struct CType {
  std::string_view name;
  Passed passed;
};

constexpr auto kTypes = std::to_array<CType>({
    {"int", {4, true}},
    {"__s32", {4, true}},
    {"pid_t", {4, true}},
    {"key_t", {4, true}},
    {"clockid_t", {4, true}},
    {"timer_t", {4, true}},
    {"mqd_t", {4, true}},
    {"key_serial_t", {4, true}},
    {"rwf_t", {4, true}},
    {"unsigned", {4, false}},
    {"unsigned int", {4, false}},
    {"u32", {4, false}},
    {"__u32", {4, false}},
    {"uid_t", {4, false}},
    {"gid_t", {4, false}},
    {"qid_t", {4, false}},
    {"enum landlock_rule_type", {4, false}},
    {"umode_t", {2, false}},
    {"long", {8, true}},
    {"off_t", {8, true}},
    {"loff_t", {8, true}},
    {"unsigned long", {8, false}},
    {"size_t", {8, false}},
    {"u64", {8, false}},
    {"__u64", {8, false}},
    {"aio_context_t", {8, false}},
    {"cap_user_header_t", kPointer},
    {"cap_user_data_t", kPointer},
});

// Nothing if the type is not in the table, which then has to learn it.
std::optional<Passed> passed_in_kernel(std::string type) {
  if (type.find('*') != std::string::npos) return kPointer;
  for (std::size_t at; (at = type.find("const ")) != std::string::npos;) type.erase(at, 6);
  while (type.ends_with(' ')) type.pop_back();
  for (const CType& row : kTypes) {
    if (row.name == type) return row.passed;
  }
  return std::nullopt;
}

Passed passed_in_catalog(const FieldSpec& field) {
  const TypeSpec& type = type_spec(field.type);
  if (type.shape != Shape::number || type.kind == NumberKind::address) return kPointer;
  return {type.least, type.kind == NumberKind::is_signed};
}

// Arguments whose type is another on purpose: `call` (any if it is empty) and argument, kernel's and ours.
struct Difference {
  std::string_view call, arguments;  // separated by blanks
  Passed kernels, ours;
  std::string_view why;
};

constexpr auto kDifferences = std::to_array<Difference>({
    {"", "fd oldfd newfd", {4, false}, {4, true}, "descriptors are ints to programs, and -1 is none"},
    {"", "fd", {8, false}, {4, true}, "the same; the kernel takes the low 32 bits (fdget())"},
    {"", "addr old_address new_address stack data", {8, false}, kPointer, "addresses, shown as such"},
    {"", "owner uid euid ruid suid fsuid", {4, false}, {4, true}, "-1 leaves it as it is"},
    {"", "group gid egid rgid sgid fsgid", {4, false}, {4, true}, "-1 leaves it as it is"},
    {"mmap", "off", {8, false}, {8, true}, "an offset in a file, as those of other calls"},
    {"fadvise64", "len", {8, true}, {8, false}, "a length; the function that arm64 has for it takes it as an offset"},
    {"umask", "mask", {4, true}, {4, false}, "a mode"},
    {"ptrace", "pid", {8, true}, {4, true}, "find_get_task_by_vpid() takes a pid_t"},
});

bool is_word_of(std::string_view words, std::string_view word) {
  bool found = false;
  for_each_call(words, [&](std::string_view one) { found = found || one == word; });
  return found;
}

bool is_on_purpose(std::string_view call, std::string_view argument, Passed kernels, Passed ours) {
  return std::any_of(kDifferences.begin(), kDifferences.end(), [&](const Difference& row) {
    return (row.call.empty() || row.call == call) && is_word_of(row.arguments, argument) && row.kernels == kernels &&
           row.ours == ours;
  });
}

bool is_same_name(std::string_view ours, std::string_view kernels) {
  return ours == kernels || std::any_of(kArgumentNames.begin(), kArgumentNames.end(), [&](const ArgumentName& row) {
           return row.ours == ours && is_word_of(row.kernels, kernels);
         });
}

std::string_view function_of(std::string_view call) {
  for (const Pair& row : kFunctions) {
    if (row.ours == call) return row.kernels;
  }
  return call;
}

// The call is younger than the kernel, or left out of it.
bool kernel_lacks(int number) {
  return fork_child([&] {
           errno = 0;
           return syscall(number, -1L, -1L, -1L, -1L, -1L, -1L) == -1 && errno == ENOSYS ? 0 : 1;
         }).status == 0;
}

// Without a format there is no such function, so the call can be made.
bool may_lack_format(const EventSpec& call) {
  return std::find(kWithoutFormat.begin(), kWithoutFormat.end(), call.name) != kWithoutFormat.end() ||
         kernel_lacks(call.syscall->number(kNativeAbi));
}

// The fields that are arguments, in the order of their registers, which is the kernel's.
std::vector<std::size_t> arguments_of(const EventSpec& call) {
  const auto& arguments = call.syscall->arguments;
  std::vector<std::size_t> ordinals;
  for (std::size_t i = 0; i < call.fields.size(); ++i) {
    if (arguments[i].source == Source::argument) ordinals.push_back(i);
  }
  std::sort(ordinals.begin(), ordinals.end(), [&](std::size_t a, std::size_t b) {
    return arguments[a].register_in(kNativeAbi) < arguments[b].register_in(kNativeAbi);
  });
  return ordinals;
}

void check_argument(const EventSpec& call, const FieldSpec& field, const KernelArgument& kernels) {
  INFO(call.name << "." << field.name << ": \"" << field.ctype << "\", in the kernel \"" << kernels.type << "\" "
                 << kernels.name);
  const auto expected = passed_in_kernel(kernels.type);
  REQUIRE(expected);
  const Passed ours = passed_in_catalog(field);
  CHECK((ours == *expected || is_on_purpose(call.name, field.name, *expected, ours)));
  CHECK(is_same_name(field.name, kernels.name));
}

// An older kernel has fewer arguments: what came later counts only with a flag that it does not have.
void check_call(const EventSpec& call, const std::vector<KernelArgument>& kernels) {
  const auto ordinals = arguments_of(call);
  INFO(call.name << ": " << ordinals.size() << " arguments, in the kernel " << kernels.size());
  REQUIRE(kernels.size() <= ordinals.size());
  for (std::size_t i = 0; i < ordinals.size(); ++i) {
    if (i < kernels.size()) {
      check_argument(call, call.fields[ordinals[i]], kernels[i]);
    } else {
      CHECK(call.syscall->arguments[ordinals[i]].only != Only::always);
    }
  }
}

}  // namespace

TEST_CASE("every argument of every system call is the kernel's", "[conformance]") {
  const SyscallFormats formats = read_syscall_formats();
  if (formats.empty()) return skip("the kernel does not tell the formats of its system calls");
  constexpr std::size_t kCallsLeast = 300;
  std::size_t compared = 0;
  for (const EventSpec& call : events()) {
    if (!call.is_syscall || call.syscall->number(kNativeAbi) < 0) continue;
    const auto found = formats.find(function_of(call.name));
    INFO(call.name);
    if (found == formats.end()) {
      CHECK(may_lack_format(call));
      continue;
    }
    check_call(call, found->second);
    ++compared;
  }
  CHECK(compared >= kCallsLeast);
}

TEST_CASE("the catalog has every system call of the kernel", "[conformance]") {
  const SyscallFormats formats = read_syscall_formats();
  if (formats.empty()) return skip("the kernel does not tell the formats of its system calls");
  for (const auto& [function, arguments] : formats) {
    INFO(function);
    CHECK(std::any_of(events().begin(), events().end(),
                      [&](const EventSpec& event) { return event.is_syscall && function_of(event.name) == function; }));
  }
}

TEST_CASE("each difference from the kernel that is on purpose is one", "[conformance]") {
  std::set<std::string_view> arguments;
  for (const EventSpec& call : events()) {
    if (!call.is_syscall) continue;
    for (const FieldSpec& field : call.fields) arguments.insert(field.name);
  }
  for (const ArgumentName& row : kArgumentNames) {
    INFO(row.ours);
    CHECK(arguments.count(row.ours) == 1);
  }
  for (const Difference& row : kDifferences) CHECK_FALSE(row.why.empty());
}

}  // namespace trace::kernel_tests
