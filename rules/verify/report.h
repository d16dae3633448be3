// SPDX-License-Identifier: Apache-2.0
// What verifying found, as text: a block for each path, and what all of it proves.
#pragma once

#include <span>
#include <string>

#include "rules/verify/finding.h"

namespace trace {

// `by_key`: signatures were verified, too.
std::string verify_report(std::span<const Verified> all, bool by_key = false);

}  // namespace trace
