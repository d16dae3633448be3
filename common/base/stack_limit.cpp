// SPDX-License-Identifier: Apache-2.0
#include "common/base/stack_limit.h"

#include <sys/resource.h>

#include <algorithm>
#include <string>

namespace trace {
namespace {

constexpr rlim_t kLeast = rlim_t{1} << 20;
constexpr rlim_t kUsual = rlim_t{8} << 20;

}  // namespace

Status have_stack() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_STACK, &limit) != 0 || limit.rlim_cur >= kLeast) return ok();
  const rlim_t was = limit.rlim_cur;
  const rlimit usual{kUsual, std::max(kUsual, limit.rlim_max)};
  limit.rlim_cur = std::min(kUsual, limit.rlim_max);
  if (::setrlimit(RLIMIT_STACK, &usual) == 0) return ok();
  if (limit.rlim_cur >= kLeast && ::setrlimit(RLIMIT_STACK, &limit) == 0) return ok();
  return Error{Code::unsupported, "the stack may have " + std::to_string(was >> 10) + " KiB (ulimit -s), and " +
                                      std::to_string(kLeast >> 10) + " are needed"};
}

}  // namespace trace
