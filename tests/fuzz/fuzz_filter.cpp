// SPDX-License-Identifier: Apache-2.0
// One value of --trace, --events or --scope, which the first byte says: read, compiled for the first of the events that it selects,
// since all are compiled alike, and brought into the form that the kernel side has.
#include <string>

#include "collector/pipeline/filter.h"
#include "collector/plan/scope_settings.h"

namespace trace {
namespace {

constexpr std::size_t kCompiledMax = 2;

SelectionArgs arguments_of(unsigned char which, std::string value) {
  SelectionArgs args;
  args.host_mntns = 1;
  (which % 3 == 0 ? args.trace : which % 3 == 1 ? args.events : args.scopes) = {std::move(value)};
  return args;
}

void leave_first(EventSlots& slots) {
  std::size_t left = 0;
  for (std::size_t slot = 0; slot < slots.size(); ++slot) {
    if (slots[slot] && ++left > kCompiledMax) slots.reset(slot);
  }
}

void pass(const SelectionArgs& args) {
  auto selection = parse_selection(args);
  if (!selection) return;
  leave_first(selection->events);
  static_cast<void>(Filter::make(*selection));
  ProgramsRequest request;
  static_cast<void>(apply_scopes(selection->scopes, request));
}

}  // namespace
}  // namespace trace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size == 0) return 0;
  trace::pass(trace::arguments_of(*data, std::string(reinterpret_cast<const char*>(data) + 1, size - 1)));
  return 0;
}
