// SPDX-License-Identifier: Apache-2.0
#include "tests/support/source_file.h"

namespace trace {

std::string source_file(const std::string& name) {
  return std::string(TRACE_SOURCE_DIR "/") + name;
}

}  // namespace trace
