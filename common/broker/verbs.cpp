// SPDX-License-Identifier: Apache-2.0
#include "common/broker/verbs.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <filesystem>

#include "common/base/files_below.h"
#include "common/broker/connect.h"

namespace trace {
namespace {

constexpr std::uint64_t kSegmentsMax = 1'000'000;

Opened refused(int error) {
  return {UniqueFd(), error};
}

Opened opened(UniqueFd fd, std::string name) {
  if (!fd) return refused(errno);
  return {std::move(fd), 0, std::move(name)};
}

// proc_pid_stat(5): the 22nd value. The second, the name in brackets, may hold blanks and brackets itself.
std::uint64_t start_time_of(int process_folder) {
  const UniqueFd fd(::openat(process_folder, "stat", O_RDONLY | O_CLOEXEC));
  char text[1024];
  const ssize_t size = fd ? ::read(fd.get(), text, sizeof(text)) : -1;
  if (size <= 0) return 0;
  std::string_view rest(text, static_cast<std::size_t>(size));
  rest.remove_prefix(std::min(rest.size(), rest.rfind(')') + 1));
  for (int value = 2; value < 22; ++value) {
    const std::size_t blank = rest.find(' ');
    if (blank == std::string_view::npos) return 0;
    rest.remove_prefix(blank + 1);
  }
  std::uint64_t ticks = 0;
  std::from_chars(rest.data(), rest.data() + rest.size(), ticks);
  return ticks;
}

bool is_regular(int fd) {
  struct stat status {};
  return ::fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
}

}  // namespace

Verbs::Verbs(Grants grants) : grants_(std::move(grants)) {
  for (const std::string& path : grants_.outputs) {
    const std::filesystem::path whole(path);
    const std::string folder = whole.has_parent_path() ? whole.parent_path().string() : ".";
    folders_.push_back({UniqueFd(::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)), whole.filename().string()});
  }
}

Opened Verbs::open(const Request& request) {
  switch (static_cast<Verb>(request.verb)) {
#define VERB(id, what) \
  case Verb::id:       \
    return open_##id(request);
#include "common/broker/verbs.def"
  }
  return refused(EINVAL);
}

// A new file: one that is there, a link even, is never written over.
Opened Verbs::open_segment(const Request& request) {
  if (request.object >= folders_.size() || request.number >= kSegmentsMax) return refused(EPERM);
  const OutputFolder& folder = folders_[request.object];
  char number[16];
  std::snprintf(number, sizeof(number), ".%06u", static_cast<unsigned>(request.number));
  std::string name = folder.name + number;
  static constexpr int kFlags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
  UniqueFd fd(::openat(folder.fd.get(), name.c_str(), kFlags, 0600));
  return opened(std::move(fd), std::move(name));
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
  if (request.number >= files_.size()) return refused(ENOENT);
  const std::string& path = files_[request.number];
  UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (fd && !is_regular(fd.get())) return refused(EACCES);
  return opened(std::move(fd), path);
}

Opened Verbs::open_endpoint(const Request& request) {
  if (request.object >= grants_.endpoints.size()) return refused(EPERM);
  UniqueFd fd = connect_to(grants_.endpoints[request.object]);
  return opened(std::move(fd), grants_.endpoints[request.object].address);
}

// The folder in /proc stays that process's: after its end, what is opened through it fails, whoever has its number then.
Opened Verbs::open_program_file(const Request& request) {
  if (!grants_.program_files || request.number == 0 || request.number > 1U << 22)
    return refused(EPERM);  // PID_MAX_LIMIT
  const std::string path = "/proc/" + std::to_string(request.number);
  const UniqueFd folder(::open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!folder) return refused(ESRCH);
  if (start_time_of(folder.get()) != request.time) return refused(ESRCH);
  UniqueFd fd(::openat(folder.get(), "exe", O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (fd && !is_regular(fd.get())) return refused(EACCES);
  return opened(std::move(fd), path + "/exe");
}

Needs Verbs::needs() {
  return joined(
      {connect_needs(), {{SYS_openat}, {SYS_newfstatat}, {SYS_getdents64}, {SYS_fcntl}, {SYS_sendmsg}, {SYS_recvmsg}}});
}

}  // namespace trace
