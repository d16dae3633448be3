// SPDX-License-Identifier: Apache-2.0
// A test that cannot run where it is says so by name and reason, and is counted as skipped, never
// as passed.
#pragma once

#include <string>

namespace trace::kernel_tests {

// Marks the running test as skipped. The test returns afterwards.
void skip(const std::string& reason);

}  // namespace trace::kernel_tests
