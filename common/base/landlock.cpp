// SPDX-License-Identifier: Apache-2.0
#include "common/base/landlock.h"

#include <linux/landlock.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <string>

#include "common/base/unique_fd.h"

#ifndef LANDLOCK_ACCESS_FS_TRUNCATE
#define LANDLOCK_ACCESS_FS_TRUNCATE (1ULL << 14)  // Linux 6.2
#endif

namespace trace {
namespace {

constexpr long kVersionOfRefer = 2;
constexpr long kVersionOfTruncate = 3;

constexpr std::uint64_t kOfFiles = LANDLOCK_ACCESS_FS_WRITE_FILE;
constexpr std::uint64_t kOfFolders = LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE |
                                     LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR |
                                     LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK |
                                     LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK |
                                     LANDLOCK_ACCESS_FS_MAKE_SYM | LANDLOCK_ACCESS_FS_REFER;

bool is_folder(int fd) {
  struct stat status {};
  return ::fstat(fd, &status) == 0 && S_ISDIR(status.st_mode);
}

Error denied() {
  return {Code::denied, std::string("narrowing what may be written: ") + std::strerror(errno)};
}

}  // namespace

Status write_only_below(std::span<const int> places) {
  const long version = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  if (version < kVersionOfRefer) return ok();
  const std::uint64_t of_files = kOfFiles | (version >= kVersionOfTruncate ? LANDLOCK_ACCESS_FS_TRUNCATE : 0);
  landlock_ruleset_attr all{};
  all.handled_access_fs = of_files | kOfFolders;
  const UniqueFd rules(static_cast<int>(::syscall(SYS_landlock_create_ruleset, &all, sizeof(all), 0)));
  if (!rules) return denied();
  for (const int place : places) {
    landlock_path_beneath_attr rule{};
    rule.allowed_access = is_folder(place) ? all.handled_access_fs : of_files;
    rule.parent_fd = place;
    if (::syscall(SYS_landlock_add_rule, rules.get(), LANDLOCK_RULE_PATH_BENEATH, &rule, 0) != 0) return denied();
  }
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  return ::syscall(SYS_landlock_restrict_self, rules.get(), 0) == 0 ? ok() : Status(denied());
}

}  // namespace trace
