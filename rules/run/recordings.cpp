// SPDX-License-Identifier: Apache-2.0
#include "rules/run/recordings.h"

#include <sys/resource.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "common/base/text.h"
#include "common/stream/recording_name.h"

namespace trace {

Result<std::vector<std::string>> recordings_in(const std::string& folder) {
  std::vector<std::string> paths;
  std::error_code error;
  std::filesystem::directory_iterator entry(folder, error);
  for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    std::error_code unknown;
    const std::string name = entry->path().filename().string();
    const bool is_hidden = name.starts_with('.');
    if (!is_hidden && is_recording_name(name) && entry->is_regular_file(unknown)) {
      paths.push_back(entry->path().string());
    }
  }
  if (error) return Error{Code::io, "reading folder " + in_quotes(folder) + ": " + error.message()};
  if (paths.empty()) return Error{Code::not_found, "folder " + in_quotes(folder) + ": there is no recording in it"};
  std::sort(paths.begin(), paths.end());
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) == 0 && paths.size() + 64 > limit.rlim_cur) {
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
  }
  return paths;
}

}  // namespace trace
