// SPDX-License-Identifier: Apache-2.0
// What this kernel permits, found by trying: a version number tells little of lockdown, configuration and back-ports.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "common/base/result.h"
#include "common/catalog/catalog.h"

struct btf;

namespace trace {

struct BtfCloser {
  void operator()(btf* types) const;
};

class KernelFacts {
 public:
  // Reads the kernel's BTF, the list of active LSMs and the like. Works without privileges, as far as they are readable.
  static Result<KernelFacts> read();

  // Whether a program of that kind may be attached to that hook, tried with the smallest program there is (mov r0, 0;
  // exit) and without attaching it. On refusal: why, in a few words. REQUIRES: may_load().
  Status try_hook(ProviderKind kind, std::string_view target) const;
  // The same as far as it can be told without loading anything: is the hook there at all?
  Status find_hook(ProviderKind kind, std::string_view target) const;

  bool may_load() const { return load_refusal_.empty(); }
  // Why this process may load nothing at all, in a sentence; empty if it may.
  const std::string& load_refusal() const { return load_refusal_; }
  const std::string& release() const { return release_; }
  const std::string& lockdown() const { return lockdown_; }  // "none", "integrity", ... or "unknown"
  bool has_bpf_lsm() const { return bpf_lsm_; }
  bool has_kprobes() const { return kprobes_; }
  // Whether programs at raw tracepoints can be preempted, see bpf/providers.h. By the version: nothing else tells.
  bool preempts_tracepoints() const;

 private:
  KernelFacts() = default;
  std::string try_loading() const;  // load_refusal()

  std::unique_ptr<btf, BtfCloser> btf_;
  std::string release_;
  std::string lockdown_ = "unknown";
  std::string lsms_;
  bool bpf_lsm_ = false;
  bool kprobes_ = false;
  std::string load_refusal_;
};

}  // namespace trace
