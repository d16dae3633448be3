// SPDX-License-Identifier: Apache-2.0
#include "rules/keep/ring.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>

#include "common/base/bytes.h"
#include "common/base/text.h"
#include "common/base/write_all.h"
#include "common/seal/seal.h"

namespace trace {
namespace {

struct CloseFolder {
  void operator()(DIR* folder) const { ::closedir(folder); }
};

Error failure(int error) {
  return {Code::io, std::strerror(error)};
}

// As many bytes as there are, up to the size.
std::size_t read_full(int fd, std::span<char> buffer) {
  std::size_t used = 0;
  while (used < buffer.size()) {
    const ssize_t size = ::read(fd, buffer.data() + used, buffer.size() - used);
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) break;
    used += static_cast<std::size_t>(size);
  }
  return used;
}

bool have_same_bytes(int one, int other) {
  std::array<char, 64 << 10> ours, its;
  std::size_t size = 0;
  do {
    size = read_full(one, ours);
    if (read_full(other, its) != size || std::memcmp(ours.data(), its.data(), size) != 0) return false;
  } while (size == ours.size());
  return true;
}

}  // namespace

Result<Ring> Ring::open(const std::string& folder) {
  Ring ring;
  ring.folder_ = UniqueFd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!ring.folder_) return Error{Code::io, "folder " + in_quotes(folder) + ": " + std::strerror(errno)};
  return ring;
}

Ring::Opening Ring::opening_of(int folder, const char* name) {
  const UniqueFd file(::openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY));
  if (!file) return {};
  std::array<char, sizeof(wire_seal)> bytes;
  const ssize_t size = ::read(file.get(), bytes.data(), bytes.size());
  if (size != static_cast<ssize_t>(bytes.size())) return {};
  const auto seal = load<wire_seal>(std::string_view(bytes.data(), bytes.size()));
  if (!is_sound(seal) || (seal.flags & WIRE_SEAL_OPENS) == 0) return {};
  return {seal.sealed_ns, seal.file, std::to_array(seal.mark)};
}

Result<std::vector<Ring::Segment>> Ring::list() {
  struct stat status {};
  // Reading a folder that was removed is no error for readdir(3): it is empty.
  if (::fstat(folder_.get(), &status) == 0 && status.st_nlink == 0) return Error{Code::io, "it was removed"};
  const int fd = ::openat(folder_.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return failure(errno);
  const std::unique_ptr<DIR, CloseFolder> folder(::fdopendir(fd));
  if (!folder) {
    const int error = errno;
    ::close(fd);
    return failure(error);
  }
  std::map<std::string, Opening> openings;
  const auto next = [&] {
    errno = 0;
    return ::readdir(folder.get());
  };
  const dirent* entry = next();
  for (; entry != nullptr; entry = next()) {
    const std::string name = entry->d_name;
    if (!name.ends_with(".zst") || name.starts_with('.')) continue;
    const auto known = openings_.find(name);
    const bool is_known = known != openings_.end() && known->second.begin_ns != 0;
    openings.emplace(name, is_known ? known->second : opening_of(fd, entry->d_name));
  }
  if (errno != 0) return failure(errno);
  openings_ = std::move(openings);
  return segments();
}

std::vector<Ring::Segment> Ring::segments() const {
  std::vector<Segment> made;
  std::uint64_t begin_ns = 0;
  for (const auto& [name, opening] : openings_) {
    const bool is_sealed = opening.begin_ns != 0;
    if (is_sealed) begin_ns = opening.begin_ns;
    made.push_back(
        {.name = name, .begin_ns = begin_ns, .is_sealed = is_sealed, .file = opening.file, .mark = opening.mark});
  }
  std::uint64_t end_ns = UINT64_MAX;
  bool is_last = true;
  for (auto one = made.rbegin(); one != made.rend(); ++one) {
    one->end_ns = end_ns;
    one->is_last = is_last;
    if (!one->is_sealed) continue;
    end_ns = one->begin_ns;
    is_last = false;
  }
  return made;
}

Result<std::vector<Ring::Segment>> Ring::between(std::uint64_t from_ns, std::uint64_t to_ns) {
  TRY_ASSIGN(std::vector<Segment> found, list());
  std::erase_if(found, [&](const Segment& one) { return one.end_ns <= from_ns || one.begin_ns >= to_ns; });
  return found;
}

bool Ring::reaches(std::uint64_t time_ns) {
  const auto all = list();
  return all && !all->empty() && all->back().begin_ns >= time_ns;
}

Result<Ring::Put> Ring::put(const Segment& segment, int folder, bool unfinished) {
  struct stat status {};
  if (::fstatat(folder_.get(), segment.name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) return failure(errno);
  if (!S_ISREG(status.st_mode)) return Error{Code::io, "it is not a regular file"};
  if (::linkat(folder_.get(), segment.name.c_str(), folder, segment.name.c_str(), 0) == 0) return Put::done;
  const int error = errno;
  if (error == EEXIST) {
    if (is_there(segment.name, folder)) return Put::done;
    return Error{Code::io, "another file of that name is there"};
  }
  if (error != EXDEV && error != EPERM && error != EMLINK) return failure(error);
  if (segment.is_last && !unfinished) return Put::later;
  TRY(copy(segment.name, folder));
  return Put::done;
}

Status Ring::check_is_apart(int folder) const {
  struct stat ours {
  }, its{};
  if (::fstat(folder_.get(), &ours) != 0 || ::fstat(folder, &its) != 0) return failure(errno);
  if (ours.st_dev != its.st_dev || ours.st_ino != its.st_ino) return ok();
  return Error{Code::invalid, "it is the ring itself, from which files are removed: nothing would be kept"};
}

bool Ring::is_there(const std::string& name, int folder) const {
  const UniqueFd ours(::openat(folder_.get(), name.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  const UniqueFd its(::openat(folder, name.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  struct stat one {
  }, other{};
  if (!ours || !its || ::fstat(ours.get(), &one) != 0 || ::fstat(its.get(), &other) != 0) return false;
  if (one.st_dev == other.st_dev && one.st_ino == other.st_ino) return true;
  return S_ISREG(other.st_mode) && one.st_size == other.st_size && have_same_bytes(ours.get(), its.get());
}

Status Ring::copy(const std::string& name, int folder) const {
  const UniqueFd from(::openat(folder_.get(), name.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (!from) return failure(errno);
  const UniqueFd to(::openat(folder, name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!to) return failure(errno);
  std::array<char, 64 << 10> buffer;
  int error = 0;
  while (error == 0) {
    const ssize_t size = ::read(from.get(), buffer.data(), buffer.size());
    if (size < 0 && errno == EINTR) continue;
    if (size == 0) return ok();
    error = size < 0 ? errno : write_all(to.get(), {buffer.data(), static_cast<std::size_t>(size)});
  }
  ::unlinkat(folder, name.c_str(), 0);
  return failure(error);
}

Needs Ring::needs() {
  return {{SYS_openat}, {SYS_newfstatat}, {SYS_getdents64}, {SYS_fcntl}, {SYS_linkat}, {SYS_unlinkat}};
}

}  // namespace trace
