// SPDX-License-Identifier: Apache-2.0
#include "common/broker/recording_folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <memory>
#include <utility>

#include "common/base/file_lock.h"
#include "common/base/guarded_folder.h"
#include "common/base/text.h"

namespace trace {
namespace {

constexpr const char* kLockName = ".trace-recording";

Error failure(const std::string& folder, const std::string& why) {
  return {Code::io, "folder " + in_quotes(folder) + ": " + why};
}

struct CloseFolder {
  void operator()(DIR* folder) const { ::closedir(folder); }
};

std::uint64_t now_ns() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(now).count());
}

}  // namespace

Result<RecordingFolder> RecordingFolder::open(const RecordingGrant& grant) {
  TRY_ASSIGN(FileNames names, FileNames::parse(grant.names));
  RecordingFolder made(std::move(names));
  made.keep_bytes_ = grant.keep_bytes;
  made.keep_ns_ = grant.keep_ns;
  Result<UniqueFd> folder = open_guarded_folder(grant.folder, MakeFolder::no);
  if (!folder) return failure(grant.folder, folder.error().message);
  made.folder_ = *std::move(folder);
  made.user_ = ::geteuid();
  static constexpr int kLockFlags = O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC;
  made.lock_ = UniqueFd(::openat(made.folder_.get(), kLockName, kLockFlags, 0600));
  if (!made.lock_) return failure(grant.folder, std::string(kLockName) + ": " + std::strerror(errno));
  if (!lock_for_writing(made.lock_.get())) return failure(grant.folder, "another program is recording there");
  for (const File& file : made.list()) made.last_ = file.name;
  return made;
}

std::vector<RecordingFolder::File> RecordingFolder::list() const {
  std::vector<File> files;
  const int fd = ::openat(folder_.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return files;
  const std::unique_ptr<DIR, CloseFolder> folder(::fdopendir(fd));
  if (!folder) {
    ::close(fd);
    return files;
  }
  while (const dirent* const entry = ::readdir(folder.get())) {
    struct stat status {};
    if (!names_.has(entry->d_name) || ::fstatat(fd, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0 ||
        !S_ISREG(status.st_mode) || status.st_uid != user_) {
      continue;
    }
    files.push_back({entry->d_name, static_cast<std::uint64_t>(status.st_size),
                     static_cast<std::uint64_t>(status.st_mtim.tv_sec) * 1'000'000'000 +
                         static_cast<std::uint64_t>(status.st_mtim.tv_nsec)});
  }
  std::sort(files.begin(), files.end(), [](const File& a, const File& b) { return a.name < b.name; });
  return files;
}

bool RecordingFolder::remove(const File& file) {
  return !is_in_use(file) && ::unlinkat(folder_.get(), file.name.c_str(), 0) == 0;
}

void RecordingFolder::remove_old() {
  if (keep_ns_ == 0) return;
  const std::uint64_t now = now_ns();
  for (const File& file : list()) {
    if (file.written_ns + keep_ns_ < now) static_cast<void>(remove(file));
  }
}

Opened RecordingFolder::next_file() {
  remove_old();
  const std::string name = names_.after(last_, static_cast<std::time_t>(now_ns() / 1'000'000'000));
  if (name.empty()) return {UniqueFd(), EOVERFLOW};
  static constexpr int kFlags = O_WRONLY | O_APPEND | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
  UniqueFd fd(::openat(folder_.get(), name.c_str(), kFlags, 0600));
  if (!fd) return {UniqueFd(), errno};
  last_ = name;
  ended_ = std::exchange(written_, name);
  return {std::move(fd), 0, name};
}

int RecordingFolder::make_room(std::uint64_t bytes) {
  if (keep_bytes_ == 0) return 0;
  const std::vector<File> files = list();
  std::uint64_t sum = bytes;
  std::uint64_t least = bytes;  // with all removed that may be
  for (const File& file : files) {
    sum += file.bytes;
    least += is_in_use(file) ? file.bytes : 0;
  }
  if (bytes > keep_bytes_ || least > keep_bytes_) return ENOSPC;
  for (const File& file : files) {
    if (sum <= keep_bytes_) break;
    if (remove(file)) sum -= file.bytes;
  }
  return sum <= keep_bytes_ ? 0 : ENOSPC;
}

Needs RecordingFolder::needs() {
  return {{SYS_openat}, {SYS_newfstatat}, {SYS_getdents64}, {SYS_fcntl}, {SYS_unlinkat}};
}

}  // namespace trace
