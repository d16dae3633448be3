// SPDX-License-Identifier: Apache-2.0
// What --doctor prints, from what was found out. Without libbpf, so that its tests can make up any kernel.
#pragma once

#include <string>
#include <vector>

#include "collector/plan/plan.h"

namespace trace {

struct ExaminedEvent {
  PlannedEvent planned;
  // Without privileges: what would be tried after planned.provider, best first. Empty if all was tried.
  std::vector<const ProviderSpec*> otherwise;
};

// How things of a kind would be captured.
struct ExaminedCapture {
  std::string_view kind;
  std::string by;
  std::string unseen;
  std::string why_not_better;       // empty if there is nothing better
  std::string better = "fanotify";  // what that would be
  bool any = true;                  // else nothing is captured
};

struct Examination {
  std::string release;
  std::string lockdown;
  std::string no_bpf_lsm;  // why it is not used; empty if it is
  bool has_kprobes = false;
  std::string load_refusal;               // why nothing may be loaded; empty if the programs were loaded and attached
  std::vector<ExaminedEvent> events;      // of hooks
  std::vector<const EventSpec*> derived;  // that were asked for; what they are made of is among `events`
  std::vector<ExaminedCapture> captures;  // those that were asked for
  std::size_t syscalls = 0;               // how many were asked for
  std::string no_syscalls;                // why they cannot be had; empty if they can
};

std::string report(const Examination& examination);

}  // namespace trace
