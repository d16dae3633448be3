// SPDX-License-Identifier: Apache-2.0
#include "collector/capture/file_watch.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <sys/fanotify.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <memory>
#include <string_view>

#include "collector/capture/mounts.h"
#include "common/base/text.h"

namespace trace {
namespace {

constexpr std::size_t kRefusalsMax = 20;

// A process of each mount namespace there is, ours left out.
std::vector<pid_t> one_of_each_namespace() {
  std::vector<pid_t> found;
  std::set<std::string> seen;
  const auto name_of = [](const std::string& process) {
    std::array<char, 64> name{};
    const ssize_t size = ::readlink(("/proc/" + process + "/ns/mnt").c_str(), name.data(), name.size());
    return std::string(name.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
  };
  seen.insert(name_of("self"));
  seen.insert("");  // may not be looked at, or is gone
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(::opendir("/proc"), ::closedir);
  if (!folder) return found;
  while (const dirent* entry = ::readdir(folder.get())) {
    const std::string_view name = entry->d_name;
    pid_t pid = 0;
    if (std::from_chars(name.data(), name.data() + name.size(), pid).ptr != name.data() + name.size()) continue;
    if (seen.insert(name_of(std::string(name))).second) found.push_back(pid);
  }
  return found;
}

// Whether a path leads through the point of another mount that may hang.
bool leads_through_remote(const Mount& mount, const std::vector<Mount>& all) {
  return std::any_of(all.begin(), all.end(), [&](const Mount& other) {
    return (other.type.starts_with("fuse") || other.type.starts_with("nfs") || other.type == "cifs" ||
            other.type == "smb3" || other.type == "9p" || other.type == "ceph" || other.type == "autofs") &&
           mount.point != other.point && mount.point.starts_with(other.point == "/" ? "/" : other.point + "/");
  });
}

}  // namespace

Result<FileWatch> FileWatch::start(std::uint64_t mask, pid_t collector) {
  UniqueFd group(::fanotify_init(FAN_CLASS_NOTIF | FAN_CLOEXEC | FAN_NONBLOCK,
                                 O_RDONLY | O_LARGEFILE | O_CLOEXEC | O_NOATIME | O_NONBLOCK));
  if (!group) return Error{Code::unsupported, std::string("fanotify: ") + std::strerror(errno)};
  return FileWatch(std::move(group), UniqueFd(::open("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC)), mask, collector);
}

Needs FileWatch::needs() {
  return {
      {SYS_fanotify_mark},
      {SYS_openat},
      {SYS_readlinkat},
      {SYS_statx},
      {SYS_fstatfs},
      {SYS_getdents64},
      {SYS_ioctl, 1, {FIONREAD, static_cast<std::uint32_t>(FS_IOC_GETVERSION)}},
#ifdef SYS_readlink
      {SYS_readlink},
#endif
  };
}

void FileWatch::mark_ours() {
  mark_mounts_of("self");
}

void FileWatch::mark_all() {
  mark_ours();
  for (const pid_t pid : one_of_each_namespace()) mark_for(pid);
}

void FileWatch::mark_for(pid_t pid) {
  mark_mounts_of(std::to_string(pid));
}

void FileWatch::mark_mounts_of(const std::string& process) {
  const std::vector<Mount> mounts = mounts_of(process);
  std::set<std::uint32_t> marked;
  for (const Mount& mount : mounts) {
    const std::uint32_t dev = kernel_dev(mount.major, mount.minor);
    if (!is_local(mount) || marked.contains(dev) || leads_through_remote(mount, mounts)) continue;
    const std::string path = "/proc/" + process + "/root" + mount.point;
    const UniqueFd fd(::open(path.c_str(), O_PATH | O_CLOEXEC));
    // Another one may be mounted over it, even one that never answers.
    if (!fd || mount_id_of(fd.get()) != mount.id) continue;
    const std::string by_fd = "/proc/self/fd/" + std::to_string(fd.get());
    if (::fanotify_mark(group_.get(), FAN_MARK_ADD | FAN_MARK_FILESYSTEM, mask_, AT_FDCWD, by_fd.c_str()) == 0) {
      const auto there = status_of(fd.get());
      if (there && there->file.dev == dev) marked.insert(dev);
    } else if (refused_.size() < kRefusalsMax) {
      const std::string refusal = mount.type + " at " + in_quotes(mount.point) + ": " + std::strerror(errno);
      if (refused_.insert(refusal).second) refusals_.push_back(refusal);
    }
  }
}

void FileWatch::take(const std::function<void(HeldFile)>& sink) {
  // What comes meanwhile is for the next time: it may come faster than it is taken.
  int queued = 0;
  ::ioctl(group_.get(), FIONREAD, &queued);
  // Few at a time: each that is read is a descriptor of ours.
  alignas(fanotify_event_metadata) std::array<char, 64 * sizeof(fanotify_event_metadata)> buffer{};
  while (queued > 0) {
    ssize_t size = ::read(group_.get(), buffer.data(), buffer.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0 && errno == EMFILE) ++overflows_;  // the kernel has dropped what it could not hand out
    if (size <= 0) break;
    queued -= static_cast<int>(size);
    const auto* event = reinterpret_cast<const fanotify_event_metadata*>(buffer.data());
    for (; FAN_EVENT_OK(event, size); event = FAN_EVENT_NEXT(event, size)) {
      // A file for which there is no descriptor left is lost, too.
      if ((event->mask & FAN_Q_OVERFLOW) != 0 || event->fd < 0) ++overflows_;
      if (event->fd < 0) continue;
      HeldFile file;
      file.fd = UniqueFd(event->fd);
      const auto status = status_of(event->fd);
      if (!status || !status->is_regular) continue;
      file.pid = event->pid;
      file.status = *status;
      file.path = path_of(event->fd);
      file.time_ns = wall_ns();
      file.happened = event->mask;
      file.is_by_us = event->pid == collector_ || event->pid == ::getpid();
      sink(std::move(file));
    }
  }
}

std::uint64_t FileWatch::take_overflows() {
  return std::exchange(overflows_, 0);
}

std::vector<std::string> FileWatch::take_refusals() {
  return std::exchange(refusals_, {});
}

}  // namespace trace
