// SPDX-License-Identifier: Apache-2.0
// Program files: scripts, and those that have no name any more.
#include <fcntl.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <fstream>

#include <catch2/catch.hpp>

#include "tests/kernel/skip.h"
#include "tests/kernel/triggers.h"

namespace trace::kernel_tests {
namespace {

int run(int dirfd, const std::string& path, int flags) {
  std::string name = kIdleName;
  std::array<char*, 2> argv{name.data(), nullptr};
  return static_cast<int>(syscall(SYS_execveat, dirfd, path.c_str(), argv.data(), nullptr, flags));
}

Record exec_of(const std::function<int()>& act) {
  const Child child = run_child(act);
  return hook_collector().expect("sched_process_exec", child.pid);
}

}  // namespace

TEST_CASE("a script is known by what its path leads to", "[hook]") {
  const TempDir dir;
  REQUIRE(mkdir(dir.file("directory").c_str(), 0755) == 0);
  REQUIRE(symlink("directory", dir.file("link").c_str()) == 0);
  REQUIRE(symlink("script", dir.file("directory/too").c_str()) == 0);
  write_file(dir.file("directory/script"), "#!" + own_path() + " --idle\n", 0755);
  const Record exec = exec_of([&] { return chdir(dir.path().c_str()) == 0 ? run(AT_FDCWD, "./link//too", 0) : 1; });
  CHECK(exec.arg("script_path") == quoted(dir.file("directory/script")));
  CHECK(exec.arg("pathname") == quoted(own_path()));
  CHECK(exec.arg("deleted") == "false");
  CHECK(exec_of([&] { return run(AT_FDCWD, own_path(), 0); }).arg("script_path") == quoted(""));
}

TEST_CASE("a script that was run by a descriptor is known by its own path", "[hook]") {
  const TempDir dir;
  const std::string script = dir.file("script");
  REQUIRE(mkdir(dir.file("directory").c_str(), 0755) == 0);
  write_file(script, "#!" + own_path() + " --idle\n", 0755);
  constexpr int kFd = 123;  // more than one digit
  // The kernel calls it /dev/fd/N or /dev/fd/N/NAME, which nobody has looked up.
  const auto check = [&](const std::string& opened, const std::string& path, int flags) {
    const Record exec =
        exec_of([&] { return dup2(open(opened.c_str(), O_RDONLY), kFd) == kFd ? run(kFd, path, flags) : 1; });
    INFO(exec.line);
    CHECK(exec.arg("script_path") == quoted(script));
    CHECK(exec.line.find("\"unresolvedPath\":true") == std::string::npos);
  };
  check(script, "", AT_EMPTY_PATH);
  check(dir.path(), "script", 0);
  check(dir.path(), "./directory//../script", 0);
}

TEST_CASE("a program has the path by which it was first mounted, too", "[hook]") {
  const TempDir dir;
  REQUIRE(mkdir(dir.file("bind").c_str(), 0755) == 0);
  const std::string self = own_path();
  const std::size_t slash = self.rfind('/');
  const std::string elsewhere = dir.file("bind") + self.substr(slash);
  Collector& collector = hook_collector();
  const Child child = fork_child([&] {
    if (!enter_own_mounts()) return 2;
    if (mount(self.substr(0, slash).c_str(), dir.file("bind").c_str(), nullptr, MS_BIND, nullptr) != 0) return 2;
    return run(AT_FDCWD, elsewhere, 0);
  });
  if (child.status == 2) return skip("mount namespaces cannot be made");
  const Record exec = collector.expect("sched_process_exec", child.pid);
  CHECK(exec.arg("pathname") == quoted(elsewhere));
  CHECK(exec.arg("origin_pathname") == quoted(self));
}

TEST_CASE("a file of proc or sysfs has its usual path, however often that is mounted", "[hook]") {
  Collector& collector = hook_collector();
  const TempDir dir;
  const Child child = fork_child([&] {
    if (!enter_own_mounts()) return 2;
    if (mkdir(dir.file("p").c_str(), 0755) != 0 || mount("p", dir.file("p").c_str(), "proc", 0, nullptr) != 0) return 2;
    return open(dir.file("p/sys/kernel/core_pattern").c_str(), O_RDONLY) >= 0 ? 0 : 1;
  });
  if (child.status == 2) return skip("proc cannot be mounted");
  const Record opened = collector.expect("security_file_open", child.pid, [&](const Record& one) {
    return one.arg("pathname") == quoted(dir.file("p/sys/kernel/core_pattern"));
  });
  CHECK(opened.arg("origin_pathname") == quoted("/proc/sys/kernel/core_pattern"));
}

TEST_CASE("a program whose file is deleted is marked", "[hook]") {
  const TempDir dir;
  const std::string copy = dir.file("copy");
  {
    const std::ifstream from(own_path());
    std::ofstream(copy) << from.rdbuf();
  }
  REQUIRE(chmod(copy.c_str(), 0755) == 0);
  const Record deleted = exec_of([&] {
    const int fd = open(copy.c_str(), O_PATH);
    return unlink(copy.c_str()) == 0 ? run(fd, "", AT_EMPTY_PATH) : 1;
  });
  CHECK(deleted.arg("pathname") == quoted(copy));
  CHECK(deleted.arg("deleted") == "true");
  const Record unnamed = exec_of([&] {
    const int from = open(own_path().c_str(), O_RDONLY);
    const int fd = static_cast<int>(syscall(SYS_memfd_create, "dropped", MFD_CLOEXEC));
    std::array<char, 65536> bytes{};
    for (ssize_t n = 0; (n = read(from, bytes.data(), bytes.size())) > 0;) {
      if (write(fd, bytes.data(), static_cast<std::size_t>(n)) != n) return 1;
    }
    return run(fd, "", AT_EMPTY_PATH);
  });
  CHECK(unnamed.arg("pathname") == quoted("memfd:dropped"));
  CHECK(unnamed.arg("deleted") == "true");
}

}  // namespace trace::kernel_tests
