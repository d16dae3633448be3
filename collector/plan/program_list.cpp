// SPDX-License-Identifier: Apache-2.0
#include "collector/plan/program_list.h"

#include <algorithm>
#include <set>

#include "collector/plan/packet_programs.h"

namespace trace {
namespace {

// The needs of the events that are shown: what is only for tables of the collector does without.
std::set<Need> needs_of(const Plan& plan, const ProgramsRequest& request) {
  std::set<Need> needs;
  for (const PlannedEvent& planned : plan.events) {
    if (planned.provider == nullptr || !request.events.test(planned.event->slot)) continue;
    for (const NeedSpec& spec : planned.event->needs) {
      if (spec.provider == ProviderKind::none || spec.provider == planned.provider->kind) needs.insert(spec.need);
    }
  }
  for (const EventSpec& event : events()) {
    if (event.is_syscall && event.syscall->at_exec && request.events.test(event.slot)) {
      needs.insert({Need::name_before, Need::exec_calls});
    }
  }
  const wire_settings& settings = request.settings;
  if ((settings.follow | settings.in_tree | settings.out_tree) != 0) needs.insert(Need::lineage);
  return needs;
}

}  // namespace

std::vector<ListedProgram> list_programs(const Plan& plan, const SyscallPrograms& syscalls,
                                         const ProgramsRequest& request, const Refused& refused, SyscallHook hook) {
  const std::string ending(hook == SyscallHook::perf_event ? kPerf : "");
  std::vector<ListedProgram> programs;
  programs.push_back({std::string(kIterator), find_event(WIRE_EVENT_existing_process), nullptr, false});
  // Before those of events at the same hook: a call of execve is still that of the program before.
  for (const Need need : needs_of(plan, request)) {
    const std::string_view program = need_program(need);
    if (!program.empty()) programs.push_back({std::string(program), nullptr, nullptr, true});
  }
  for (const PlannedEvent& planned : plan.events) {
    if (planned.provider == nullptr || planned.program() == kIterator) continue;
    ListedProgram program{planned.program(), planned.event, planned.provider, !planned.event->feeds.empty()};
    if (program.is_follow_up()) program.name += ending;
    programs.push_back(std::move(program));
  }
  if (request.captures()) programs.push_back({std::string(kCapture) + ending, find_event(WIRE_EVENT_artifact)});
  // First the one at entry: what has begun after that, and was not seen to, was not carried out.
  if (syscalls.at_enter) programs.push_back({"sys_enter" + ending});
  if (syscalls.at_exit) programs.push_back({"sys_exit" + ending});
  if (request.packets.wanted) {
    for (std::string& name : packet_programs(ending)) programs.push_back({std::move(name)});
  }
  std::erase_if(programs, [&](const ListedProgram& program) { return refused.contains(program.name); });
  return programs;
}

}  // namespace trace
