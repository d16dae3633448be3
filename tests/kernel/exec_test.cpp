// SPDX-License-Identifier: Apache-2.0
// Calls of execve and execveat: one event each, with its result, whatever becomes of the memory that its arguments lie in.
#include <elf.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fstream>
#include <iterator>
#include <thread>

#include <catch2/catch.hpp>

#include "tests/kernel/triggers.h"

namespace trace::kernel_tests {
namespace {

constexpr const char* kIdleArgv = R"(["trace-idle","one"])";

// Strings in a page of a file that this process has never touched: there is nothing in its page tables yet.
class Untouched {
 public:
  explicit Untouched(const TempDir& dir) {
    const std::string path = dir.file("strings");
    write_file(path, own_path() + '\0' + kIdleName + '\0' + "one" + '\0');
    const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    text_ = static_cast<char*>(mmap(nullptr, 4096, PROT_READ, MAP_PRIVATE, fd, 0));
    close(fd);
    REQUIRE(text_ != MAP_FAILED);
  }
  ~Untouched() { munmap(text_, 4096); }
  Untouched(const Untouched&) = delete;
  Untouched& operator=(const Untouched&) = delete;

  char* path() const { return text_; }
  std::array<char*, 3> argv() const {
    char* const name = text_ + own_path().size() + 1;
    return {name, name + std::strlen(kIdleName) + 1, nullptr};
  }

 private:
  char* text_;
};

// The arguments of an idle program, in memory that is there.
class Idle {
 public:
  char** argv() { return argv_.data(); }

