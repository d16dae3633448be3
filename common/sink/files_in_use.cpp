// SPDX-License-Identifier: Apache-2.0
#include "common/sink/files_in_use.h"

#include <sys/stat.h>

#include "common/base/text.h"

namespace trace {
namespace {

bool may_be_shared(const struct stat& status) {
  return !S_ISREG(status.st_mode) && !S_ISFIFO(status.st_mode);
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

Status FilesInUse::check(int fd) const {
  struct stat status {};
  if (::fstat(fd, &status) != 0) return ok();
  for (const File& file : files_) {
    if (file.device == status.st_dev && file.inode == status.st_ino) return Error{Code::io, "it is " + file.what};
  }
  return ok();
}

}  // namespace trace
