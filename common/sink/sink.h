// SPDX-License-Identifier: Apache-2.0
// Where the bytes of one output go: standard output, a file, a FIFO, a device, or a descriptor that a broker opened.
//
// In: bytes, appended to buffer(). Out: write(2), when flush() is called. The buffer is bounded by its user, who flushes
// when is_large(); a reader that is slow makes flush() wait, which is the back-pressure of the pipe. What cannot be
// written any more is dropped and counted, so that one output that fails does not end the others:
//
//   is_closed()  the reader has gone (EPIPE). That is an end, not an error; unless the program goes on for other outputs.
//   failure()    the size limit is reached, the device failed; the file was deleted, cut or written by somebody else; the
//                reader does not read, and the program is to end (waiting_writes.h).
//                That somebody wrote over what is in a file shows when he closes it (inotify(7): IN_CLOSE_WRITE, which
//                what is written here does not cause).
//   is_full()    the disk of a file is full. That may pass: what is buffered stays, and is written once there is room.
//                Whoever fills the buffer should not fill it on.
//
// *Rejected:* a thread and a queue for each output. Each program is one thread, and a queue only moves the loss to where
// nobody counts it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "common/base/path_watch.h"
#include "common/base/result.h"
#include "common/base/sandbox.h"
#include "common/base/unique_fd.h"
#include "common/sink/files_in_use.h"
#include "common/sink/waiting_writes.h"

namespace trace {

class Sink {
 public:
  // "" is standard output. Errors: of open_for_writing(); standard output is closed.
  static Result<Sink> open(const std::string& path);
  // The same of one of several outputs: it is in use from now on. Errors: also, if it is in use already.
  static Result<Sink> open(const std::string& path, FilesInUse& in_use);
  // Of a file that was made just now, and is empty. Makes no system call.
  static Sink of_new_file(UniqueFd fd, std::string name);
  // write(2), or what stands for it in a test.
  using Write = ssize_t (*)(int fd, std::string_view bytes);
  // `name` is for messages.
  Sink(UniqueFd fd, std::string name, Write writing = write_limited);

  // That no other program of ours writes it, as of a file that was opened by its path. Standard output is claimed when it is opened, but where
  // it appends (>>): then that is up to the caller. Errors: io, one does.
  Status claim() const;

  // Empties a file that was opened by its path: until then it is as it was before. The first flush() does so, where ftruncate(2) is
  // permitted: a program calls it when nothing can keep it from writing any more, and before it enters the sandbox. Errors: io, it
  // cannot be emptied; failure() says so, too.
  Status begin();
  // The system call of begin(), for a program that writes its file in one piece at the end.
  static Needs begin_needs();

  // What is written next. Append to it.
  std::string& buffer() { return buffer_; }
  bool is_large() const { return buffer_.size() >= kFlushBytes; }

  // Writes what is buffered. Waits for a descriptor that is not blocking. After a failure, or when the reader has gone,
  // drops it. REQUIRES: ignore_write_signals() was called.
  void flush();
  // Whether a file is still there, and as it was written: it has failed if not. To be called every second; flush() looks at its size as
  // well, since what is written after a cut makes the file as long as it was.
  void look();
  // Whether look() found since it was last asked that somebody gave the file another name, which another file may have now. What is
  // written goes on in it.
  bool take_move() { return std::exchange(was_moved_, false); }
  // Whether the reader of a pipe has gone, though nothing is written: it is_closed() then.
  void look_for_reader();
  // Appends and flushes. Errors: the failure of this output, now or before; none if the reader has gone.
  Status write(std::string_view bytes);

  // Nothing more is written, for that reason.
  void give_up(const Error& why);

  bool is_closed() const { return closed_; }
  const std::optional<Error>& failure() const { return failure_; }
  bool is_full() const { return full_; }
  // Nothing more can be written.
  bool has_ended() const { return closed_ || failure_.has_value(); }

  std::uint64_t written_bytes() const { return written_bytes_; }
  std::uint64_t dropped_bytes() const { return dropped_bytes_; }
  // The last word on this output. Errors: its failure, and how much was dropped because of it.
  Status outcome() const;
  // The same of one of several outputs, of which the others went on: a reader that has gone is a failure, too.
  Status outcome_beside_others() const;
  // `error`, and how much was not written.
  Error lacking(Error error) const;
  // Why nothing more can be written. REQUIRES: has_ended().
  std::string ending() const;
  const std::string& name() const { return name_; }
  // For questions about where the bytes go: isatty(3), who reads a pipe. None once the reader has gone.
  int fd() const { return fd_.get(); }

 private:
  Sink() = default;
  static constexpr std::size_t kFlushBytes = 256 * 1024;

  // Returns false if the descriptor cannot be written now or ever.
  bool write_some(std::string_view& bytes);
  void wait_until_writable() const;
  void look_at_size();
  void watch_others();
  void close();
  void fail(const std::string& what) { failure_ = Error{Code::io, what}; }

  UniqueFd fd_;
  std::optional<PathWatch> others_;  // of a file, what they do to it; none if that cannot be told
  Write write_ = write_limited;
  std::string name_;
  std::string buffer_;
  std::uint64_t written_bytes_ = 0;
  std::uint64_t dropped_bytes_ = 0;
  bool closed_ = false;
  bool full_ = false;
  bool is_file_ = false;
  bool is_as_before_ = false;  // a file that is not emptied yet
  bool appends_ = false;       // by O_APPEND
  bool was_moved_ = false;
  bool is_shared_ = false;   // others may write after what is written here
  std::uint64_t begin_ = 0;  // where in a file what is written here begins
  std::optional<Error> failure_;
};

// A write to a pipe without a reader (SIGPIPE), or beyond the size limit of files (SIGXFSZ), fails instead of ending the
// program.
void ignore_write_signals();
// In a child, before exec.
void restore_write_signals();

}  // namespace trace