 private:
  std::string name_ = kIdleName, one_ = "one";
  std::array<char*, 3> argv_{name_.data(), one_.data(), nullptr};
};

struct Expected {
  const char* event;
  long result;
  std::string pathname;  // as JSON; empty: no matter
  std::string argv;
  int status = 0;
};

// The one event of a call that a child makes by `act`, and of all others that it should not have made: none.
void check_exec(Collector& collector, const Expected& expected, const std::function<int()>& act) {
  const Child child = fork_child(act);
  CHECK(child.status == expected.status);
  const Record record = collector.expect(expected.event, child.pid);
  INFO(record.line);
  CHECK(record.member("returnValue") == std::to_string(expected.result));
  CHECK(record.member("syscall") == quoted(expected.event));
  CHECK(record.member("processName") == quoted("kernel_tests"));
  if (!expected.pathname.empty()) CHECK(record.arg("pathname") == expected.pathname);
  if (!expected.argv.empty()) CHECK(record.arg("argv") == expected.argv);
  CHECK(record.provider() == (expected.result == 0 ? "tp_btf" : "sys_exit"));
}

Collector& exec_collector() {
  // The caller's name: the call was made under it.
  static Collector collector({"--trace", "event=execve,execveat", "--trace", "comm=kernel_tests"});
  return collector;
}

// An act that fails as it should.
std::function<int()> fails(const std::string& path, char** argv, int error) {
  return [=] { return syscall(SYS_execve, path.c_str(), argv, nullptr) == -1 && errno == error ? 0 : 1; };
}

// A copy of this program whose first segment is larger in the file than in memory: the kernel finds that out when it has
// replaced the memory already (fs/binfmt_elf.c, load_elf_binary()).
std::string broken_program(const TempDir& dir) {
  std::ifstream in(own_path(), std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  Elf64_Ehdr head{};
  std::memcpy(&head, bytes.data(), sizeof(head));
  for (std::size_t i = 0; i < head.e_phnum; ++i) {
    const std::size_t at = head.e_phoff + i * sizeof(Elf64_Phdr);
    Elf64_Phdr segment{};
    std::memcpy(&segment, bytes.data() + at, sizeof(segment));
    if (segment.p_type != PT_LOAD) continue;
    segment.p_memsz = segment.p_filesz - 1;
    std::memcpy(bytes.data() + at, &segment, sizeof(segment));
    break;
  }
  const std::string path = dir.file("broken");
  write_file(path, bytes, 0700);
  return path;
}

}  // namespace

TEST_CASE("an exec is whole though its strings lie in pages that were never touched", "[exec]") {
  const TempDir dir;
  const Untouched strings(dir);
  const std::string self = quoted(own_path());
  check_exec(exec_collector(), {"execve", 0, self, kIdleArgv},
             [&] { return static_cast<int>(syscall(SYS_execve, strings.path(), strings.argv().data(), nullptr)); });
  check_exec(exec_collector(), {"execveat", 0, self, kIdleArgv}, [&] {
    return static_cast<int>(syscall(SYS_execveat, AT_FDCWD, strings.path(), strings.argv().data(), nullptr, 0));
  });
}

TEST_CASE("an exec that fails has its error and what it was given", "[exec]") {
  const TempDir dir;
  Idle idle;
  const auto check = [&](const std::string& path, int error) {
    INFO(path);
    check_exec(exec_collector(), {"execve", -error, quoted(path), kIdleArgv}, fails(path, idle.argv(), error));
  };
  const std::string data = dir.file("data"), nothing = dir.file("nothing"), loop = dir.file("loop");
  write_file(data, "no program");
  write_file(nothing, "no program either", 0700);
  REQUIRE(symlink(loop.c_str(), loop.c_str()) == 0);
  check(dir.file("missing"), ENOENT);
  check(data, EACCES);
  check(nothing, ENOEXEC);
  check(loop, ELOOP);
  check(data + "/below", ENOTDIR);
  std::string longest(1U << 20, 'x');
  std::array<char*, 2> argv{longest.data(), nullptr};
  check_exec(exec_collector(), {"execve", -E2BIG, quoted(own_path()), {}}, fails(own_path(), argv.data(), E2BIG));
}

TEST_CASE("a path that the kernel could not read is not invented", "[exec]") {
  Idle idle;
  check_exec(exec_collector(), {"execve", -EFAULT, R"("")", kIdleArgv},
             [&] { return syscall(SYS_execve, 1L, idle.argv(), nullptr) == -1 && errno == EFAULT ? 0 : 1; });
}

TEST_CASE("an exec that fails once its memory is replaced shows nothing of the new one", "[exec]") {
  const TempDir dir;
  Idle idle;
  const std::string path = broken_program(dir);
  check_exec(exec_collector(), {"execve", -EINVAL, R"("")", "0", 128 + SIGSEGV},
             [&] { return static_cast<int>(syscall(SYS_execve, path.c_str(), idle.argv(), nullptr)); });
}

TEST_CASE("execveat has its descriptor, its path as given and its flags", "[exec]") {
  Idle idle;
  const std::string self = own_path();
  const std::size_t slash = self.rfind('/');
  const std::string name = self.substr(slash + 1);
  constexpr int kFd = 123;  // more than one digit
  const auto at = [&](const std::string& opened, const std::string& path, int flags) {
    return [=, &idle] {
      if (dup2(open(opened.c_str(), O_RDONLY), kFd) != kFd) return 1;
      return static_cast<int>(syscall(SYS_execveat, kFd, path.c_str(), idle.argv(), nullptr, flags));
    };
  };
  const auto check = [&](const std::string& opened, const std::string& path, int flags) {
    const Child child = run_child(at(opened, path, flags));
    const Record record = exec_collector().expect("execveat", child.pid);
    INFO(record.line);
    CHECK(record.arg("dirfd") == std::to_string(kFd));
    CHECK(record.arg("pathname") == quoted(path));
    CHECK(record.arg("argv") == kIdleArgv);
    CHECK(record.arg("flags") == std::to_string(flags));
    CHECK(record.member("returnValue") == "0");
  };
  check(self, "", AT_EMPTY_PATH);
  check(self.substr(0, slash + 1), name, 0);
  check("/", self, 0);
}

TEST_CASE("of a script the path is the script's, and argv what its interpreter was given", "[exec]") {
  const TempDir dir;
  Idle idle;
  const std::string script = dir.file("script");
  write_file(script, "#!" + own_path() + " --idle\n", 0700);
  check_exec(exec_collector(),
             {"execve", 0, quoted(script), "[" + quoted(own_path()) + R"(,"--idle",)" + quoted(script) + R"(,"one"])"},
             [&] { return static_cast<int>(syscall(SYS_execve, script.c_str(), idle.argv(), nullptr)); });
}

TEST_CASE("an exec by a thread, and one by vfork, are one event of the process", "[exec]") {
  Collector collector({"--trace", "event=execve", "--trace", "comm=kernel_tests"});
  const std::string self = own_path();
  Idle idle;
  const Child by_thread = run_child([&] {
    std::thread([&] { syscall(SYS_execve, self.c_str(), idle.argv(), nullptr); }).join();
    return 1;
  });
  pid_t spawned = 0;
  REQUIRE(posix_spawn(&spawned, self.c_str(), nullptr, nullptr, idle.argv(), environ) == 0);
  REQUIRE(waitpid(spawned, nullptr, 0) == spawned);
  for (const pid_t pid : {by_thread.pid, spawned}) {
    const Record record = collector.expect("execve", pid);
    INFO(record.line);
    CHECK(record.member("returnValue") == "0");
    CHECK(record.member("threadId") == std::to_string(pid));
    CHECK(record.arg("pathname") == quoted(self));
    CHECK(record.arg("argv") == kIdleArgv);
  }
}

TEST_CASE("each exec is one event, and a condition on the result means the result", "[exec]") {
  constexpr int kTimes = 50;
  const TempDir dir;
  const Untouched strings(dir);
  Collector all({"--trace", "event=execve", "--trace", "comm=kernel_tests"});
  Collector succeeded({"--trace", "execve.retval=0", "--trace", "comm=kernel_tests"});
  for (int i = 0; i < kTimes; ++i) {
    run_child([&] {
      syscall(SYS_execve, "/nonexistent/trace", strings.argv().data(), nullptr);
      return static_cast<int>(syscall(SYS_execve, strings.path(), strings.argv().data(), nullptr));
    });
  }
  const auto count = [](const Ending& ending, const std::string& result) {
    int matching = 0;
    for (const Record& record : ending.records) {
      if (record.name != "execve") continue;
      const bool whole =
          result != "0" || (record.arg("pathname") == quoted(own_path()) && record.arg("argv") == kIdleArgv);
      matching += record.member("returnValue") == result && whole ? 1 : 0;
    }
    return matching;
  };
  const Ending everything = all.stop(), only = succeeded.stop();
  CHECK(count(everything, "0") == kTimes);
  CHECK(count(everything, std::to_string(-ENOENT)) == kTimes);
  CHECK(count(only, "0") == kTimes);
  CHECK(count(only, std::to_string(-ENOENT)) == 0);
}

}  // namespace trace::kernel_tests
