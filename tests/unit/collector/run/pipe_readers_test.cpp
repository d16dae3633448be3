// SPDX-License-Identifier: Apache-2.0
#include "collector/run/pipe_readers.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>

#include <catch2/catch.hpp>

#include "common/base/unique_fd.h"

namespace trace {
namespace {

struct PipeEnds {
  PipeEnds() { REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0); }
  ~PipeEnds() {
    ::close(ends[0]);
    ::close(ends[1]);
  }
  int reading() const { return ends[0]; }
  int writing() const { return ends[1]; }
  std::array<int, 2> ends{};
};

// A process with these descriptors as its standard input and output, and no others.
class Child {
 public:
  Child(int input, int output, uid_t user = 0) {
    const PipeEnds ready;
    pid_ = ::fork();
    REQUIRE(pid_ >= 0);
    if (pid_ == 0) {
      ::dup2(ready.writing(), 9);
      ::dup2(input, 0);
      ::dup2(output, 1);
      for (int fd = 3; fd < 1024; ++fd) {
        if (fd != 9) ::close(fd);
      }
      if (user != 0 && ::setresuid(user, 0, 0) != 0) ::_exit(1);  // as a set-user-ID program has it
      [[maybe_unused]] const ssize_t n = ::write(9, "x", 1);
      ::close(9);
      while (true) ::pause();
    }
    char byte = 0;
    REQUIRE(::read(ready.reading(), &byte, 1) == 1);
  }
  ~Child() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  std::uint32_t pid() const { return static_cast<std::uint32_t>(pid_); }

 private:
  pid_t pid_ = -1;
};

std::vector<std::uint32_t> pids_of(const std::vector<PipeReader>& readers) {
  std::vector<std::uint32_t> pids;
  for (const PipeReader& reader : readers) pids.push_back(reader.pid);
  return pids;
}

}  // namespace

TEST_CASE("the process at the other end of a pipe reads it, and so does the one after it", "[pipe_readers]") {
  const PipeEnds first;
  const PipeEnds second;
  const Child tee(first.reading(), second.writing());
  const UniqueFd null(::open("/dev/null", O_WRONLY | O_CLOEXEC));
  const Child engine(second.reading(), null.get());
  const std::array outputs{first.writing()};
  CHECK(pids_of(readers_of(outputs, 4)) == std::vector<std::uint32_t>{tee.pid(), engine.pid()});
  CHECK(pids_of(readers_of(outputs, 1)) == std::vector<std::uint32_t>{tee.pid()});
}

TEST_CASE("a process that holds only the writing end of a pipe does not read it", "[pipe_readers]") {
  const PipeEnds pipe;
  const Child writer(STDIN_FILENO, pipe.writing());
  const std::array outputs{pipe.writing()};
  CHECK(readers_of(outputs, 4).empty());
}

TEST_CASE("a process that only names a pipe does not read it", "[pipe_readers]") {
  const PipeEnds pipe;
  const std::string path = "/proc/self/fd/" + std::to_string(pipe.reading());
  const UniqueFd named(::open(path.c_str(), O_PATH | O_CLOEXEC));
  const UniqueFd null(::open("/dev/null", O_WRONLY | O_CLOEXEC));
  const Child broker(named.get(), null.get());
  const std::array outputs{pipe.writing()};
  CHECK(readers_of(outputs, 4).empty());
}

TEST_CASE("this process and its ancestors are not among the readers", "[pipe_readers]") {
  const PipeEnds pipe;  // whose reading end is open here
  const std::array outputs{pipe.writing()};
  CHECK(readers_of(outputs, 4).empty());
}

TEST_CASE("a reader of another user is none, unless the pipe is his", "[pipe_readers]") {
  if (::geteuid() != 0) {
    WARN("skipped: not root");
    return;
  }
  constexpr uid_t kOther = 65534;
  const PipeEnds pipe;
  const UniqueFd null(::open("/dev/null", O_WRONLY | O_CLOEXEC));
  const Child reader(pipe.reading(), null.get(), kOther);
  const std::array outputs{pipe.writing()};
  CHECK(readers_of(outputs, 4).empty());
  REQUIRE(::fchown(pipe.writing(), kOther, kOther) == 0);
  CHECK(pids_of(readers_of(outputs, 4)) == std::vector<std::uint32_t>{reader.pid()});
}

TEST_CASE("an output that is no pipe has no readers", "[pipe_readers]") {
  const PipeEnds pipe;
  const UniqueFd null(::open("/dev/null", O_WRONLY | O_CLOEXEC));
  const Child reader(pipe.reading(), null.get());
  const std::array outputs{null.get()};
  CHECK(readers_of(outputs, 4).empty());
}

}  // namespace trace
