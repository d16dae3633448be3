// SPDX-License-Identifier: Apache-2.0
#include "common/catalog/syscall_name.h"

#include "common/catalog/catalog.h"

namespace trace {
namespace {

#if defined(__aarch64__)
constexpr Abi kAbi = Abi::arm64;
#else
constexpr Abi kAbi = Abi::x86_64;
#endif

}  // namespace

std::string_view syscall_name(std::uint32_t number) {
  for (const EventSpec& event : events()) {
    if (event.is_syscall && event.syscall->number(kAbi) == static_cast<int>(number)) return event.name;
  }
  return {};
}

}  // namespace trace
