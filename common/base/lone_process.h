// SPDX-License-Identifier: Apache-2.0
// A process of the same program that was forked to do one thing for the first one, over a socket.
#pragma once

#include "common/base/unique_fd.h"

namespace trace {

// Makes this process one: its name, of 15 bytes at most, is that of the thread; of what is open it keeps the socket, which gets
// another number, and standard error; signals of a terminal and of pipes are ignored, since the first one decides when to end.
// False: it cannot be done.
bool become_lone(const char* name, UniqueFd& socket);

}  // namespace trace
