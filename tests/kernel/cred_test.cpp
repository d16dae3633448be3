// SPDX-License-Identifier: Apache-2.0
// Credentials.
#include <fcntl.h>
#include <sched.h>
#include <sys/prctl.h>
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

// As root of a user namespace of its own, user 1000 outside.
TEST_CASE("users are those of the host, also in a user namespace", "[hook]") {
  Collector& collector = hook_collector();
  const TempDir dir;
  REQUIRE(chmod(dir.path().c_str(), 0777) == 0);
  const std::string file = dir.file("file");
  const Shared<unsigned> inode;
  constexpr int kNotPermitted = 2;
  const Child child = fork_child([&] {
    if (setresgid(1000, 1000, 1000) != 0 || setresuid(1000, 1000, 1000) != 0) return 1;
    prctl(PR_SET_DUMPABLE, 1);  // else its files of /proc are root's
    if (unshare(CLONE_NEWUSER) != 0) return kNotPermitted;
    write_file("/proc/self/uid_map", "0 1000 1");
    *inode = static_cast<unsigned>(status_of("/proc/self/ns/user").st_ino);
    if (getuid() != 0 || setresuid(0, 0, 0) != 0) return 1;
    const int fd = creat(file.c_str(), 0600);
    return fd >= 0 ? 0 : 1;
  });
  if (child.status == kNotPermitted) return skip("user namespaces cannot be made");
  REQUIRE(child.status == 0);
  const Record created = collector.expect("security_file_open", child.pid, [&](const Record& one) {
    return one.arg("pathname") == kernel_tests::quoted(file);
  });
  CHECK(created.member("userId") == "1000");
  const Record changed = collector.expect("commit_creds", child.pid,
                                          [](const Record& one) { return one.member("syscall") == quoted("unshare"); });
  CHECK(has_ids(changed.arg("new_cred"), R"("Uid":1000,"Gid":1000,"Suid":1000,"Sgid":1000,"Euid":1000,"Egid":1000)"));
  CHECK(has_ids(changed.arg("new_cred"), "\"UserNamespace\":" + std::to_string(*inode)));
  CHECK_FALSE(has_ids(changed.arg("old_cred"), "\"UserNamespace\":" + std::to_string(*inode)));
}

TEST_CASE("setuid has the number that it was given", "[syscall]") {
  Collector collector({"--trace", "event=setuid"});
  const Child child = fork_child([] {
    if (setuid(1000) != 0) return 1;
    prctl(PR_SET_DUMPABLE, 1);  // else its files of /proc are root's
    if (unshare(CLONE_NEWUSER) != 0) return 2;
    write_file("/proc/self/uid_map", "7 1000 1");
    return setuid(7);
  });
  if (child.status == 2) return skip("user namespaces cannot be made");
  const Record inside = collector.expect("setuid", child.pid, [](const Record& one) { return one.arg("uid") == "7"; });
  CHECK(inside.member("userId") == "1000");
}

}  // namespace trace::kernel_tests
