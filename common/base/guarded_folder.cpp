// SPDX-License-Identifier: Apache-2.0
#include "common/base/guarded_folder.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>

#include "common/base/text.h"
#include "common/base/trusted_path.h"

namespace trace {
namespace {

Error failure(int error) {
  return {Code::io, std::strerror(error)};
}

Status make_at(const PathEnd& place) {
  const mode_t before = ::umask(kOwnUmask);
  const int error = ::mkdirat(place.folder.get(), place.name.c_str(), kOwnFolderMode) == 0 ? 0 : errno;
  ::umask(before);
  return error == 0 || error == EEXIST ? ok() : Status(failure(error));
}

bool is_link(const PathEnd& place) {
  struct stat status {};
  return ::fstatat(place.folder.get(), place.name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0 &&
         S_ISLNK(status.st_mode);
}

}  // namespace

Result<UniqueFd> open_guarded_folder(const std::string& path, MakeFolder make) {
  const FoldersAbove above = make == MakeFolder::it_and_those_above ? FoldersAbove::are_made : FoldersAbove::are_there;
  TRY_ASSIGN(const PathEnd place, end_of_path(without_slashes(path), LastLink::left, above));
  if (make != MakeFolder::no) TRY(make_at(place));
  UniqueFd fd(::openat(place.folder.get(), place.name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW));
  if (!fd) {
    const int error = errno;
    return is_link(place) ? Error{Code::io, "it is a link"} : failure(error);
  }
  struct stat status {};
  if (::fstat(fd.get(), &status) != 0) return failure(errno);
  if (status.st_uid != ::geteuid()) {
    return Error{Code::io, "it belongs to another user (" + std::to_string(status.st_uid) + ")"};
  }
  if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0) return Error{Code::io, "others may write there"};
  return fd;
}

}  // namespace trace
