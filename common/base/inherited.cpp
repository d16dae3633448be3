// SPDX-License-Identifier: Apache-2.0
#include "common/base/inherited.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <string_view>
#include <vector>

namespace trace {
namespace {

void add_named(std::string_view argument, std::vector<unsigned>& named) {
  for (const std::string_view folder : {"/dev/fd/", "/proc/self/fd/"}) {
    const std::size_t at = argument.find(folder);
    if (at == std::string_view::npos) continue;
    unsigned fd = 0;
    const char* const digits = argument.data() + at + folder.size();
    if (std::from_chars(digits, argument.data() + argument.size(), fd).ec == std::errc()) named.push_back(fd);
  }
}

// close_range(2) is in Linux 5.9.
void close_all(unsigned first, unsigned last) {
  if (first <= last) ::syscall(SYS_close_range, first, last, 0);
}

}  // namespace

void close_inherited(std::span<const char* const> arguments) {
  std::vector<unsigned> kept;
  for (const char* const argument : arguments) add_named(argument, kept);
  std::sort(kept.begin(), kept.end());
  unsigned next = STDERR_FILENO + 1;
  for (const unsigned fd : kept) {
    if (fd < next) continue;
    close_all(next, fd - 1);
    next = fd + 1;
  }
  close_all(next, ~0U);
}

}  // namespace trace
