// SPDX-License-Identifier: Apache-2.0
#include "common/base/path_watch.h"

#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>

namespace trace {
namespace {

// Moves of the folders in which a path lies, as far as they may be looked at.
void watch_above(int events, const std::string& path) {
  const std::unique_ptr<char, void (*)(void*)> real(::realpath(path.c_str(), nullptr), std::free);
  if (!real) return;
  for (std::filesystem::path at = std::filesystem::path(real.get()).parent_path(); at != at.root_path();
       at = at.parent_path()) {
    ::inotify_add_watch(events, at.c_str(), IN_MOVE_SELF | IN_ONLYDIR);
  }
}

}  // namespace

Result<PathWatch> PathWatch::start(const std::string& path, std::uint32_t mask) {
  UniqueFd events(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
  if (!events || ::inotify_add_watch(events.get(), path.c_str(), mask) < 0) {
    return Error{Code::io, std::strerror(errno)};
  }
  if ((mask & IN_MOVE_SELF) != 0) watch_above(events.get(), path);
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
