// SPDX-License-Identifier: Apache-2.0
#include "common/sink/sink.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <thread>

#include <catch2/catch.hpp>

#include "tests/support/folder.h"
#include "tests/support/in_child.h"

namespace trace {
namespace {

struct Pipe {
  Pipe() {
    int ends[2];
    REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
    read_end = UniqueFd(ends[0]);
    write_end = UniqueFd(ends[1]);
  }
  UniqueFd read_end, write_end;
};

Sink opened(const std::string& path) {
  Result<Sink> sink = Sink::open(path);
  if (!sink) FAIL(sink.error().message);
  return *std::move(sink);
}

}  // namespace

TEST_CASE("what is appended is written by flush") {
  const Folder folder;
  Sink sink = opened(folder.file("a"));
  sink.buffer() += "one ";
  sink.buffer() += "two";
  CHECK(content_of(folder.file("a")).empty());
  sink.flush();
  CHECK(content_of(folder.file("a")) == "one two");
  CHECK(sink.written_bytes() == 7);
  CHECK(sink.outcome());
}

TEST_CASE("a file is as it was until something is written to it, or it is begun") {
  const Folder folder;
  const std::string written = folder.with("written", "what was before");
  const std::string begun = folder.with("begun", "what was before");
  Sink one = opened(written);
  Sink two = opened(begun);
  one.look();  // what was in it is not what others write
  one.flush();
  CHECK(one.outcome());
  CHECK(content_of(written) == "what was before");
  CHECK(one.write("new"));
  CHECK(one.write(" and more"));
  CHECK(content_of(written) == "new and more");
  CHECK(two.begin());
  CHECK(content_of(begun).empty());
  CHECK(two.write("new"));
  CHECK(two.begin());  // once only
  CHECK(content_of(begun) == "new");
  two.look();
  CHECK(two.outcome());
}

TEST_CASE("a descriptor that is named by its path goes on where it is, and nothing before it is emptied") {
  const Folder folder;
  const std::string path = folder.with("a", "what was before, ");
  const UniqueFd fd(::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC));
  Sink sink = opened("/dev/fd/" + std::to_string(fd.get()));
  CHECK(sink.begin());
  CHECK(sink.write("and new"));
  CHECK(content_of(path) == "what was before, and new");
}

TEST_CASE("a full disk is a failure, told with what was not written") {
  Sink sink = opened("/dev/full");
  const Status written = sink.write("12345");
  REQUIRE_FALSE(written);
  CHECK(written.error().message == "writing to \"/dev/full\": No space left on device");
  CHECK_FALSE(sink.write("678"));
  CHECK(sink.has_ended());
  CHECK_FALSE(sink.is_closed());
  CHECK(sink.outcome().error().message ==
        "writing to \"/dev/full\": No space left on device (8 bytes were not written)");
}

TEST_CASE("a reader that has gone is an end, not a failure") {
  ignore_write_signals();
  Pipe pipe;
  Sink sink(std::move(pipe.write_end), "pipe");
  pipe.read_end = UniqueFd();
  CHECK(sink.write("x"));
  CHECK(sink.is_closed());
  CHECK(sink.has_ended());
  CHECK(sink.outcome());
  CHECK(sink.dropped_bytes() == 1);
}

