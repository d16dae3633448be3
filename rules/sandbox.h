// SPDX-License-Identifier: Apache-2.0
// The engine reads what an attacker can shape, and needs nothing of the machine but its open files:
// so everything else is given up before the first byte is read.
#pragma once

#include "common/base/result.h"

namespace trace {

// From now on no privilege can be gained, and any system call but those that read, write, wait and
// manage memory fails with EPERM. It cannot be undone. REQUIRES: every file is open. Errors:
// unsupported, where the kernel has no seccomp filters or forbids them; the program can go on
// without.
Status enter_sandbox();

}  // namespace trace
