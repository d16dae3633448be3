// SPDX-License-Identifier: Apache-2.0
#include "collector/run/pipe_readers.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>

#include <catch2/catch.hpp>

#include "common/base/unique_fd.h"
#include "tests/support/folder.h"

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

enum class Between { nothing, bare_process, same_descriptors };

struct How {
  uid_t user = 0;
  Between between = Between::nothing;  // this process and the child
  bool has_own_session = false;
};

// A process with these descriptors as its standard input and output, and no others.
class Child {
 public:
  Child(int input, int output, How how = {}) {
    const PipeEnds ready;
    group_ = ::fork();
    REQUIRE(group_ >= 0);
    if (group_ == 0) be(input, output, how, ready.writing());
    const int count = how.between == Between::nothing ? 1 : 2;
    for (int i = 0; i < count; ++i) {
      pid_t pid = -1;
      REQUIRE(::read(ready.reading(), &pid, sizeof(pid)) == sizeof(pid));
      if (count == 1 || pid != group_) pid_ = pid;
    }
  }
  ~Child() {
    ::kill(pid_, SIGKILL);
    ::kill(group_, SIGKILL);
    ::waitpid(group_, nullptr, 0);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  std::uint32_t pid() const { return static_cast<std::uint32_t>(pid_); }

 private:
  [[noreturn]] static void be(int input, int output, const How& how, int ready) {
    if (how.between != Between::nothing) {
      const UniqueFd null(::open("/dev/null", O_RDWR | O_CLOEXEC));
      if (::fork() != 0) {
        const bool is_bare = how.between == Between::bare_process;
        wait_with(is_bare ? null.get() : input, is_bare ? null.get() : output, ready);
      }
    }
    if (how.has_own_session) ::setsid();
    if (how.user != 0 && ::setresuid(how.user, 0, 0) != 0) ::_exit(1);  // as a set-user-ID program has it
    wait_with(input, output, ready);
  }

  // Says so once it has no others.
  [[noreturn]] static void wait_with(int input, int output, int ready) {
    ::dup2(ready, 9);
    ::dup2(input, 0);
    ::dup2(output, 1);
    for (int fd = 3; fd < 1024; ++fd) {
      if (fd != 9) ::close(fd);
    }
    const pid_t pid = ::getpid();
    [[maybe_unused]] const ssize_t n = ::write(9, &pid, sizeof(pid));
    ::close(9);
    while (true) ::pause();
  }

  pid_t group_ = -1;  // the child of this process
  pid_t pid_ = -1;
};

// A pipe, a process that writes into it, and nothing.
struct Pipeline {
  explicit Pipeline(How how = {}) : writer(null.get(), pipe.writing(), how) {}
  PipeReaders readers(std::size_t most = 4) const {
    const std::array outputs{pipe.writing()};
    return readers_of(outputs, most, writer.pid());
  }

  UniqueFd null{::open("/dev/null", O_RDWR | O_CLOEXEC)};
  PipeEnds pipe;
  Child writer;
};

using Pids = std::vector<std::uint32_t>;

Pids pids_of(const std::vector<PipeReader>& readers) {
  Pids pids;
  for (const PipeReader& reader : readers) pids.push_back(reader.pid);
  return pids;
}

}  // namespace

TEST_CASE("the process at the other end of a pipe reads it, and so does the one after it", "[pipe_readers]") {
  const Pipeline line;
  const PipeEnds second;
  const Child tee(line.pipe.reading(), second.writing());
  const Child engine(second.reading(), line.null.get());
  CHECK(pids_of(line.readers().own) == Pids{tee.pid(), engine.pid()});
  CHECK(line.readers().others.empty());
  CHECK(pids_of(line.readers(1).own) == Pids{tee.pid()});
  CHECK(pids_of(line.readers(1).others) == Pids{engine.pid()});
}

TEST_CASE("a reader that was not started beside the writer is none, whoever it is of", "[pipe_readers]") {
  const Pipeline line;
  const Child reader(line.pipe.reading(), line.null.get());
  const Child intruder(line.pipe.reading(), line.null.get(), {.between = Between::bare_process});
  const Child orphan(line.pipe.reading(), line.null.get(), {.has_own_session = true});
  CHECK(pids_of(line.readers().own) == Pids{reader.pid()});
  CHECK_THAT(pids_of(line.readers().others), Catch::UnorderedEquals(Pids{intruder.pid(), orphan.pid()}));
}

