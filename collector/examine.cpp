// SPDX-License-Identifier: Apache-2.0
#include "collector/examine.h"

#include <sys/fanotify.h>

#include "collector/capture/file_watch.h"
#include "collector/kernel/descriptor_limit.h"
#include "collector/kernel/programs.h"
#include "collector/plan/coverage.h"
#include "collector/plan/packet_programs.h"
#include "collector/show/doctor_report.h"
#include "common/catalog/architecture.h"

namespace trace {
namespace {

constexpr std::uint32_t kTrialRingBytes = 1 << 16;

std::string why_not(const Status& status) {
  return status ? std::string() : status.error().message;
}

// What comes after the provider that was found first, as far as the kernel has it.
ExaminedEvent look_further(const KernelFacts& facts, PlannedEvent planned) {
  ExaminedEvent event{std::move(planned), {}};
  bool after = false;
  for (const ProviderSpec& provider : event.planned.event->providers) {
    if (after && facts.find_hook(provider.kind, provider.target)) event.otherwise.push_back(&provider);
    if (&provider == event.planned.provider) after = true;
  }
  return event;
}

ExaminedCapture examine_exec() {
  const Result<FileWatch> watch = FileWatch::start(FAN_OPEN_EXEC, 0);
  if (watch) {
    return {"exec", "fanotify, else /proc/PID/exe",
            "programs in a file system of a network or of FUSE; programs in none (memfd_create) that end at once and "
            "were not written by calls",
            ""};
  }
  return {"exec", "/proc/PID/exe", "programs that have ended before they can be read; scripts", watch.error().message};
}

// Why programs cannot be called at the exit of system calls.
Status why_no_calls(const KernelFacts& facts) {
  if (!facts.may_load()) return Error{Code::denied, facts.load_refusal()};
  return facts.try_hook(ProviderKind::sys_exit, "");
}

// refused: by the kernel, when the programs were loaded; everything, if they could not be.
ExaminedCapture examine_packets(const Refused& refused, const std::string& load_refusal) {
  ExaminedCapture capture;
  capture.kind = "net";
  if (!load_refusal.empty()) {
    capture.any = false;
    capture.better = "cgroup_skb";
    capture.why_not_better = load_refusal;
    return capture;
  }
  const PacketCoverage coverage = packet_coverage(refused);
  capture.by = coverage.by;
  capture.any = coverage.any;
  capture.unseen = kPacketsUnseen;
  for (const std::string& unseen : coverage.unseen) capture.unseen.append("; ").append(unseen);
  capture.better = "all of its programs";
  capture.why_not_better = coverage.refusal;
  return capture;
}

// What is written and read: the files when they are closed, and the bytes of the calls.
ExaminedCapture examine_transfers(const KernelFacts& facts, std::string_view kind) {
  const Result<FileWatch> watch = FileWatch::start(FAN_CLOSE_WRITE, 0);
  const Status calls =
      facts.may_load() ? facts.try_hook(ProviderKind::sys_exit, "") : Status(Error{Code::denied, facts.load_refusal()});
  if (watch && calls) {
    return {
        kind, "fanotify (files when they are closed) and sys_exit (the bytes of calls)",
        "files in file systems of a network or of FUSE: the bytes of calls only; what mappings, io_uring, splice and "
        "sendfile do to pipes and sockets",
        ""};
  }
  if (watch)
    return {kind, "fanotify (files when they are closed)", "what was overwritten before; pipes and sockets",
            calls.error().message};
  if (calls)
    return {kind, "sys_exit (the bytes of calls)", "mappings, io_uring, splice, sendfile", watch.error().message};
  return {kind, "nothing", "everything", watch.error().message};
}

// What is made executable, or given to the kernel to execute.
std::vector<ExaminedCapture> examine_regions(const KernelFacts& facts) {
  const Status calls = why_no_calls(facts);
  const auto capture = [&](std::string_view kind, std::string by, std::string unseen) {
    return ExaminedCapture{kind,       calls ? std::move(by) : "", std::move(unseen), why_not(calls),
                           "sys_exit", static_cast<bool>(calls)};
  };
  return {capture("mem", "sys_exit",
                  "pages that were not touched; memory that is executable from the beginning, or mapped twice"),
          capture("module", "sys_exit, and fanotify (the file of finit_module)", "files that are never closed"),
          capture("bpf", "sys_exit", "maps and types"),
          capture("library", "sys_exit and /proc/PID/map_files, else fanotify (when nobody has it mapped any more)",
                  "files that become executable by mprotect; in file systems of a network or of FUSE")};
}

// Programs of 64 or of 32 bits can make it.
bool is_on_this_machine(const SyscallSpec& call) {
  const ArchitectureSpec& machine = architecture_spec(kOwnArchitecture);
  return call.unnamed || call.number(machine.native) >= 0 || call.number(machine.compat) >= 0;
}

}  // namespace

Result<std::string> examine(const std::bitset<WIRE_SLOT_MAX>& selected) {
  TRY_ASSIGN(const KernelFacts facts, KernelFacts::read());
  const auto needed = with_uses(selected);
  Plan plan = make_plan(facts, needed, {});
  Refused refused;
  Examination found;
  found.load_refusal = facts.load_refusal();
  if (facts.may_load()) {
    TRY(make_room_for_descriptors());
    ProgramsRequest request;
    request.events = needed;
    request.packets.wanted = selected.test(WIRE_SLOT_artifact);
    request.packets.size_max = 1;
    request.packets.ring_bytes = kTrialRingBytes;
    const Result<Programs> programs = Programs::load(facts, request);
    if (programs) {
      plan = programs->plan();
      refused = programs->refused();
    } else {
      found.load_refusal = programs.error().message;
    }
  }
  found.release = facts.release();
  found.lockdown = facts.lockdown();
  found.no_bpf_lsm = why_not(facts.find_hook(ProviderKind::lsm, "file_open"));
  found.has_kprobes = facts.has_kprobes();
  for (PlannedEvent& planned : plan.events) {
    if (planned.event->is_syscall) {
      found.syscalls += is_on_this_machine(*planned.event->syscall) ? 1 : 0;
    } else if (found.load_refusal.empty()) {
      found.events.push_back({std::move(planned), {}});
    } else {
      found.events.push_back(look_further(facts, std::move(planned)));
    }
  }
  for (const EventSpec& event : events()) {
    if (selected.test(event.slot) && !is_hooked(event)) found.derived.push_back(&event);
  }
  if (selected.test(WIRE_SLOT_artifact)) {
    found.captures = {examine_exec(), examine_transfers(facts, "write"), examine_transfers(facts, "read")};
    for (const ExaminedCapture& capture : examine_regions(facts)) found.captures.push_back(capture);
    found.captures.push_back(examine_packets(refused, found.load_refusal));
  }
  found.no_syscalls = why_not(facts.may_load() ? facts.try_hook(ProviderKind::sys_exit, "")
                                               : facts.find_hook(ProviderKind::sys_exit, ""));
  return report(found);
}

}  // namespace trace
