// SPDX-License-Identifier: Apache-2.0
#include "common/base/path_watch.h"

#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>

namespace trace {

Result<PathWatch> PathWatch::start(const std::string& path, std::uint32_t mask) {
  UniqueFd events(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
  if (!events || ::inotify_add_watch(events.get(), path.c_str(), mask) < 0) {
    return Error{Code::io, std::strerror(errno)};
  }
  return PathWatch(std::move(events));
}

std::uint32_t PathWatch::take() const {
  std::uint32_t all = 0;
  std::array<inotify_event, 16> told;  // those of the path itself have no name
  ssize_t size = 0;
  while ((size = ::read(events_.get(), told.data(), sizeof(told))) > 0) {
    const std::size_t count = static_cast<std::size_t>(size) / sizeof(inotify_event);
    for (std::size_t i = 0; i < count; ++i) all |= told.at(i).mask;
    if (count < told.size()) break;
  }
  return all;
}

}  // namespace trace
