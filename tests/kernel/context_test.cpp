// SPDX-License-Identifier: Apache-2.0
// What the kernel side says of who did it: every member of an event's head that common/catalog/context.def lists.
#include "common/catalog/context.h"

#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <fstream>
#include <string>

#include <catch2/catch.hpp>

#include "tests/kernel/child.h"
#include "tests/kernel/collector.h"
#include "tests/kernel/record.h"

namespace trace::kernel_tests {
namespace {

std::string first_line(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

std::string inode_of(const std::string& path) {
  return std::to_string(status_of(path).st_ino);
}

bool is_positive(const std::string& number) {
  return !number.empty() && number.find_first_not_of("0123456789") == std::string::npos && number != "0";
}

// The value of a member of "provenance", "" if it is not there.
std::string provenance(const Record& record, const std::string& key) {
  const std::string all = record.member("provenance");
  const std::size_t at = all.find("\"" + key + "\":");
  if (at == std::string::npos) return "";
  const std::size_t begin = at + key.size() + 3;
  return all.substr(begin, all.find_first_of(",}", begin) - begin);
}

// Whether the member says what is so. A member that is added does not compile until it is said here how to know.
bool is_right(HeadMember member, const Record& record, const Child& child) {
  const std::string pid = std::to_string(child.pid);
  switch (member) {
    case HeadMember::time_ns:
      return is_positive(record.member("timestamp"));
    case HeadMember::thread_start_ns:
      return is_positive(record.member("threadStartTime"));
    case HeadMember::leader_start_ns:
      return is_positive(provenance(record, "leaderStart"));
    case HeadMember::parent_start_ns:
      return is_positive(provenance(record, "parentStart"));
    case HeadMember::cgroup_id:
      return is_positive(record.member("cgroupId"));
    case HeadMember::seq:
      return is_positive(provenance(record, "seq"));
    case HeadMember::pid:
      return record.member("processId") == pid;
    case HeadMember::tid:
      return record.member("threadId") == pid;
    case HeadMember::ppid:
      return record.member("parentProcessId") == std::to_string(getpid());
    case HeadMember::host_pid:
      return is_positive(record.member("hostProcessId"));
    case HeadMember::host_tid:
      return record.member("hostThreadId") == record.member("hostProcessId");
    case HeadMember::host_ppid:
      return is_positive(record.member("hostParentProcessId"));
    case HeadMember::uid:
      return record.member("userId") == std::to_string(getuid());
    case HeadMember::login_uid: {
      const std::string known = first_line("/proc/self/loginuid");  // there is none without CONFIG_AUDIT
      return provenance(record, "loginUserId") == (known.empty() ? "4294967295" : known);
    }
    case HeadMember::mntns:
      return record.member("mountNamespace") == inode_of("/proc/self/ns/mnt");
    case HeadMember::pidns:
      return record.member("pidNamespace") == inode_of("/proc/self/ns/pid");
    case HeadMember::comm:
      return record.member("processName") == quoted("kernel_tests");
    case HeadMember::uts:
      return record.member("hostName") == quoted(first_line("/proc/sys/kernel/hostname").substr(0, 15));
    case HeadMember::retval:
      return record.member("returnValue") == std::to_string(getpid());
    case HeadMember::syscall:
      return record.member("syscall") == quoted("getppid");
    case HeadMember::policies:
      return record.member("matchedPolicies") == "[\"\"]";
    case HeadMember::lane:
      return std::stoul(provenance(record, "lane")) / WIRE_LANES_PER_CPU == std::stoul(record.member("processorId"));
    case HeadMember::flags:
      return record.member("contextFlags") == R"({"containerStarted":false,"isCompat":false})";
  }
  return false;
}

TEST_CASE("every member of an event's head is filled in by the kernel side") {
  Collector collector({"--trace", "event=getppid", "--trace", "comm=kernel_tests"});
  const Child child = run_child([] {
    syscall(SYS_getppid);
    return 0;
  });
  const Record record = collector.expect("getppid", child.pid, [](const Record&) { return true; });
  INFO(record.line);
  for (std::size_t i = 0; i < kHeadMembers.size(); ++i) {
    INFO(kHeadMembers[i].name);
    CHECK(is_right(static_cast<HeadMember>(i), record, child));
  }
}

}  // namespace
}  // namespace trace::kernel_tests
