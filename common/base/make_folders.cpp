// SPDX-License-Identifier: Apache-2.0
#include "common/base/make_folders.h"

#include <sys/stat.h>

#include <filesystem>
#include <system_error>

namespace trace {

std::string without_slashes(std::string path) {
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  return path;
}

void make_folders_above(const std::string& path) {
  const std::filesystem::path above = std::filesystem::path(path).parent_path();
  if (above.empty()) return;
  const mode_t before = ::umask(0);
  ::umask(before | S_IWGRP | S_IWOTH);
  std::error_code failed;
  std::filesystem::create_directories(above, failed);
  ::umask(before);
}

}  // namespace trace
