// SPDX-License-Identifier: Apache-2.0
// What the numbers of an argument mean in one event.
#pragma once

#include <cstddef>

#include "common/event/event.h"

namespace trace {

// The field's meaning; if that depends on a neighbour (a socket option on its level), the one that the neighbour's value
// gives it, and if it depends on the architecture, the one that the event's has. REQUIRES: event.spec has the ordinal.
Meaning meaning_in(const Event& event, std::size_t ordinal);

}  // namespace trace
