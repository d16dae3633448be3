// SPDX-License-Identifier: Apache-2.0
#include "collector/kernel/descriptor_limit.h"

#include <sys/resource.h>

#include <algorithm>
#include <string>

namespace trace {
namespace {

constexpr rlim_t kDescriptors = 256;  // two for a hook event, one for a map, and some for all else

}  // namespace

Status make_room_for_descriptors() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= kDescriptors) return ok();
  const rlim_t allowed = limit.rlim_cur;
  limit.rlim_cur = kDescriptors;
  limit.rlim_max = std::max(limit.rlim_max, kDescriptors);
  if (::setrlimit(RLIMIT_NOFILE, &limit) == 0) return ok();
  return Error{Code::denied, "the limit of open files is " + std::to_string(allowed) + ", less than the " +
                                 std::to_string(kDescriptors) +
                                 " that programs and maps may need, and may not be raised (ulimit -n, LimitNOFILE=)"};
}

}  // namespace trace
