// SPDX-License-Identifier: Apache-2.0
// Files that processes map to execute them are captured.
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <set>
#include <string>

#include <catch2/catch.hpp>

#include "tests/kernel/capturing.h"
#include "tests/kernel/child.h"

namespace trace::kernel_tests {
namespace {

Capture& shared_capture() {
  static Capture capture({}, "exec=libs");
  return capture;
}

bool map_to_execute(int fd) {
  return mmap(nullptr, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0) != MAP_FAILED;
}

TEST_CASE("a library that a process has mapped is read from the mapping, whatever its name is by then", "[capture]") {
  Capture& capture = shared_capture();
  const TempDir dir;
  const std::string path = dir.file("library.so");
  const std::string content = "\177ELF a library";
  write_file(path, content);
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  const pid_t pid = fork();
  if (pid == 0) {
    close(ends[1]);
    const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    const bool done = map_to_execute(fd) && close(fd) == 0 && unlink(path.c_str()) == 0;
    write_file(path, "another one");
    char end = 0;
    _exit(done && read(ends[0], &end, 1) == 0 ? 0 : 1);
  }
  const Record artifact = capture.artifact(pid, "file");
  INFO(artifact.line);
  CHECK(artifact.arg("kind") == json("library"));
  CHECK(artifact.arg("how") == json("proc"));
  CHECK(artifact.arg("pathname") == json(path));
  CHECK(capture.contents().contains(content));
  CHECK_FALSE(capture.contents().contains("another one"));
  close(ends[0]);
  close(ends[1]);
  int status = 0;
  REQUIRE(waitpid(pid, &status, 0) == pid);
  CHECK(status == 0);
}

TEST_CASE("libraries of processes that end at once and remove them are captured", "[capture]") {
  constexpr int kCount = 100;
  Capture& capture = shared_capture();
  const TempDir dir;
  std::set<std::string> contents;
  for (int i = 0; i < kCount; ++i) {
    const std::string path = dir.file("short.so");
    const std::string content = "\177ELF short " + std::to_string(i) + std::string(static_cast<std::size_t>(i), 'x');
    contents.insert(content);
    run_child([&] {
      write_file(path, content);
      const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
      return map_to_execute(fd) && unlink(path.c_str()) == 0 ? 0 : 1;
    });
  }
  // Not in the order in which they were mapped: of a process that still runs it is read at once, of others when it is closed.
  std::set<std::string> found;
  for (int tries = 0; tries < 300 && !std::includes(found.begin(), found.end(), contents.begin(), contents.end());
       ++tries) {
    usleep(100'000);
    found = capture.contents();
  }
  for (const std::string& content : contents) CHECK(found.contains(content));
}

TEST_CASE("a library that has not changed since is known, and not read again", "[capture]") {
  Capture& capture = shared_capture();
  const std::string program = own_path();  // older than any file system's tick
  const auto map_it = [&] {
    const int fd = open(program.c_str(), O_RDONLY | O_CLOEXEC);
    return map_to_execute(fd) && close(fd) == 0 ? 0 : 1;
  };
  const Child first = run_child(map_it);
  const std::string sha256 = capture.artifact(first.pid, "file").arg("sha256");
  const Child second = run_child(map_it);
  const Record again = capture.artifact(second.pid, "file");
  INFO(again.line);
  CHECK(again.arg("sha256") == sha256);
  CHECK(again.arg("result") == json("duplicate"));
  // In memory and in an overlay, where a mapping changes a file and not its times, it is read.
  struct statfs status {};
  REQUIRE(statfs(program.c_str(), &status) == 0);
  const bool is_on_disk =
      status.f_type != TMPFS_MAGIC && status.f_type != RAMFS_MAGIC && status.f_type != OVERLAYFS_SUPER_MAGIC;
  CHECK((again.arg("how") == json("known")) == is_on_disk);
}

// No time of it changes: its page was written to before.
TEST_CASE("a library that is changed by a mapping is not taken for what it was", "[capture]") {
  Capture& capture = shared_capture();
  const TempDir dir;
  const std::string path = dir.file("changing.so");
  write_file(path, "\177ELF 0");
  const int fd = open(path.c_str(), O_RDWR | O_CLOEXEC);
  void* const mapping = mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  REQUIRE(mapping != MAP_FAILED);
  *static_cast<char*>(mapping) = '\177';
  close(fd);
  usleep(2'100'000);  // longer than any file system's tick
  for (const char letter : {'1', '2', '3'}) {
    static_cast<char*>(mapping)[5] = letter;
    const Child child = run_child([&] { return map_to_execute(open(path.c_str(), O_RDONLY | O_CLOEXEC)) ? 0 : 1; });
    capture.artifact(child.pid, "file");
    CHECK(capture.contents().contains(std::string("\177ELF ") + letter));
  }
  munmap(mapping, 4096);
}

TEST_CASE("libraries of memfd_create are captured, of processes that have ended, too", "[capture]") {
  Capture& capture = shared_capture();
  const Child child = run_child([&] {
    const int fd = static_cast<int>(syscall(SYS_memfd_create, "library", 0));
    return write(fd, "in memory", 9) == 9 && map_to_execute(fd) ? 0 : 1;
  });
  const Record artifact = capture.artifact(child.pid, "file");
  INFO(artifact.line);
  CHECK(artifact.arg("kind") == json("library"));
  CHECK(artifact.arg("pathname").find("memfd:library") != std::string::npos);
  CHECK(capture.contents().contains("in memory"));
}

TEST_CASE("what is mapped and not to be executed is no library, and what is refused is none", "[capture]") {
  Capture& capture = shared_capture();
  const TempDir dir;
  write_file(dir.file("data"), "only data");
  write_file(dir.file("after"), "what comes after");
  const Child child = run_child([&] {
    const int fd = open(dir.file("data").c_str(), O_RDONLY | O_CLOEXEC);
    const int unreadable = open(dir.file("data").c_str(), O_WRONLY | O_CLOEXEC);
    const bool as_expected =
        mmap(nullptr, 4096, PROT_READ, MAP_PRIVATE, fd, 0) != MAP_FAILED && !map_to_execute(unreadable);
    return as_expected && map_to_execute(open(dir.file("after").c_str(), O_RDONLY | O_CLOEXEC)) ? 0 : 1;
  });
  CHECK(capture.artifact(child.pid, "file").arg("pathname") == json(dir.file("after")));
  CHECK_FALSE(capture.contents().contains("only data"));
}

}  // namespace
}  // namespace trace::kernel_tests
