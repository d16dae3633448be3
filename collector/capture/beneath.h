// SPDX-License-Identifier: Apache-2.0
// What is beneath a folder that is open, by its descriptor: its name may lead to another one by now. Nothing here follows a link, or goes
// to where something else is mounted.
#pragma once

#include <sys/stat.h>

#include <optional>
#include <string>
#include <vector>

#include "common/base/unique_fd.h"

namespace trace {

// None: it is not there, errno says why. With O_CREAT a file that its owner alone reads and writes.
UniqueFd open_beneath(int folder, const char* path, int flags);
// For its owner alone. True also if it is there.
bool make_folder_beneath(int folder, const char* path);

struct Entry {
  std::string name;
  struct statx status {};
};
// What is in a folder, but for what goes away meanwhile. By openat2(2), getdents64(2) and statx(2): fdopendir(3) makes other calls, which
// the sandbox of the keeper does not permit. Errors: by errno.
std::optional<std::vector<Entry>> entries_of(int root, const std::string& path);

// Removes a folder with what is in it, as far as that can be.
void remove_beneath(int root, const std::string& path);

}  // namespace trace
