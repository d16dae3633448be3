// SPDX-License-Identifier: Apache-2.0
#include "common/base/write_all.h"

#include <unistd.h>

#include <cerrno>

namespace trace {
namespace {

template <class Write>
int write_pieces(std::string_view bytes, Write&& write) {
  while (!bytes.empty()) {
    const ssize_t size = write(bytes);
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return size < 0 ? errno : EIO;
    bytes.remove_prefix(static_cast<std::size_t>(size));
  }
  return 0;
}

}  // namespace

int write_all(int fd, std::string_view bytes) {
  return write_pieces(bytes, [&](std::string_view left) { return ::write(fd, left.data(), left.size()); });
}

int write_all_at(int fd, std::string_view bytes, std::uint64_t at) {
  const std::uint64_t end = at + bytes.size();
  return write_pieces(bytes, [&](std::string_view left) {
    return ::pwrite(fd, left.data(), left.size(), static_cast<off_t>(end - left.size()));
  });
}

}  // namespace trace
