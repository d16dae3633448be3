// SPDX-License-Identifier: Apache-2.0
#include "common/sink/damage.h"

namespace trace {

std::optional<std::string> damage_of(const std::string& name, std::uint64_t links, std::uint64_t size,
                                     std::uint64_t due) {
  if (links == 0) return name + " was deleted while it was written";
  if (size < due) {
    return name + " was cut by another program while it was written: it has " + std::to_string(size) + " of " +
           std::to_string(due) + " bytes";
  }
  if (size > due) {
    return name + " is written by another program, too: it has " + std::to_string(size) + " bytes instead of " +
           std::to_string(due);
  }
  return std::nullopt;
}

}  // namespace trace
