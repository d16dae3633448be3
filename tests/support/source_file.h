// SPDX-License-Identifier: Apache-2.0
// Files of the source tree that tests compare with.
#pragma once

#include <string>

namespace trace {

// The path of a file of the tree: source_file("docs/events.md").
std::string source_file(const std::string& name);

}  // namespace trace
