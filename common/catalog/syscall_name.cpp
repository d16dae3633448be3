// SPDX-License-Identifier: Apache-2.0
#include "common/catalog/syscall_name.h"

#include "common/catalog/catalog.h"

namespace trace {

std::string_view syscall_name(std::uint32_t number) {
  constexpr Abi kAbi = architecture_spec(kOwnArchitecture).native;
  for (const EventSpec& event : events()) {
    if (event.is_syscall && event.syscall->number(kAbi) == static_cast<int>(number)) return event.name;
  }
  return {};
}

}  // namespace trace
