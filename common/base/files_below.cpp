// SPDX-License-Identifier: Apache-2.0
#include "common/base/files_below.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "common/base/text.h"

namespace trace {

Result<std::vector<std::string>> files_below(const std::string& folder, const std::vector<std::string>& suffixes) {
  namespace fs = std::filesystem;
  std::error_code error;
  std::vector<std::string> paths;
  fs::recursive_directory_iterator entry(folder, error);
  for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    std::error_code unknown;  // of a link to nowhere: opening it will tell
    const bool is_folder = entry->is_directory(unknown) && !entry->is_symlink(unknown);  // those are not followed
    if (entry->path().filename().string().starts_with('.')) {
      if (is_folder) entry.disable_recursion_pending();
      continue;
    }
    const std::string suffix = lowered(entry->path().extension().string());
    const bool is_wanted = suffixes.empty() || std::find(suffixes.begin(), suffixes.end(), suffix) != suffixes.end();
    if (is_folder || !is_wanted) continue;
    if (paths.size() == kFilesMax) return Error{Code::invalid, folder + ": more than 100,000 files"};
    paths.push_back(entry->path().string());
  }
  if (error) return Error{Code::io, folder + ": " + error.message()};
  std::sort(paths.begin(), paths.end());
  return paths;
}

}  // namespace trace
