// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

namespace trace {

// Closes all descriptors but the standard streams and those that one of `arguments` names: /dev/fd/N, /proc/self/fd/N.
// REQUIRES: this program has opened nothing else yet.
void close_inherited(std::span<const char* const> arguments);

}  // namespace trace
