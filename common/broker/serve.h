// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/base/unique_fd.h"
#include "common/broker/grants.h"

namespace trace {

// The life of a broker, in the process that was forked for it: answers requests until its client is gone.
[[noreturn]] void serve(UniqueFd socket, Grants grants);

}  // namespace trace
