// SPDX-License-Identifier: Apache-2.0
// The second step: an equal Formula with less in it.
//
//   - all in all and any in any are one; a double negation is none; true and false vanish upwards
//   - an equal term stands once; a = 1 or a = 2 becomes one atom, a = [1, 2]
//   - terms that are cheap to test come first (a test has no effects, so that order is free)
#pragma once

#include "common/predicate/resolve.h"

namespace trace {

Formula simplify(Formula formula);

}  // namespace trace
