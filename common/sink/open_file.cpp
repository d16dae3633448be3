// SPDX-License-Identifier: Apache-2.0
#include "common/sink/open_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <optional>
#include <string_view>
#include <utility>

#include "common/base/caught_signals.h"
#include "common/base/file_lock.h"
#include "common/base/printable.h"
#include "common/base/standard_error.h"
#include "common/base/trusted_path.h"

namespace trace {
namespace {

// With O_APPEND a file that somebody cuts stays short, and has no hole.
constexpr int kFlags = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY;
constexpr mode_t kMode = 0600;
constexpr int kReaderPauseMs = 20;

Error refused(const std::string& path, const std::string& why) {
  return {Code::io, "opening \"" + path + "\": " + why};
}

Error open_failure(const std::string& path) {
  return refused(path, errno == EISDIR ? "it is a folder" : std::strerror(errno));
}

// What somebody put where others may put something gets nothing of ours to read, as with the kernel's fs.protected_fifos.
Status take_fifo(const std::string& path, int fd, const struct stat& status) {
  if (status.st_uid == 0 || status.st_uid == ::geteuid()) return ok();
  std::error_code unknown;
  const auto real = std::filesystem::read_symlink("/proc/self/fd/" + std::to_string(fd), unknown);
  struct stat folder {};
  const bool is_public =
      ::stat(real.parent_path().c_str(), &folder) != 0 || (folder.st_mode & (S_IWGRP | S_IWOTH)) != 0;
  const bool is_ours = folder.st_uid == 0 || folder.st_uid == ::geteuid();
  if (is_ours && !is_public) return ok();
  return refused(path, "it is a FIFO of another user (" + std::to_string(status.st_uid) +
                           "), in a folder that others may write to");
}

UniqueFd open_at(const PathEnd& place, int flags) {
  return UniqueFd(::openat(place.folder.get(), place.name.c_str(), flags | (place.is_magic ? 0 : O_NOFOLLOW), kMode));
}

// After open(2) found no reader: waits a moment, if it is a FIFO that may be waited for. Errors: it is none; a signal came.
Status wait_for_reader(const std::string& path, const PathEnd& place, bool& was_told) {
  const UniqueFd fifo = open_at(place, O_PATH | O_CLOEXEC);
  struct stat status {};
  if (!fifo || ::fstat(fifo.get(), &status) != 0) return open_failure(path);
  if (!S_ISFIFO(status.st_mode)) return refused(path, std::strerror(ENXIO));
  TRY(take_fifo(path, fifo.get(), status));
  if (!std::exchange(was_told, true)) {
    const std::string line =
        std::string(program_invocation_short_name) + ": waiting for a reader of \"" + printable(path) + "\"\n";
    static_cast<void>(write_error_text(line));
  }
  return WakeUp::has_rung_within(kReaderPauseMs) ? Status(refused(path, "a signal came before it had a reader")) : ok();
}

// A FIFO is looked at before anything waits for its reader.
Result<UniqueFd> open_without_truncating(const std::string& path, const FilesInUse& in_use) {
  auto place = end_of_path(path, LastLink::followed, FoldersAbove::are_there);
  if (!place) return refused(path, place.error().message);
  // Before the file is made.
  if (const Status is_free = in_use.check(place->folder.get()); !is_free) return refused(path, is_free.error().message);
  for (bool was_told = false;;) {
    UniqueFd fd = open_at(*place, kFlags | O_NONBLOCK);
    if (fd) {
      ::fcntl(fd.get(), F_SETFL, kFlags & ~O_CREAT);
      return fd;
    }
    if (errno != ENXIO) return open_failure(path);
    TRY(wait_for_reader(path, *place, was_told));
  }
}

Status take_regular(const std::string& path, int fd, const struct stat& status) {
  if (status.st_uid != ::geteuid()) {
    return refused(path, "it is a file of another user (" + std::to_string(status.st_uid) + ")");
  }
  // Where fs.protected_hardlinks is off, anybody may give a file of ours a name in a folder of his.
  if (status.st_nlink > 1)
    return refused(path, "it has other names (hard links), and may be another file than it seems");
  // One that was there keeps who may read it; nobody else writes to it.
  constexpr mode_t kOthersWrite = S_IWGRP | S_IWOTH;
  if ((status.st_mode & kOthersWrite) != 0 && ::fchmod(fd, status.st_mode & 07777 & ~kOthersWrite) != 0) {
    return refused(path, "others may write to it, and that cannot be changed: " + std::string(std::strerror(errno)));
  }
  return ok();
}

// The descriptor that a path is another name of. To open that path would give the file from its beginning, and empty it.
std::optional<int> named_descriptor(std::string_view path) {
  if (path == "/dev/stdout") return STDOUT_FILENO;
  if (path == "/dev/stderr") return STDERR_FILENO;
  for (const std::string_view folder : {"/dev/fd/", "/proc/self/fd/"}) {
    if (!path.starts_with(folder)) continue;
    int fd = -1;
    const char* const end = path.data() + path.size();
    const auto parsed = std::from_chars(path.data() + folder.size(), end, fd);
    if (parsed.ec == std::errc() && parsed.ptr == end) return fd;
  }
  return std::nullopt;
}

}  // namespace

bool names_descriptor(std::string_view path) {
  return named_descriptor(path).has_value();
}

Result<UniqueFd> open_for_writing(const std::string& path, const FilesInUse& in_use) {
  const auto refuse_if_used = [&](int fd) -> Status {
    const Status is_free = in_use.check(fd);
    return is_free ? ok() : Status(refused(path, is_free.error().message));
  };
  if (const std::optional<int> named = named_descriptor(path)) {
    UniqueFd copy(::fcntl(*named, F_DUPFD_CLOEXEC, 0));
    if (!copy) return refused(path, std::strerror(errno));
    TRY(refuse_if_used(copy.get()));
    return copy;
  }
  TRY_ASSIGN(UniqueFd fd, open_without_truncating(path, in_use));
  TRY(refuse_if_used(fd.get()));
  struct stat status {};
  if (::fstat(fd.get(), &status) != 0) return refused(path, std::strerror(errno));
  if (S_ISCHR(status.st_mode)) return fd;
  if (S_ISFIFO(status.st_mode)) {
    TRY(take_fifo(path, fd.get(), status));
  } else if (S_ISREG(status.st_mode)) {
    TRY(take_regular(path, fd.get(), status));
  } else {
    return refused(path, "it is no file, FIFO or terminal");
  }
  if (!lock_for_writing(fd.get())) return refused(path, "another program is writing it");
  return fd;
}

}  // namespace trace
