// SPDX-License-Identifier: Apache-2.0
// A test case for every hook event of the catalog; the acts are in the files of their families.
#include <unistd.h>

#include <array>
#include <climits>
#include <string>

#include <catch2/catch.hpp>

#include "tests/kernel/triggers.h"

namespace trace::kernel_tests {

#define EVENT(name, id, sets, doc)     \
  TEST_CASE("hook " #name, "[hook]") { \
    provoke_##name();                  \
  }
#define WITHOUT_EVENTS_OF_THE_ENGINE  // which the collector has none of
#include "common/catalog/events.def"

namespace {

std::string link_of(const char* path) {
  std::array<char, PATH_MAX> text{};
  const ssize_t size = readlink(path, text.data(), text.size());
  return {text.data(), static_cast<std::size_t>(size < 0 ? 0 : size)};
}

// "mnt:[4026531841]" holds the number that events call mountNamespace.
std::string namespace_number(const char* path) {
  const std::string text = link_of(path);
  const std::size_t begin = text.find('[') + 1;
  return text.substr(begin, text.find(']') - begin);
}

// include/linux/proc_ns.h: PROC_PID_INIT_INO
constexpr const char* kInitialPidNamespace = "4026531836";

}  // namespace

void check_context(const Record& record, const Child& child) {
  INFO(record.line);
  CHECK(record.member("processId") == std::to_string(child.pid));
  CHECK(record.member("threadId") == std::to_string(child.pid));
  CHECK(record.member("parentProcessId") == std::to_string(getpid()));
  if (namespace_number("/proc/self/ns/pid") == kInitialPidNamespace) {
    CHECK(record.member("hostProcessId") == std::to_string(child.pid));
    CHECK(record.member("hostThreadId") == std::to_string(child.pid));
    CHECK(record.member("hostParentProcessId") == std::to_string(getpid()));
  }
  CHECK(record.member("userId") == std::to_string(getuid()));
  CHECK(record.member("processName") == quoted("kernel_tests"));
  CHECK(record.member("mountNamespace") == namespace_number("/proc/self/ns/mnt"));
  CHECK(record.member("pidNamespace") == namespace_number("/proc/self/ns/pid"));
  std::array<char, 65> host{};
  gethostname(host.data(), host.size() - 1);
  CHECK(record.member("hostName") == quoted(std::string(host.data()).substr(0, 15)));
}

}  // namespace trace::kernel_tests
