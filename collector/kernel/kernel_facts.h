// SPDX-License-Identifier: Apache-2.0
// What this kernel permits, found by trying: a version number tells little of lockdown, configuration and back-ports.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "collector/plan/kernel.h"

struct btf;

namespace trace {

struct BtfCloser {
  void operator()(btf* types) const;
};

class KernelFacts final : public Kernel {
 public:
  // Reads the kernel's BTF, the list of active LSMs and the like. Works without privileges, as far as they are readable.
  static Result<KernelFacts> read();

  // Tries with the smallest program there is (mov r0, 0; exit), without attaching it, but for one on arm64.
  Status try_hook(ProviderKind kind, std::string_view target) const override;
  Status find_hook(ProviderKind kind, std::string_view target) const override;
  bool has_helper(std::string_view name) const override;
  const std::string& load_refusal() const override { return load_refusal_; }

  const std::string& release() const { return release_; }
  const std::string& lockdown() const { return lockdown_; }  // "none", "integrity", ... or "unknown"
  bool has_bpf_lsm() const { return bpf_lsm_; }
  bool has_kprobes() const { return kprobes_; }
  // Whether programs at raw tracepoints can be preempted, see bpf/core/hook.h. By the version: nothing else tells.
  bool preempts_tracepoints() const;

 private:
  KernelFacts() = default;
  std::string try_loading() const;  // load_refusal()
  Status try_attaching(ProviderKind kind, int program) const;

  std::unique_ptr<btf, BtfCloser> btf_;
  std::string release_;
  std::string lockdown_ = "unknown";
  std::string lsms_;
  bool bpf_lsm_ = false;
  bool kprobes_ = false;
  std::string load_refusal_;
  mutable std::optional<bool> calls_trampolines_;  // found when it is first asked for
};

}  // namespace trace
