// SPDX-License-Identifier: Apache-2.0
// Chooses the atoms by which an Index finds a program.
#pragma once

#include <optional>
#include <vector>

#include "common/predicate/resolve.h"

namespace trace {

// Atoms of which at least one must hold for the formula to hold; each can be looked up in a table.
// Nothing, if the formula can hold without any such atom ("not"). The pointers are
// into `formula`, which was resolved for `event`.
std::optional<std::vector<const Atom*>> prefilter_of(const Formula& formula, const EventSpec& event);

}  // namespace trace
