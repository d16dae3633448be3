// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

namespace trace {

// Waits for poll(2) to tell one of `events` of a descriptor, or that its other end is gone. Signals do not shorten it. False: the time is over.
bool wait_for(int fd, short events, std::chrono::steady_clock::time_point deadline);

}  // namespace trace
