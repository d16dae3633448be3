// SPDX-License-Identifier: Apache-2.0
// One value of --trace, and the same of --events and of --scope: read, compiled, and brought into the form that the kernel side has.
#include <string>

#include "collector/pipeline/filter.h"
#include "collector/plan/scope_settings.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace trace;
  const std::string value(reinterpret_cast<const char*>(data), size);
  for (const SelectionArgs& args :
       {SelectionArgs{{value}, {}, {}, 1}, SelectionArgs{{}, {value}, {}, 1}, SelectionArgs{{}, {}, {value}, 1}}) {
    const auto selection = parse_selection(args);
    if (!selection) continue;
    static_cast<void>(Filter::make(*selection));
    ProgramsRequest request;
    static_cast<void>(apply_scopes(selection->scopes, request));
  }
  return 0;
}
