// SPDX-License-Identifier: Apache-2.0
// Globs, as shells have them for the names of files.
#pragma once

#include <string>
#include <string_view>

#include "common/base/result.h"

namespace trace {

// The expression that matches what the glob matches over the whole text: * any characters, also /; ? any character; [a-z]
// and [!a-z] sets. Errors: invalid, for what shells have besides, since it would be taken for something else.
Result<std::string> regex_of_glob(std::string_view glob);

}  // namespace trace
