// SPDX-License-Identifier: Apache-2.0
// Credentials.
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <filesystem>

#include <catch2/catch.hpp>

#include "tests/kernel/skip.h"
#include "tests/kernel/triggers.h"

namespace trace::kernel_tests {
namespace {

bool has_ids(const std::string& credentials, const std::string& ids) {
  return credentials.find(ids) != std::string::npos;
}

}  // namespace

void provoke_commit_creds() {
  Collector& collector = hook_collector();
  const Child child = run_child([] { return setresgid(2000, 2001, 2002) == 0 ? setresuid(1000, 1001, 1002) : 1; });
  const Record changed = collector.expect(
      "commit_creds", child.pid, [](const Record& record) { return record.member("syscall") == quoted("setresuid"); });
  INFO(changed.line);
  CHECK(has_ids(changed.arg("old_cred"),
                R"("Uid":0,"Gid":2000,"Suid":0,"Sgid":2002,"Euid":0,"Egid":2001,"Fsuid":0,"Fsgid":2001)"));
  CHECK(has_ids(changed.arg("new_cred"),
                R"("Uid":1000,"Gid":2000,"Suid":1002,"Sgid":2002,"Euid":1001,"Egid":2001,"Fsuid":1001,"Fsgid":2001)"));
  // capabilities(7): they go with the last of the ids that was 0.
  CHECK(has_ids(changed.arg("new_cred"), R"("CapPermitted":0,"CapEffective":0)"));
  CHECK_FALSE(has_ids(changed.arg("old_cred"), R"("CapEffective":0)"));
}

TEST_CASE("what changes during execveat is not said to happen in execve", "[hook]") {
  Collector& collector = hook_collector();
  const TempDir dir;
  const std::string program = dir.file("trace-setuid");
  std::filesystem::copy_file(own_path(), program);
  REQUIRE((chown(program.c_str(), 1234, 0) == 0 && chmod(program.c_str(), 04755) == 0));
  const Child child = run_child([&] {
    std::string name = program, option = "--idle";
    std::array<char*, 3> argv{name.data(), option.data(), nullptr};
    return static_cast<int>(syscall(SYS_execveat, AT_FDCWD, program.c_str(), argv.data(), nullptr, 0));
  });
  CHECK(collector.expect("task_rename", child.pid).member("syscall") == quoted("execveat"));
  CHECK(collector.expect("security_bprm_check", child.pid).member("syscall") == quoted("execveat"));
  CHECK(collector.expect("sched_process_exec", child.pid).member("syscall") == quoted("execveat"));
  const Record changed = collector.expect("commit_creds", child.pid);
  CHECK(changed.member("syscall") == quoted("execveat"));
  if (!has_ids(changed.arg("new_cred"), R"("Euid":1234)")) return skip("setuid programs have no effect here");
}

}  // namespace trace::kernel_tests
