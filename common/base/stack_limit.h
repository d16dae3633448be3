// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/base/result.h"

namespace trace {

// Raises the limit of the stack (ulimit -s) where it is too small for what this program does. Error: it may not be raised.
Status have_stack();

}  // namespace trace
