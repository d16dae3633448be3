// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace trace {

// The name of a system call of this machine; empty if the catalog has none of that number. May be called in a signal
// handler. O(events).
std::string_view syscall_name(std::uint32_t number);

}  // namespace trace
