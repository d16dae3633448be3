// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace trace {

// Without slashes at its end, behind which open(2) follows a link that it is asked not to follow.
std::string without_slashes(std::string path);

// Makes the folders above a path that are not there; nobody but their owner may write in them, whatever the umask is. Whether it could shows
// when the path itself is made.
void make_folders_above(const std::string& path);

}  // namespace trace
