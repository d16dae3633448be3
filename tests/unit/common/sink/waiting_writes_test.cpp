// SPDX-License-Identifier: Apache-2.0
#include "common/sink/waiting_writes.h"

#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <thread>

#include <catch2/catch.hpp>

#include "common/sink/sink.h"
#include "tests/support/folder.h"
#include "tests/support/in_child.h"

namespace trace {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kMoreThanAPipeHolds = 1'000'000;

void end_writes(int) {
  prepare_waiting_writes();
  limit_waiting_writes();
}

// A child whose pipe nobody reads writes to it, and to a file; it is asked to end, before or while it writes.
std::string write_to_nobody(bool before) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return "no pipe";
  struct sigaction action {};
  action.sa_handler = end_writes;
  ::sigaction(SIGUSR1, &action, nullptr);
  const pthread_t self = ::pthread_self();
  std::thread asking([&] {
    if (!before) std::this_thread::sleep_for(std::chrono::milliseconds(200));
    ::pthread_kill(self, SIGUSR1);
  });
  if (before) asking.join();
  Sink sink(UniqueFd(ends[1]), "the pipe");
  const auto began = Clock::now();
  static_cast<void>(sink.write(std::string(kMoreThanAPipeHolds, 'x')));
  const auto took = Clock::now() - began;
  if (!before) asking.join();
  if (took > 3 * kWritePatience) return "too late";
  return sink.failure() ? sink.failure()->message : "no failure";
}

}  // namespace

TEST_CASE("a write to a pipe that nobody reads ends once the program is to end") {
  const bool before = GENERATE(true, false);
  const ChildEnding ending = in_child([&] { return write_to_nobody(before); });
  CHECK(ending.status == 0);
  CHECK(ending.text == "writing to the pipe: its reader does not read");
}

TEST_CASE("a reader that is slow gets all, also when the program is to end") {
  const ChildEnding ending = in_child([] {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return std::string("no pipe");
    prepare_waiting_writes();
    limit_waiting_writes();
    std::size_t got = 0;
    std::thread reader([&] {
      static char buffer[65'536];
      for (ssize_t n = 0; (n = ::read(ends[0], buffer, sizeof(buffer))) > 0;) {
        got += static_cast<std::size_t>(n);
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
      }
    });
    {
      Sink sink(UniqueFd(ends[1]), "the pipe");
      static_cast<void>(sink.write(std::string(kMoreThanAPipeHolds, 'x')));
    }
    reader.join();
    return std::to_string(got);
  });
  CHECK(ending.text == std::to_string(kMoreThanAPipeHolds));
}

}  // namespace trace
