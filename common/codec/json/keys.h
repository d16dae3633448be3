// SPDX-License-Identifier: Apache-2.0
// The keys of a line that are known.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

// The enumerators are named as the keys are, so that no key stands here twice.
// clang-format off
#define TRACE_JSON_KEYS(KEY)                                                                                         \
  KEY(timestamp) KEY(threadStartTime) KEY(processorId) KEY(processId) KEY(cgroupId) KEY(threadId)                    \
  KEY(parentProcessId) KEY(hostProcessId) KEY(hostThreadId) KEY(hostParentProcessId) KEY(userId) KEY(mountNamespace) \
  KEY(pidNamespace) KEY(processName) KEY(executable) KEY(hostName) KEY(containerId) KEY(container) KEY(kubernetes)   \
  KEY(eventId) KEY(eventName) KEY(matchedPolicies) KEY(argsNum) KEY(returnValue) KEY(syscall) KEY(stackAddresses)    \
  KEY(contextFlags) KEY(threadEntityId) KEY(processEntityId) KEY(parentEntityId) KEY(args) KEY(provenance)           \
  KEY(loss) KEY(totals) KEY(clock) KEY(artifact)
// clang-format on

namespace trace::json {

enum class Key : std::uint8_t {
#define KEY(name) name,
  TRACE_JSON_KEYS(KEY)
#undef KEY
      other,
};

inline constexpr auto kKeys = std::to_array<std::string_view>({
#define KEY(name) #name,
    TRACE_JSON_KEYS(KEY)
#undef KEY
});
static_assert(kKeys.size() < 64, "sets of keys are bits of a word");

inline constexpr std::size_t index_of(Key key) {
  return static_cast<std::size_t>(key);
}

// The key of that name, Key::other if it is not known. O(1).
Key find_key(std::string_view name);

}  // namespace trace::json
