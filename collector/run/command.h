// SPDX-License-Identifier: Apache-2.0
// The command behind "--": started before the programs are loaded, and held back until they are attached, so that they
// see all of it. It keeps the privileges that the collector gives up meanwhile.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "common/base/result.h"
#include "common/base/sandbox.h"
#include "common/base/unique_fd.h"

namespace trace {

struct CommandOptions {
  bool to_stderr = false;  // what it writes to its standard output goes to standard error, not among our events
  std::string user;        // whom it runs as, with its groups and no capabilities; empty: as this process
};

class Command {
 public:
  // Errors: there is no file that this user can run where execvp(3) looks for one of that name.
  static Status look_for(const std::string& name);
  // Starts a process that waits. It gets SIGTERM if this one ends. Of what is open it inherits the standard streams only.
  // Errors: no such user, or he can run no file of that name; fork(2).
  static Result<Command> start(const std::vector<std::string>& words, const CommandOptions& options);
  Command(Command&&) = default;
  Command& operator=(Command&&) = default;

  // Lets it go. Errors: it cannot be run.
  Status go();

  bool has_ended();
  // Asks it to end (SIGTERM), if it runs.
  void terminate();
  // Waits for its end, and ends it (SIGKILL) if that takes too long.
  void wait();

  pid_t pid() const { return pid_; }
  // In the sandbox: to end it, and to wait for it.
  Needs needs() const;
  // How it ended, as a sentence; empty if that is as it should be, or if it never began. REQUIRES: has_ended() or wait().
  std::string ending() const;

 private:
  Command(std::string name, pid_t pid, UniqueFd gate, UniqueFd failure)
      : name_(std::move(name)), pid_(pid), gate_(std::move(gate)), failure_(std::move(failure)) {}

  std::string name_;
  pid_t pid_;
  UniqueFd gate_;       // it waits for a byte here
  UniqueFd failure_;    // why it could not be run; closed by exec
  bool began_ = false;  // go() let it
  bool ended_ = false;
  bool terminated_ = false;  // by us
  int status_ = 0;           // as wait(2) has it
};

}  // namespace trace
