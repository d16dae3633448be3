// SPDX-License-Identifier: Apache-2.0
#include "common/base/trusted_path.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <cstring>
#include <deque>
#include <string_view>
#include <utility>

#include "common/base/text.h"

namespace trace {
namespace {

constexpr int kLinksMax = 40;  // path_resolution(7)
constexpr int kLook = O_PATH | O_NOFOLLOW | O_CLOEXEC;
constexpr mode_t kFolderMode = 0755;

Error refused(std::string why) {
  return {Code::io, std::move(why)};
}

Error failure(int error) {
  return refused(std::strerror(error));
}

bool is_trusted(uid_t user) {
  return user == 0 || user == ::geteuid();
}

bool is_in_proc(int folder) {
  struct statfs status {};
  return ::fstatfs(folder, &status) == 0 && status.f_type == PROC_SUPER_MAGIC;
}

std::string joined_path(const std::string& folder, const std::string& name) {
  return folder.empty() || folder.ends_with('/') ? folder + name : folder + "/" + name;
}

class Walk {
 public:
  Walk(LastLink last, FoldersAbove folders) : last_(last), folders_(folders) {}

  Result<PathEnd> to(const std::string& path) {
    if (path.empty()) return failure(ENOENT);
    TRY(go_on_with(path));
    if (!folder_) TRY(begin_at("."));
    while (true) {
      const std::string name = std::move(rest_.front());
      rest_.pop_front();
      if (!rest_.empty() || name == "." || name == "..") {
        TRY(enter(name));
        if (rest_.empty()) return PathEnd{std::move(folder_), "."};
        continue;
      }
      if (last_ == LastLink::left) return PathEnd{std::move(folder_), name};
      const UniqueFd found(::openat(folder_.get(), name.c_str(), kLook));
      if (!found && errno != ENOENT) return failure(errno);
      if (!found || !is_link(found.get())) return PathEnd{std::move(folder_), name};
      TRY(check_link(found.get(), name));
      if (is_in_proc(folder_.get())) return PathEnd{std::move(folder_), name, true};
      TRY(follow(found.get()));
    }
  }

 private:
  static bool is_link(int fd) {
    struct stat status {};
    return ::fstat(fd, &status) == 0 && S_ISLNK(status.st_mode);
  }

  Status begin_at(const char* folder) {
    folder_ = UniqueFd(::open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC));
    shown_ = *folder == '/' ? folder : "";
    return folder_ ? ok() : Status(failure(errno));
  }

  // Puts the components of a path before those that are left. A slash at its end asks for a folder.
  Status go_on_with(std::string_view path) {
    if (path.starts_with('/')) TRY(begin_at("/"));
    std::deque<std::string> names;
    for (const std::string_view part : parts_of(path, '/')) {
      if (!part.empty()) names.emplace_back(part);
    }
    if (names.empty() || path.ends_with('/')) names.emplace_back(".");
    rest_.insert(rest_.begin(), std::move_iterator(names.begin()), std::move_iterator(names.end()));
    return ok();
  }

  // A folder, or a link that leads to one.
  Status enter(const std::string& name) {
    // To open a folder as one, at once, mounts what is mounted when it is used (autofs).
    constexpr int kFolderFlags = O_PATH | O_DIRECTORY | O_CLOEXEC;
    UniqueFd next(::openat(folder_.get(), name.c_str(), kFolderFlags | O_NOFOLLOW));
    if (!next && errno == ENOENT && folders_ == FoldersAbove::are_made) {
      if (::mkdirat(folder_.get(), name.c_str(), kFolderMode) != 0 && errno != EEXIST) return failure(errno);
      next = UniqueFd(::openat(folder_.get(), name.c_str(), kFolderFlags | O_NOFOLLOW));
    }
    if (!next && errno == ENOENT) return refused("there is no folder " + in_quotes(folder_ahead(name)));
    if (!next && (errno == ENOTDIR || errno == ELOOP)) {
      const UniqueFd found(::openat(folder_.get(), name.c_str(), kLook));
      if (!found) return failure(errno);
      if (!is_link(found.get())) return failure(ENOTDIR);
      TRY(check_link(found.get(), name));
      if (!is_in_proc(folder_.get())) return follow(found.get());
      next = UniqueFd(::openat(folder_.get(), name.c_str(), kFolderFlags));
    }
    if (!next) return failure(errno);
    folder_ = std::move(next);
    if (name != ".") shown_ = joined_path(shown_, name);
    return ok();
  }

  // With what comes after it, up to the last folder.
  std::string folder_ahead(const std::string& name) const {
    std::string path = joined_path(shown_, name);
    for (std::size_t i = 0; i + 1 < rest_.size(); ++i) path = joined_path(path, rest_[i]);
    return path;
  }

  Status check_link(int link, const std::string& name) const {
    struct stat status {};
    struct stat around {};
    if (::fstat(link, &status) != 0 || ::fstat(folder_.get(), &around) != 0) return failure(errno);
    const std::string it_is = rest_.empty() ? "it is" : in_quotes(joined_path(shown_, name)) + " is";
    if (!is_trusted(status.st_uid)) {
      return refused(it_is + " a link of another user (" + std::to_string(status.st_uid) + ")");
    }
    const bool is_public = (around.st_mode & (S_IWGRP | S_IWOTH)) != 0 && (around.st_mode & S_ISVTX) == 0;
    if (is_public || !is_trusted(around.st_uid)) return refused(it_is + " a link in a folder that others may write to");
    return ok();
  }

  // The link is held open, so that its owner and its target are those of one link.
  Status follow(int link) {
    if (++links_ > kLinksMax) return failure(ELOOP);
    std::array<char, PATH_MAX> target{};
    const ssize_t size = ::readlinkat(link, "", target.data(), target.size());
    if (size <= 0) return failure(size == 0 ? ENOENT : errno);
    return go_on_with(std::string_view(target.data(), static_cast<std::size_t>(size)));
  }

  LastLink last_;
  FoldersAbove folders_;
  UniqueFd folder_;
  std::string shown_;  // its path, for messages
  std::deque<std::string> rest_;
  int links_ = 0;
};

}  // namespace

std::string without_slashes(std::string path) {
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  return path;
}

Result<PathEnd> end_of_path(const std::string& path, LastLink last, FoldersAbove folders) {
  return Walk(last, folders).to(path);
}

}  // namespace trace
