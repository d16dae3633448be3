// SPDX-License-Identifier: Apache-2.0
// Test data that is not part of the project: lines that Tracee wrote. The folder is named by the
// environment variable TRACE_REFERENCE and is looked for beside the source tree otherwise.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace trace::test {

// The contents of a file of the folder. If it is not there, says on stderr that the test `name` is
// skipped, and why.
std::optional<std::string> read_reference(const std::string& file, const std::string& name);

std::vector<std::string> lines_of(const std::string& text);

}  // namespace trace::test
