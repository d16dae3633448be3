// SPDX-License-Identifier: Apache-2.0
// What the planner asks of a kernel. KernelFacts answers for the kernel at hand; tests answer from a table.
#pragma once

#include <string>
#include <string_view>

#include "common/base/result.h"
#include "common/catalog/catalog.h"

namespace trace {

class Kernel {
 public:
  virtual ~Kernel() = default;

  // Whether a program of that kind may be attached to that hook. Errors: why not, in a few words. REQUIRES: may_load().
  virtual Status try_hook(ProviderKind kind, std::string_view target) const = 0;
  // Whether the kernel has the hook, without loading anything.
  virtual Status find_hook(ProviderKind kind, std::string_view target) const = 0;
  // Whether its BPF programs have a helper of that name, as in enum bpf_func_id after BPF_FUNC_.
  virtual bool has_helper(std::string_view name) const = 0;
  // Why this process may load nothing at all, in a sentence; empty if it may.
  virtual const std::string& load_refusal() const = 0;
  bool may_load() const { return load_refusal().empty(); }
};

}  // namespace trace
