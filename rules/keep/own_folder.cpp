// SPDX-License-Identifier: Apache-2.0
#include "rules/keep/own_folder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "common/base/make_folders.h"
#include "common/base/text.h"

namespace trace {
namespace {

Error failure(const std::string& path, const std::string& why) {
  return {Code::io, "folder " + in_quotes(path) + ": " + why};
}

}  // namespace

Result<UniqueFd> open_own_folder(const std::string& named) {
  const std::string path = without_slashes(named);
  const mode_t before = ::umask(kOwnUmask);
  const int error = ::mkdir(path.c_str(), kOwnFolderMode) == 0 ? 0 : errno;
  ::umask(before);
  if (error != 0 && error != EEXIST) return failure(path, std::strerror(error));
  UniqueFd fd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW));
  struct stat status {};
  if (!fd || ::fstat(fd.get(), &status) != 0) return failure(path, std::strerror(errno));
  if (status.st_uid != ::geteuid() || (status.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    return failure(path, "it is another user's, or others may write there");
  }
  return fd;
}

}  // namespace trace
