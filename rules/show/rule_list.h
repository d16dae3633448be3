// SPDX-License-Identifier: Apache-2.0
// The table of trace-rules --list.
#pragma once

#include <string>

#include "rules/load/selected_signatures.h"

namespace trace {

std::string rule_list(const SelectedSignatures& selected);

}  // namespace trace
