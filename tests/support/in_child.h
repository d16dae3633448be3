// SPDX-License-Identifier: Apache-2.0
// Runs a piece of a test in a process of its own: what cannot be undone (the sandbox) or may end the process.
#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <string>

#include <catch2/catch.hpp>

namespace trace {

struct ChildEnding {
  std::string text;  // what the child returned
  int status = 0;    // as wait(2) has it
};

// `act` returns a text of at most 4096 bytes.
template <class Act>
ChildEnding in_child(Act act) {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  const pid_t pid = ::fork();
  REQUIRE(pid >= 0);
  if (pid == 0) {
    const std::string text = act();
    const ssize_t n = ::write(ends[1], text.data(), text.size());
    ::_exit(n == static_cast<ssize_t>(text.size()) ? 0 : 1);
  }
  ::close(ends[1]);
  ChildEnding ending;
  char buffer[4096];
  for (ssize_t n = 0; (n = ::read(ends[0], buffer, sizeof(buffer))) > 0;) {
    ending.text.append(buffer, static_cast<std::size_t>(n));
  }
  ::close(ends[0]);
  ::waitpid(pid, &ending.status, 0);
  return ending;
}

}  // namespace trace
