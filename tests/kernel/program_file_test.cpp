// SPDX-License-Identifier: Apache-2.0
// Program files: scripts, and those that have no name any more.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <fstream>

#include <catch2/catch.hpp>

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
  const Record by_descriptor = exec_of([&] { return run(open(dir.file("link").c_str(), O_PATH), "script", 0); });
  CHECK(by_descriptor.arg("script_path") == quoted(dir.file("directory/script")));
  CHECK(exec_of([&] { return run(AT_FDCWD, own_path(), 0); }).arg("script_path") == "(absent)");
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
