// SPDX-License-Identifier: Apache-2.0
// No write waits for ever once the program is asked to end.
//
// A write(2) to a pipe or FIFO whose reader does not read never returns. As long as the program is to run, that is its
// back-pressure. After limit_waiting_writes(), which a handler of signals calls, each write waits kPatience at most without
// progress. A signal that arrives just before the write begins would not interrupt it, so from then on SIGALRM does, again and
// again.
//
// *Rejected:* poll(2) before each write from the beginning: two system calls for each 4 KiB of a pipe.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <string_view>

#include "common/base/sandbox.h"

namespace trace {

inline constexpr std::chrono::seconds kWritePatience{4};

// Takes SIGALRM. The sandbox, where there is one, does not permit that any more.
void prepare_waiting_writes();

// Signal-safe. REQUIRES: prepare_waiting_writes(), and the handler that calls it was set without SA_RESTART.
void limit_waiting_writes();

// As write(2). Errors: also ETIMEDOUT, once waiting is limited.
ssize_t write_limited(int fd, std::string_view bytes);

// The system calls of limit_waiting_writes() and of what comes of it.
Needs waiting_writes_needs();

}  // namespace trace
