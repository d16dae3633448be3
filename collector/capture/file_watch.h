// SPDX-License-Identifier: Apache-2.0
// Files that are opened to be executed, or closed, held by the kernel until they are read here (fanotify(7)).
//
// A notification of a group that is given descriptors holds the file from the moment on at which that happened: it can be read
// later, when the process has ended and the name is gone. Nobody waits for it. Whole file systems are marked, so that
// it does not matter in which mount namespace and by which mount a file is reached; those of a mount that is made later are
// marked as soon as the kernel tells of the mount.
//
// Not seen: file systems of a network and of FUSE, which are not asked since the answer may never come; files in no
// file system that is mounted (memfd_create(2)), which the kernel refuses to mark; what is executed in a mount namespace
// of its own between the mount and the next look at it.
//
// *Rejected:* /proc/PID/exe at the event: of programs that end within a millisecond and remove their file, it gives some
// 5 of 100; permission events (FAN_OPEN_EXEC_PERM): all others wait for us, and for ever if we hang.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "collector/capture/held_file.h"
#include "common/base/result.h"
#include "common/base/sandbox.h"

namespace trace {

class FileWatch {
 public:
  // `mask`: what is watched for, bits of fanotify(7). What `collector` does, and this process, is told as done by us.
  // Errors: the kernel has no fanotify, or refuses it (CAP_SYS_ADMIN).
  static Result<FileWatch> start(std::uint64_t mask, pid_t collector);

  // Readable when a file was opened.
  int opened_fd() const { return group_.get(); }
  // Has POLLPRI when something was mounted in our mount namespace; none of -1 where that cannot be told.
  int mounts_fd() const { return mounts_.get(); }

  // Marks the file systems that are mounted in our mount namespace.
  void mark_ours();
  // The same for the mount namespace of a process.
  void mark_for(pid_t pid);
  // In the mount namespaces of all processes, ours among them.
  void mark_all();

  // Hands out what was opened since, in that order, and before this call.
  void take(const std::function<void(HeldFile)>& sink);
  // How often the queue of the kernel was full since the last call: files were opened that are not told.
  std::uint64_t take_overflows();

  // Types and mount points of file systems that are mounted and cannot be marked, a sentence each, once.
  std::vector<std::string> take_refusals();

  static Needs needs();

 private:
  // A mark costs nothing if there is one, so nothing is remembered: the numbers of devices are used again.
  FileWatch(UniqueFd group, UniqueFd mounts, std::uint64_t mask, pid_t collector)
      : group_(std::move(group)), mounts_(std::move(mounts)), mask_(mask), collector_(collector) {}

  void mark_mounts_of(const std::string& process);

  UniqueFd group_;
  UniqueFd mounts_;
  std::uint64_t mask_;
  pid_t collector_;
  std::set<std::string> refused_;  // told already
  std::vector<std::string> refusals_;
  std::uint64_t overflows_ = 0;
};

}  // namespace trace