TEST_CASE("what a program that passes the pipe on has started is of the pipeline", "[pipe_readers]") {
  // As sudo does, with a terminal of its own.
  const How passed_on{.between = Between::same_descriptors, .has_own_session = true};
  const Pipeline line(passed_on);
  const Child reader(line.pipe.reading(), line.null.get(), passed_on);
  const PipeReaders found = line.readers();
  CHECK(found.own.size() == 2);
  CHECK(found.own.back().pid == reader.pid());
  CHECK(found.others.empty());
}

TEST_CASE("what a shell has started before it became the writer is of the pipeline", "[pipe_readers]") {
  const PipeEnds pipe;
  const UniqueFd null(::open("/dev/null", O_WRONLY | O_CLOEXEC));
  const Child engine(pipe.reading(), null.get());
  const Child intruder(pipe.reading(), null.get(), {.between = Between::bare_process});
  const std::array outputs{pipe.writing()};
  CHECK(pids_of(readers_of(outputs, 4).own) == Pids{engine.pid()});
  CHECK(pids_of(readers_of(outputs, 4).others) == Pids{intruder.pid()});
}

TEST_CASE("a process that holds only the writing end of a pipe does not read it", "[pipe_readers]") {
  const Pipeline line;
  const Child writer(STDIN_FILENO, line.pipe.writing());
  CHECK(line.readers().own.empty());
  CHECK(line.readers().others.empty());
}

TEST_CASE("a process that only names a pipe does not read it", "[pipe_readers]") {
  const Pipeline line;
  const std::string path = "/proc/self/fd/" + std::to_string(line.pipe.reading());
  const UniqueFd named(::open(path.c_str(), O_PATH | O_CLOEXEC));
  const Child broker(named.get(), line.null.get());
  CHECK(line.readers().own.empty());
  CHECK(line.readers().others.empty());
}

TEST_CASE("this process and its ancestors are not among the readers", "[pipe_readers]") {
  const Pipeline line;  // whose reading end is open here
  CHECK(line.readers().own.empty());
  CHECK(line.readers().others.empty());
}

TEST_CASE("a reader of another user is none, unless the pipe is his and has no name", "[pipe_readers]") {
  if (::geteuid() != 0) {
    WARN("skipped: not root");
    return;
  }
  constexpr uid_t kOther = 65534;
  const Pipeline line;
  const Child reader(line.pipe.reading(), line.null.get(), {.user = kOther});
  CHECK(line.readers().own.empty());
  REQUIRE(::fchown(line.pipe.writing(), kOther, kOther) == 0);
  CHECK(pids_of(line.readers().own) == Pids{reader.pid()});

  const Folder folder;
  REQUIRE(::mkfifo(folder.file("fifo").c_str(), 0600) == 0);
  REQUIRE(::chown(folder.file("fifo").c_str(), kOther, kOther) == 0);
  const UniqueFd fifo(::open(folder.file("fifo").c_str(), O_RDWR | O_CLOEXEC));
  const UniqueFd end(::open(folder.file("fifo").c_str(), O_RDONLY | O_CLOEXEC));
  const Child writer(line.null.get(), fifo.get());
  const Child his(end.get(), line.null.get(), {.user = kOther});
  const Child ours(end.get(), line.null.get());
  const std::array outputs{fifo.get()};
  CHECK(pids_of(readers_of(outputs, 4, writer.pid()).own) == Pids{ours.pid()});
  CHECK(pids_of(readers_of(outputs, 4, writer.pid()).others) == Pids{his.pid()});
}

TEST_CASE("an output that is no pipe has no readers", "[pipe_readers]") {
  const Pipeline line;
  const Child reader(line.pipe.reading(), line.null.get());
  const std::array outputs{line.null.get()};
  CHECK(readers_of(outputs, 4, line.writer.pid()).own.empty());
}

}  // namespace trace
