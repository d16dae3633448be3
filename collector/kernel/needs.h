// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/base/sandbox.h"

namespace trace {

// What draining the ring, telling the kernel side of containers, and detaching call in the sandbox.
Needs kernel_needs();

}  // namespace trace