TEST_CASE("that the reader of a pipe has gone shows without a write, and not before") {
  Pipe pipe;
  Sink sink(std::move(pipe.write_end), "pipe");
  REQUIRE(sink.write(std::string(65'536, 'x')));  // a pipe that is full is no end
  sink.look_for_reader();
  CHECK_FALSE(sink.is_closed());
  pipe.read_end = UniqueFd();
  sink.look_for_reader();
  CHECK(sink.is_closed());
  CHECK(sink.fd() < 0);
  CHECK(sink.outcome());
}

TEST_CASE("a descriptor that does not block is waited for, and nothing is lost") {
  Pipe pipe;
  REQUIRE(::fcntl(pipe.write_end.get(), F_SETFL, O_NONBLOCK) == 0);
  Sink sink(std::move(pipe.write_end), "pipe");
  constexpr std::size_t kSize = 1'000'000;  // a pipe holds 65,536
  std::size_t got = 0;
  std::thread reader([&] {
    char buffer[4096];
    for (ssize_t n = 0; got < kSize && (n = ::read(pipe.read_end.get(), buffer, sizeof(buffer))) > 0;) {
      got += static_cast<std::size_t>(n);
    }
  });
  CHECK(sink.write(std::string(kSize, 'x')));
  reader.join();
  CHECK(got == kSize);
  CHECK(sink.written_bytes() == kSize);
}

TEST_CASE("a size limit is a failure, not the end of the program") {
  const Folder folder;
  const ChildEnding ending = in_child([&] {
    ignore_write_signals();
    const rlimit limit{1000, 1000};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    Result<Sink> sink = Sink::open(folder.file("a"));
    if (!sink) return sink.error().message;
    static_cast<void>(sink->write(std::string(1500, 'x')));
    const Status outcome = sink->outcome();
    return outcome ? std::string("no failure") : outcome.error().message;
  });
  CHECK(ending.status == 0);
  CHECK(ending.text == "writing to \"" + folder.file("a") + "\": File too large (500 bytes were not written)");
}

TEST_CASE("a file that is deleted, cut or written by others while it is written is a failure") {
  const Folder folder;
  const std::string path = folder.file("a");
  Sink sink = opened(path);
  REQUIRE(sink.write("12345"));
  sink.look();
  CHECK_FALSE(sink.has_ended());
  SECTION("deleted") {
    ::unlink(path.c_str());
    sink.look();
    REQUIRE(sink.failure());
    CHECK(sink.failure()->message == "\"" + path + "\" was deleted while it was written");
  }
  SECTION("cut") {
    REQUIRE(::truncate(path.c_str(), 3) == 0);
    sink.look();
    REQUIRE(sink.failure());
    CHECK(sink.failure()->message ==
          "\"" + path + "\" was cut by another program while it was written: it has 3 of 5 bytes");
  }
  SECTION("written by others") {
    const UniqueFd other(::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC));
    REQUIRE(::write(other.get(), "6", 1) == 1);
    sink.look();
    REQUIRE(sink.failure());
    CHECK(sink.failure()->message ==
          "\"" + path + "\" is written by another program, too: it has 6 bytes instead of 5");
  }
}

TEST_CASE("a file that is cut is a failure, though more was written to it before anybody looked") {
  const Folder folder;
  const std::string path = folder.file("a");
  const auto cut_after = [&](Sink& sink) {
    REQUIRE(sink.write("12345"));
    REQUIRE(::truncate(path.c_str(), 0) == 0);
    return sink.write("67890");
  };
  const std::string why = " was cut by another program while it was written: it has 0 of 5 bytes";
  SECTION("one that was opened by its path") {
    Sink sink = opened(path);
    const Status written = cut_after(sink);
    REQUIRE_FALSE(written);
    CHECK(written.error().message == "\"" + path + "\"" + why);
    CHECK(content_of(path).empty());
  }
  SECTION("standard output") {
    Sink sink(UniqueFd(::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600)), "standard output");
    const Status written = cut_after(sink);
    REQUIRE_FALSE(written);
    CHECK(written.error().message == "standard output" + why);
  }
  SECTION("after the look, before the write: it stays short") {
    Sink sink(UniqueFd(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)), "a",
              [](int fd, std::string_view bytes) {
                if (bytes == "67890") CHECK(::ftruncate(fd, 0) == 0);
                return ::write(fd, bytes.data(), bytes.size());
              });
    REQUIRE(sink.write("12345"));
    REQUIRE(sink.write("67890"));
    sink.look();
    CHECK(sink.failure());
  }
}

TEST_CASE("standard output is no file that another program of ours writes") {
  const Folder folder;
  const std::string path = folder.file("a");
  const auto open_as_standard_output = [&](int flags) {
    const UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CREAT | flags, 0600));
    ::dup2(fd.get(), STDOUT_FILENO);
    return Sink::open("");
  };
  const ChildEnding ending = in_child([&] {
    const auto first = open_as_standard_output(0);
    const auto second = open_as_standard_output(0);
    const auto appended = open_as_standard_output(O_APPEND);
    return first && !second && appended && !appended->claim() ? second.error().message : std::string();
  });
  CHECK(ending.text == "standard output: another program is writing it");
}

TEST_CASE("what others write over the bytes of a file, without making it longer, is a failure once they close it") {
  const Folder folder;
  const std::string path = folder.file("a");
  Sink sink = opened(path);
  REQUIRE(sink.write("12345"));
  {
    const UniqueFd other(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    REQUIRE(::pwrite(other.get(), "99", 2, 1) == 2);
  }
  sink.look();
  REQUIRE(sink.failure());
  CHECK(sink.failure()->message ==
        "\"" + path + "\" was opened for writing by another program, too: what is in it may be written over");
}

TEST_CASE("a file may be read, renamed and its descriptor copied while it is written") {
  const Folder folder;
  Sink sink = opened(folder.file("a"));
  REQUIRE(sink.write("12345"));
  CHECK(content_of(folder.file("a")) == "12345");
  REQUIRE(::rename(folder.file("a").c_str(), folder.file("b").c_str()) == 0);
  { const UniqueFd copy(::dup(sink.fd())); }
  REQUIRE(sink.write("67890"));
  CHECK_FALSE(sink.take_move());
  sink.look();
  CHECK_FALSE(sink.failure());
  CHECK(sink.take_move());
  sink.look();
  CHECK_FALSE(sink.take_move());
}

TEST_CASE("a pipe and a device are there as long as they are open") {
  Pipe pipe;
  Sink sink(std::move(pipe.write_end), "pipe");
  REQUIRE(sink.write("12345"));
  sink.look();
  CHECK_FALSE(sink.has_ended());
}

TEST_CASE("a file that was made just now is looked after without a system call that opens anything") {
  const Folder folder;
  Sink sink = Sink::of_new_file(UniqueFd(::open(folder.file("a").c_str(), O_WRONLY | O_CREAT, 0600)), "a");
  REQUIRE(sink.write("text"));
  sink.look();
  CHECK_FALSE(sink.failure());
  std::filesystem::remove(folder.file("a"));
  sink.look();
  CHECK(sink.failure());
}

}  // namespace trace
