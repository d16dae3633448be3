// SPDX-License-Identifier: Apache-2.0
#include "common/base/file_lock.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace trace {

bool lock_for_writing(int fd) {
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  if (::fcntl(fd, F_OFD_SETLK, &lock) == 0) return true;
  if (errno != EAGAIN && errno != EACCES) return true;  // a file system without locks
  return ::fcntl(fd, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_WRLCK;
}

}  // namespace trace
