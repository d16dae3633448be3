// SPDX-License-Identifier: Apache-2.0
// The smallest programs: what a dropper drops.
#pragma once

#include <string>

namespace trace::kernel_tests {

// An ELF file of one page that ends at once with status 0, and does nothing with the bytes of `tail`, which make it differ from
// others.
std::string tiny_program(const std::string& tail);

}  // namespace trace::kernel_tests
