// SPDX-License-Identifier: Apache-2.0
#include "common/sink/files_in_use.h"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <system_error>

#include "common/base/text.h"

namespace trace {
namespace {

bool may_be_shared(const struct stat& status) {
  return !S_ISREG(status.st_mode) && !S_ISFIFO(status.st_mode);
}

// Where a file or folder is by now. Nothing: in no folder.
std::optional<std::filesystem::path> path_of(int fd) {
  std::error_code unknown;
  std::filesystem::path path = std::filesystem::read_symlink("/proc/self/fd/" + std::to_string(fd), unknown);
  if (unknown || !path.is_absolute()) return std::nullopt;
  return path;
}

}  // namespace

void FilesInUse::add(int fd, std::string what) {
  struct stat status {};
  if (::fstat(fd, &status) != 0 || may_be_shared(status)) return;
  files_.push_back({status.st_dev, status.st_ino, std::move(what)});
}

void FilesInUse::add(const std::string& path, std::string what) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0 || may_be_shared(status)) return;
  files_.push_back({status.st_dev, status.st_ino, std::move(what)});
}

void FilesInUse::add(const std::string& folder, std::span<const char* const> names, std::string_view what) {
  for (const char* const name : names) {
    const std::string path = folder + "/" + name;
    add(path, std::string(what) + ", " + in_quotes(path));
  }
}

void FilesInUse::add_below(const std::string& folder, std::string what) {
  struct stat status {};
  if (::stat(folder.c_str(), &status) != 0) return;
  folders_.push_back(
      {status.st_dev, status.st_ino, "in " + in_quotes(folder) + ", where only " + std::move(what) + " are"});
}

Status FilesInUse::check_folders(int fd) const {
  auto path = folders_.empty() ? std::nullopt : path_of(fd);
  for (; path; path = path->has_relative_path() ? std::optional(path->parent_path()) : std::nullopt) {
    struct stat status {};
    if (::stat(path->c_str(), &status) != 0) continue;
    const auto is_it = [&](const File& folder) {
      return folder.device == status.st_dev && folder.inode == status.st_ino;
    };
    const auto found = std::find_if(folders_.begin(), folders_.end(), is_it);
    if (found != folders_.end()) return Error{Code::io, "it is " + found->what};
  }
  return ok();
}

Status FilesInUse::check(int fd) const {
  struct stat status {};
  if (::fstat(fd, &status) != 0) return ok();
  for (const File& file : files_) {
    if (file.device == status.st_dev && file.inode == status.st_ino) return Error{Code::io, "it is " + file.what};
  }
  return check_folders(fd);
}

}  // namespace trace
