// SPDX-License-Identifier: Apache-2.0
// trace-ebpf --doctor: what this kernel permits, event by event.
#pragma once

#include <bitset>
#include <string>

#include "common/base/result.h"
#include "common/catalog/ids.h"

namespace trace {

// For each event of `selected`: the provider chosen, why not a better one, and what is therefore not seen. With
// privileges the programs are really loaded, else it says what cannot be told without.
Result<std::string> examine(const std::bitset<WIRE_SLOT_MAX>& selected);

}  // namespace trace
