// SPDX-License-Identifier: Apache-2.0
// The signature files that are part of the binary: rules/builtin/signatures.
#pragma once

#include <vector>

#include "rules/lang/text/source.h"

namespace trace {

std::vector<SourceFile> shipped_signatures();

}  // namespace trace
