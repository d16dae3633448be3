// SPDX-License-Identifier: Apache-2.0
// A process that opens for the sandboxed ones what they may not open themselves.
//
// A program that handles what an attacker can shape gives up open(2) and the like before it reads the first
// byte (common/base/sandbox.h). What it must open later, a broker opens: a process of the same program, forked before
// that, which reads nothing but requests of a fixed size and does nothing but the verbs of verbs.def, on the objects that
// were named when it was started (grants.h). It has a sandbox of its own: no program is started there, no process
// signalled or traced, no socket connected but that of the system's log, if that was granted, and no file removed but those of
// a recording whose folder was granted. One that only reads is not even root; one that writes does so nowhere else, where the kernel has Landlock (common/base/landlock.h). The client gains sendmsg and recvmsg on one socket, and to wait for this
// one process. Whoever takes over the client can so make new files beside the output, have the oldest ones of a recording
// removed, and read the rules: what the client could have done by itself.
//
// What the broker opens may hang, on a disk that fails or in a network's file system. So each verb has its patience; what was not answered in
// that time is asked no second time: later requests get an error at once, until the answer has come, which serves the next request of the
// same words.
//
// The broker ends when its client does, since its socket then ends, and holds nothing else open: neither the client's
// files nor its standard input and output.
//
// *Rejected:* permitting open(2) with Landlock, which is in Linux 5.13 and later only.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

#include "common/base/result.h"
#include "common/base/sandbox.h"
#include "common/base/unique_fd.h"
#include "common/broker/grants.h"
#include "common/broker/message.h"

namespace trace {

struct OpenedFile {
  UniqueFd fd;  // none: it is no regular file of a list that names those
  std::string name;
};

class Broker {
 public:
  // Returns when the broker has what it keeps open and is in its sandbox. REQUIRES: this process has one thread, and is
  // not in the sandbox. Errors: of socketpair(2) and fork(2).
  static Result<Broker> start(Grants grants);
  Broker(Broker&&) = default;
  Broker& operator=(Broker&&) = default;
  ~Broker();

  // Each: errors: what the broker was refused by the kernel, or refused itself (EPERM: not granted); it has ended, or does not answer.

  // The n-th file of that list, for reading. Ask for 0 first: that looks anew which there are. Nothing: there are no more. A file that
  // is gone, or a link to nowhere, is an error. patience_ms: -1: that of verbs.def.
  Result<std::optional<OpenedFile>> listed_file(std::size_t list, std::uint64_t number, int patience_ms = -1);

  // A new file in the folder of that recording.
  Result<OpenedFile> next_file(std::size_t recording);
  // The oldest files of that recording are removed until so many bytes can be written. False: that would not do, or is not done yet.
  Result<bool> make_room(std::size_t recording, std::uint64_t bytes);
  // What was asked last was not answered in time.
  bool is_silent() const { return unanswered_.has_value(); }

  // That FIFO, for writing. Nothing: nobody reads it, or that is not known yet.
  Result<std::optional<UniqueFd>> fifo(std::size_t number);

  // A socket of the system's log, by whose path it was granted.
  Result<UniqueFd> system_log();

  // In the sandbox: to ask, and to wait for its end.
  Needs needs() const;
  pid_t pid() const { return pid_; }
  // Errors: unsupported; what the broker itself could not give up, and why. It serves all the same.
  const Status& confined() const { return confined_; }

 private:
  Broker(UniqueFd socket, pid_t pid) : socket_(std::move(socket)), pid_(pid) {}

  struct Answer {
    int error = 0;  // errno; ETIMEDOUT: there is none yet
    OpenedFile file;
  };
  Result<Answer> ask(Verb verb, std::size_t object, std::uint64_t number, int patience_ms = -1);
  // The answer to `unanswered_`, after so long at most. Errors: it has ended.
  Result<Answer> wait_for_answer(int patience_ms);

  UniqueFd socket_;
  pid_t pid_ = 0;
  std::optional<Request> unanswered_;
  Status confined_ = ok();
};

}  // namespace trace
