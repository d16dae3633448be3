// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/base/sandbox.h"
#include "common/base/unique_fd.h"
#include "common/broker/grants.h"

namespace trace {

// A stream socket that is connected; waits for that at most 5 s. Errors: none, with errno; EINVAL if the address is not
// understood.
UniqueFd connect_to(const Endpoint& endpoint);

Needs connect_needs();

}  // namespace trace
