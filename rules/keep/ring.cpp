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
#include <optional>
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

// When a recording begins; 0: it does not begin with a seal. None: it is empty yet, or cannot be read.
std::optional<std::uint64_t> begin_of(int folder, const char* name) {
  const UniqueFd file(::openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY));
  if (!file) return std::nullopt;
  std::array<char, sizeof(wire_seal)> bytes;
  const ssize_t size = ::read(file.get(), bytes.data(), bytes.size());
  if (size <= 0) return std::nullopt;
  if (size != static_cast<ssize_t>(bytes.size())) return 0;
  const auto seal = load<wire_seal>(std::string_view(bytes.data(), bytes.size()));
  return is_sound(seal) && (seal.flags & WIRE_SEAL_OPENS) != 0 ? seal.sealed_ns : 0;
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

std::vector<Ring::Segment> Ring::list() {
  std::vector<Segment> segments;
  const int fd = ::openat(folder_.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return segments;
  const std::unique_ptr<DIR, CloseFolder> folder(::fdopendir(fd));
  if (!folder) {
    ::close(fd);
    return segments;
  }
  std::map<std::string, std::uint64_t> begins;
  while (const dirent* const entry = ::readdir(folder.get())) {
    const std::string name = entry->d_name;
    if (!name.ends_with(".zst") || name.starts_with('.')) continue;
    const auto known = begins_.find(name);
    const auto begin = known == begins_.end() ? begin_of(fd, entry->d_name) : std::optional(known->second);
    if (begin) begins.emplace(name, *begin);
  }
  begins_ = std::move(begins);
  for (const auto& [name, begin_ns] : begins_) {
    if (begin_ns != 0) segments.push_back({name, begin_ns});
  }
  if (!segments.empty()) segments.back().is_last = true;
  return segments;
}

std::vector<Ring::Segment> Ring::between(std::uint64_t from_ns, std::uint64_t to_ns) {
  std::vector<Segment> found;
  const std::vector<Segment> all = list();
  for (std::size_t i = 0; i < all.size(); ++i) {
    const bool ends_before = i + 1 < all.size() && all[i + 1].begin_ns <= from_ns;
    if (!ends_before && all[i].begin_ns < to_ns) found.push_back(all[i]);
  }
  return found;
}

bool Ring::reaches(std::uint64_t time_ns) {
  const std::vector<Segment> all = list();
  return !all.empty() && all.back().begin_ns >= time_ns;
}

bool Ring::put(const Segment& segment, int folder, bool unfinished) {
  if (::linkat(folder_.get(), segment.name.c_str(), folder, segment.name.c_str(), 0) == 0) return true;
  if (errno == EEXIST) return is_there(segment.name, folder);
  const bool can_copy = errno == EXDEV || errno == EPERM || errno == EMLINK;
  return can_copy && (!segment.is_last || unfinished) && copy(segment.name, folder);
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

bool Ring::copy(const std::string& name, int folder) {
  const UniqueFd from(::openat(folder_.get(), name.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  const UniqueFd to(::openat(folder, name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!from || !to) return false;
  std::array<char, 64 << 10> buffer;
  while (true) {
    const ssize_t size = ::read(from.get(), buffer.data(), buffer.size());
    if (size < 0 && errno == EINTR) continue;
    if (size == 0) return true;
    if (size < 0 || write_all(to.get(), {buffer.data(), static_cast<std::size_t>(size)}) != 0) break;
  }
  ::unlinkat(folder, name.c_str(), 0);
  return false;
}

Needs Ring::needs() {
  return {{SYS_openat}, {SYS_newfstatat}, {SYS_getdents64}, {SYS_fcntl}, {SYS_linkat}, {SYS_unlinkat}};
}

}  // namespace trace
