// SPDX-License-Identifier: Apache-2.0
// Paths that lead through symbolic links. The kernel knows files by paths without links: where /bin is a link to usr/bin and
// /usr/bin/sh one to dash, a program that was started as /bin/sh is /usr/bin/dash, and "executable=/bin/sh" would never match.
// So whoever asks for a path by its links is given what it leads to here as well, and told so.
//
//   both, not one       in a container the path may be a file of that name
//   the name itself     /usr/bin/sh is also asked for: what is deleted or renamed is the link, not what it leads to
//   not below /proc     what is there is another file for each process
//
// Only paths that the kernel made are looked at. What a process gave to a system call is compared as it was given.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "collector/selection/selection.h"

namespace trace {

// What a path is without links, "" if it cannot be told. The last part need not exist.
using FollowLinks = std::function<std::string(const std::string& path)>;
// By the file system, as the collector sees it. Calls the kernel.
std::string follow_links(const std::string& path);

// What else the path of a file is: with links to its directory followed, and all of them; is_beginning: the directory is as far as the last
// slash, and the rest the beginning of a name.
std::vector<std::string> paths_led_to(const std::string& path, bool is_beginning, const FollowLinks& follow);
// For the user.
std::string linked_path_note(const std::string& path, const std::vector<std::string>& found);

// Adds what paths of the selection lead to, to their alternatives, and a note for each. own_mntns: number of the mount namespace in which
// links are followed; paths that are asked for in another one stay as they are.
void add_linked_paths(Selection& selection, std::uint64_t own_mntns, const FollowLinks& follow);

}  // namespace trace
