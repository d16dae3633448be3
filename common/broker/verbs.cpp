// SPDX-License-Identifier: Apache-2.0
#include "common/broker/verbs.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string>

#include "common/base/file_lock.h"
#include "common/base/files_below.h"
#include "common/base/system_log.h"

namespace trace {
namespace {

Opened refused(int error) {
  return {UniqueFd(), error};
}

Opened opened(UniqueFd fd, std::string name) {
  if (!fd) return refused(errno);
  return {std::move(fd), 0, std::move(name)};
}

bool is_regular(int fd) {
  struct stat status {};
  return ::fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
}

// Before it is opened: to open a FIFO or a device may do something.
bool is_other(const std::string& path, int flags) {
  struct stat status {};
  return ::fstatat(AT_FDCWD, path.c_str(), &status, flags) == 0 && !S_ISREG(status.st_mode);
}

// With whatever else a libc asks for: nothing that writes, makes or empties a file.
std::vector<std::uint32_t> flags_that_read() {
  static constexpr std::uint32_t kHarmless[] = {O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK, O_NOCTTY, O_LARGEFILE};
  std::vector<std::uint32_t> all{O_RDONLY | O_CLOEXEC};
  for (const std::uint32_t flag : kHarmless) {
    const std::vector<std::uint32_t> without = all;
    if (flag == 0) continue;
    for (const std::uint32_t flags : without) all.push_back(flags | flag);
  }
  return all;
}

}  // namespace

Verbs::Verbs(Grants grants) : grants_(std::move(grants)) {
  for (const RecordingGrant& grant : grants_.recordings) {
    Result<RecordingFolder> folder = RecordingFolder::open(grant);
    recordings_.push_back(folder ? std::optional(*std::move(folder)) : std::nullopt);
  }
  for (const FifoGrant& grant : grants_.fifos) {
    UniqueFd fd(::open(grant.path.c_str(), O_PATH | O_CLOEXEC));
    struct stat status {};
    const bool is_it = fd && ::fstat(fd.get(), &status) == 0 && S_ISFIFO(status.st_mode) &&
                       status.st_dev == grant.device && status.st_ino == grant.inode;
    fifos_.push_back(is_it ? std::move(fd) : UniqueFd());
  }
}

Opened Verbs::open(const Request& request) {
  switch (static_cast<Verb>(request.verb)) {
#define VERB(id, patience, what) \
  case Verb::id:                 \
    return open_##id(request);
#include "common/broker/verbs.def"
  }
  return refused(EINVAL);
}

// File 0 looks anew which files there are; the others are of the same look.
Opened Verbs::open_listed_file(const Request& request) {
  if (request.object >= grants_.lists.size()) return refused(EPERM);
  if (request.number == 0) {
    const FileList& list = grants_.lists[request.object];
    Result<std::vector<std::string>> found = files_below(list.folder, list.suffixes);
    if (!found) return refused(EIO);
    files_ = *std::move(found);
    list_ = request.object;
  }
  if (list_ != request.object) return refused(EINVAL);
  if (request.number >= files_.size()) return refused(ENODATA);
  const std::string& path = files_[request.number];
  const bool names_others = grants_.lists[list_].others == Others::named;
  const int error_of_others = names_others ? EMEDIUMTYPE : EACCES;
  if (is_other(path, names_others ? AT_SYMLINK_NOFOLLOW : 0)) return {UniqueFd(), error_of_others, path};
  UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | (names_others ? O_NOFOLLOW : 0)));
  if (fd && !is_regular(fd.get())) return {UniqueFd(), error_of_others, path};
  return opened(std::move(fd), path);
}

Opened Verbs::open_next_file(const Request& request) {
  if (request.object >= recordings_.size() || !recordings_[request.object]) return refused(EPERM);
  return recordings_[request.object]->next_file();
}

// Opens nothing.
Opened Verbs::open_make_room(const Request& request) {
  if (request.object >= recordings_.size() || !recordings_[request.object]) return refused(EPERM);
  return refused(recordings_[request.object]->make_room(request.number));
}

// ENXIO: nobody reads it (fifo(7)), or another program writes it by now. Once it is open it waits for its reader, as an output does.
Opened Verbs::open_fifo(const Request& request) {
  if (request.object >= fifos_.size() || !fifos_[request.object]) return refused(EPERM);
  const std::string path = "/proc/self/fd/" + std::to_string(fifos_[request.object].get());
  UniqueFd fd(::open(path.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC));
  if (fd && ::fcntl(fd.get(), F_SETFL, O_WRONLY) != 0) return refused(errno);
  if (fd && !lock_for_writing(fd.get())) return refused(ENXIO);
  return opened(std::move(fd), {});
}

Opened Verbs::open_system_log(const Request&) {
  if (grants_.system_log.empty()) return refused(EPERM);
  Result<UniqueFd> socket = SystemLog::connect(grants_.system_log);
  if (!socket) return refused(errno);
  return opened(*std::move(socket), {});
}

std::vector<int> Verbs::written_places() const {
  std::vector<int> places;
  for (const auto& recording : recordings_) {
    if (recording) places.push_back(recording->fd());
  }
  for (const UniqueFd& fifo : fifos_) {
    if (fifo) places.push_back(fifo.get());
  }
  return places;
}

Needs Verbs::needs() const {
  const Needs recordings = recordings_.empty() ? Needs() : RecordingFolder::needs();
  const AllowedCall open = only_reads() ? AllowedCall{SYS_openat, 2, flags_that_read()} : AllowedCall{SYS_openat};
  const Needs log = grants_.system_log.empty() ? Needs() : Needs{{SYS_socket, 0, {AF_UNIX}}, {SYS_connect}};
  return joined(
      {recordings, log, {open, {SYS_newfstatat}, {SYS_getdents64}, {SYS_fcntl}, {SYS_sendmsg}, {SYS_recvmsg}}});
}

}  // namespace trace
