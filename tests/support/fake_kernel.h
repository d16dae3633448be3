// SPDX-License-Identifier: Apache-2.0
// A kernel that has the hooks of a table, for the planner.
#pragma once

#include <set>
#include <string>
#include <utility>

#include "collector/plan/kernel.h"

namespace trace {

class FakeKernel final : public Kernel {
 public:
  // What it has, and what it lets nobody attach to although it has it. A target is that of the catalog.
  std::set<std::pair<ProviderKind, std::string>> hooks, denied;
  std::set<std::string, std::less<>> lacking;  // helpers
  std::string refusal;                         // of everything

  // Has each hook that the catalog names of this kind.
  void add_all(ProviderKind kind) {
    for (const EventSpec& event : events()) {
      for (const ProviderSpec& provider : event.providers) {
        if (provider.kind == kind) hooks.emplace(kind, provider.target);
      }
    }
  }

  Status try_hook(ProviderKind kind, std::string_view target) const override {
    TRY(find_hook(kind, target));
    if (denied.contains({kind, std::string(target)})) return Error{Code::denied, "denied"};
    return ok();
  }
  Status find_hook(ProviderKind kind, std::string_view target) const override {
    if (!hooks.contains({kind, std::string(target)})) return Error{Code::not_found, "not there"};
    return ok();
  }
  bool has_helper(std::string_view name) const override { return !lacking.contains(name); }
  const std::string& load_refusal() const override { return refusal; }
};

}  // namespace trace
