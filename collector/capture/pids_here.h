// SPDX-License-Identifier: Apache-2.0
// The number that a process of an event has in our own pid namespace, by which /proc has it.
#pragma once

#include <sys/types.h>

#include <cstdint>

#include "common/event/event.h"

namespace trace {

class PidsHere {
 public:
  PidsHere();

  // 0: it is in no pid namespace that is seen from here. The kernel's number is ours only where no pid namespace is in between; of others
  // that of the innermost one is known.
  pid_t number_of(const Context& context) const;

 private:
  std::uint32_t pid_namespace_;
};

}  // namespace trace
