// SPDX-License-Identifier: Apache-2.0
#include "common/sink/open_file.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <climits>
#include <cstring>
#include <filesystem>
#include <optional>
#include <string_view>
#include <utility>

#include "common/base/caught_signals.h"
#include "common/base/file_lock.h"
#include "common/base/printable.h"
#include "common/base/standard_error.h"

namespace trace {
namespace {

constexpr int kLinksMax = 40;  // path_resolution(7)
// With O_APPEND a file that somebody cuts stays short, and has no hole.
constexpr int kFlags = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW;
constexpr mode_t kMode = 0600;
constexpr int kReaderPauseMs = 20;

Error refused(const std::string& path, const std::string& why) {
  return {Code::io, "opening \"" + path + "\": " + why};
}

Error open_failure(const std::string& path, const std::filesystem::path& tried) {
  const int error = errno;
  const std::filesystem::path folder = tried.parent_path();
  if (error == ENOENT && !folder.empty() && ::access(folder.c_str(), F_OK) != 0) {
    return refused(path, "there is no folder \"" + folder.string() + "\"");
  }
  if (error == EISDIR) return refused(path, "it is a folder");
  return refused(path, std::strerror(error));
}

// Where a link leads to. The link is held open meanwhile, so that its owner and its target are those of one link.
Result<std::filesystem::path> follow(const std::string& path, const std::filesystem::path& at) {
  const UniqueFd link(::open(at.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
  struct stat status {};
  if (!link || ::fstat(link.get(), &status) != 0) return open_failure(path, at);
  if (status.st_uid != 0 && status.st_uid != ::geteuid()) {
    return refused(path, "it is a link of another user (" + std::to_string(status.st_uid) + ")");
  }
  std::array<char, PATH_MAX> target{};
  const ssize_t size = ::readlinkat(link.get(), "", target.data(), target.size());
  if (size <= 0) return refused(path, "it is no link any more");
  return at.parent_path() / std::filesystem::path(target.data(), target.data() + size);
}

// Links of /proc/PID/fd lead to what is open, not to what their text says, and nobody can put other ones there.
bool is_in_proc(const std::filesystem::path& path) {
  struct statfs status {};
  const std::filesystem::path folder = path.parent_path();
  return !folder.empty() && ::statfs(folder.c_str(), &status) == 0 && status.f_type == PROC_SUPER_MAGIC;
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

// After open(2) found no reader: waits a moment, if it is a FIFO that may be waited for. Errors: it is none; a signal came.
Status wait_for_reader(const std::string& path, const std::filesystem::path& at, int flags, bool& was_told) {
  const UniqueFd fifo(::open(at.c_str(), O_PATH | O_CLOEXEC | (flags & O_NOFOLLOW)));
  struct stat status {};
  if (!fifo || ::fstat(fifo.get(), &status) != 0) return open_failure(path, at);
  if (!S_ISFIFO(status.st_mode)) return refused(path, std::strerror(ENXIO));
  TRY(take_fifo(path, fifo.get(), status));
  if (!std::exchange(was_told, true)) {
    const std::string line =
        std::string(program_invocation_short_name) + ": waiting for a reader of \"" + printable(path) + "\"\n";
    static_cast<void>(write_error_text(line));
  }
  return WakeUp::has_rung_within(kReaderPauseMs) ? Status(refused(path, "a signal came before it had a reader")) : ok();
}

// As open(2), but for a FIFO: it is looked at before anything waits for its reader.
Result<UniqueFd> open_or_wait(const std::string& path, const std::filesystem::path& at, int flags) {
  for (bool was_told = false;;) {
    UniqueFd fd(::open(at.c_str(), flags | O_NONBLOCK, kMode));
    if (fd) ::fcntl(fd.get(), F_SETFL, flags & ~O_CREAT);
    if (fd || errno != ENXIO) return fd;
    TRY(wait_for_reader(path, at, flags, was_told));
  }
}

Result<UniqueFd> open_without_truncating(const std::string& path) {
  std::filesystem::path at = path;
  for (int links = 0; links <= kLinksMax; ++links) {
    const int flags = is_in_proc(at) ? kFlags & ~O_NOFOLLOW : kFlags;
    TRY_ASSIGN(UniqueFd fd, open_or_wait(path, at, flags));
    if (fd) return fd;
    if (errno != ELOOP) return open_failure(path, at);
    TRY_ASSIGN(at, follow(path, at));
  }
  return refused(path, std::strerror(ELOOP));
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
  TRY_ASSIGN(UniqueFd fd, open_without_truncating(path));
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
