// SPDX-License-Identifier: Apache-2.0
#include "collector/doctor.h"

#include <cstdio>

#include "collector/bpf/programs.h"

namespace trace {
namespace {

std::string padded(std::string_view text, std::size_t width) {
  std::string out(text);
  out.resize(std::max(width, out.size()), ' ');
  return out;
}

std::string describe(const KernelFacts& facts) {
  std::string text = "kernel          " + facts.release() + "\n";
  text += "lockdown        " + facts.lockdown() + "\n";
  text += std::string("lsm programs    ") + (facts.has_bpf_lsm() ? "\"bpf\" is an active LSM" : "no: \"bpf\" is not among the active LSMs") + "\n";
  text += std::string("kprobes         ") + (facts.has_kprobes() ? "yes" : "no") + "\n";
  text += std::string("may load        ") +
          (facts.may_load() ? "yes" : "no: run as root (or with CAP_BPF and CAP_PERFMON) to try the hooks and to collect; what follows is what is to be found without") +
          "\n\n";
  return text;
}

std::string describe(const PlannedEvent& planned) {
  static constexpr std::size_t kNameWidth = 26;
  const std::string indent(kNameWidth, ' ');
  std::string text = padded(planned.event->name, kNameWidth);
  if (planned.provider == nullptr) {
    text += "NOT TO BE HAD\n";
  } else {
    text += std::string(provider_name(planned.provider->kind)) + " (" + std::string(planned.provider->target) + ")\n";
  }
  for (const Refusal& refusal : planned.refusals) {
    text += indent + "not " + std::string(provider_name(refusal.provider->kind)) + ": " + refusal.why + "\n";
  }
  if (planned.provider != nullptr && !planned.provider->unseen.empty()) {
    text += indent + "unseen: " + std::string(planned.provider->unseen) + "\n";
  }
  return text;
}

}  // namespace

Result<std::string> examine(const std::bitset<WIRE_SLOT_MAX>& selected) {
  TRY_ASSIGN(const KernelFacts facts, KernelFacts::read());
  std::string text = describe(facts);
  Plan plan = make_plan(facts, selected, {});
  if (facts.may_load()) {
    ProgramsRequest request;
    request.events = selected;
    TRY_ASSIGN(const Programs programs, Programs::load(facts, request));
    plan = programs.plan();
  }
  std::size_t syscalls = 0;
  for (const PlannedEvent& planned : plan.events) {
    if (planned.event->is_syscall) {
      ++syscalls;
    } else {
      text += describe(planned);
    }
  }
  const Status exit = facts.may_load() ? facts.try_hook(ProviderKind::sys_exit, "") : facts.find_hook(ProviderKind::sys_exit, "");
  text += padded(std::to_string(syscalls) + " system calls", 26) + (exit ? "sys_exit (all of them by one program)" : "NOT TO BE HAD: " + exit.error().message) + "\n";
  return text;
}

}  // namespace trace
