// SPDX-License-Identifier: Apache-2.0
#include "rules/verify/anchor_log.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string_view>

#include "common/base/text.h"
#include "common/base/unique_fd.h"

namespace trace {

Result<std::vector<Anchor>> read_anchors(const std::string& path) {
  constexpr std::size_t kBlock = 64 << 10;  // longer lines are no log's
  const UniqueFd opened(path == "-" ? ::dup(STDIN_FILENO) : ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
  if (!opened) return Error{Code::io, "--anchors " + path + ": " + std::strerror(errno)};
  struct stat status {};
  const bool never_ends = ::fstat(opened.get(), &status) == 0 && S_ISCHR(status.st_mode) && ::isatty(opened.get()) == 0;
  std::vector<Anchor> anchors;
  std::string text;
  while (true) {
    const std::size_t before = text.size();
    text.resize(before + kBlock);
    const ssize_t got = ::read(opened.get(), text.data() + before, kBlock);
    if (got < 0 && errno != EINTR) return Error{Code::io, "--anchors " + path + ": " + std::strerror(errno)};
    if (got > 0 && never_ends) return Error{Code::invalid, "--anchors " + path + ": it is a device, and no log"};
    text.resize(before + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    if (got == 0 && !text.empty()) text += '\n';
    std::size_t line = 0;
    for (std::size_t end = 0; (end = text.find('\n', line)) != std::string::npos; line = end + 1) {
      if (const auto anchor = anchor_in(std::string_view(text).substr(line, end - line))) anchors.push_back(*anchor);
    }
    text.erase(0, text.size() - line < kBlock ? line : text.size());
    if (anchors.size() > kAnchorsMax) {
      return Error{Code::invalid, "--anchors " + path + ": more than " + counted(kAnchorsMax, "anchor")};
    }
    if (got == 0) break;
  }
  if (anchors.empty()) return Error{Code::invalid, "--anchors " + path + ": there are none in it"};
  return anchors;
}

}  // namespace trace
