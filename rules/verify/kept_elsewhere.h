// SPDX-License-Identifier: Apache-2.0
// What who verifies has kept where nobody could change it, and seals are held against.
#pragma once

#include <string>

#include "rules/verify/anchor_check.h"
#include "rules/verify/key_check.h"

namespace trace {

struct KeptElsewhere {
  KeyCheck keys;
  AnchorCheck anchors;
};

}  // namespace trace
