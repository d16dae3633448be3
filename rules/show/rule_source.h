// SPDX-License-Identifier: Apache-2.0
// A rule as it is written, with the lists and macros that it uses, wherever they stand.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/lang/text/source.h"

namespace trace {

// Nothing if there is no rule of this id or name. REQUIRES: the files can be loaded.
std::optional<std::string> rule_source(const std::vector<SourceFile>& files, std::string_view id_or_name);

}  // namespace trace
