// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "common/base/unique_fd.h"

namespace trace {

// What was opened, or why not.
struct Opened {
  UniqueFd fd;
  int error = 0;  // errno
  std::string name = {};
};

}  // namespace trace
