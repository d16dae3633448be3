// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <new>
#include <stdexcept>

#include "common/base/stack_limit.h"
#include "common/cli/report.h"

namespace trace {

// The edge of a program: returns what `run` returns; if there is not the memory for it says so, and returns kExitFailure.
template <class Run>
int within_memory(std::string_view program, Run run) {
  const auto refused = [program] {
    return fail(program, {Code::internal, "there is not enough memory"}, kExitFailure);
  };
  if (const Status stack = have_stack(); !stack) return fail(program, stack.error(), kExitFailure);
  try {
    return run();
  } catch (const std::bad_alloc&) {
    return refused();
  } catch (const std::length_error&) {
    return refused();
  }
}

}  // namespace trace
