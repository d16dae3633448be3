// SPDX-License-Identifier: Apache-2.0
#include "collector/enrich/processes.h"

#include <utility>

namespace trace {
namespace {

constexpr std::size_t kSlack = 1024;

ProcessKey process_of(const Context& context) {
  return {context.host_pid, context.leader_start_ns};
}

std::string_view text(const Event& event, std::uint8_t ordinal) {
  const auto* value = std::get_if<std::string_view>(&event.args[ordinal].value);
  return value == nullptr ? std::string_view() : *value;
}

std::uint64_t number(const Event& event, std::uint8_t ordinal) {
  const Value& value = event.args[ordinal].value;
  if (const auto* bits = std::get_if<std::uint64_t>(&value)) return *bits;
  const auto* bits = std::get_if<std::int64_t>(&value);
  return bits == nullptr ? 0 : static_cast<std::uint64_t>(*bits);
}

}  // namespace

bool Processes::is_source(const EventSpec& event) {
  return event.id == WIRE_EVENT_sched_process_exec || event.id == WIRE_EVENT_sched_process_fork ||
         event.id == WIRE_EVENT_sched_process_exit || event.id == WIRE_EVENT_existing_process;
}

void Processes::update(const Event& event) {
  const ProcessKey self = process_of(event.context);
  forget_ended(event.context.time_ns);
  switch (event.spec->id) {
    case WIRE_EVENT_existing_process: {
      // What is known already came from an exec meanwhile, and is newer.
      const std::string_view path = text(event, WIRE_ORDINAL(existing_process, pathname));
      if (find(self) == nullptr) set(self, std::make_shared<const std::string>(path));
      break;
    }
    case WIRE_EVENT_sched_process_exec:
      set(self, std::make_shared<const std::string>(text(event, WIRE_ORDINAL(sched_process_exec, pathname))));
      break;
    case WIRE_EVENT_sched_process_fork: {
      const auto pid = static_cast<std::uint32_t>(number(event, WIRE_ORDINAL(sched_process_fork, child_pid)));
      const auto tid = static_cast<std::uint32_t>(number(event, WIRE_ORDINAL(sched_process_fork, child_tid)));
      const Process* parent = find(self);
      if (pid == tid && parent != nullptr)
        set({pid, number(event, WIRE_ORDINAL(sched_process_fork, start_time))}, Path(parent->path));
      break;
    }
    case WIRE_EVENT_sched_process_exit: {
      const auto* last = std::get_if<bool>(&event.args[WIRE_ORDINAL(sched_process_exit, process_group_exit)].value);
      if (last != nullptr && *last) ended_.push_back({self, event.context.time_ns});
      break;
    }
    default:
      break;
  }
}

std::string_view Processes::executable(ProcessKey key) const {
  const Process* process = find(key);
  return process == nullptr ? std::string_view() : std::string_view(*process->path);
}

const Processes::Process* Processes::find(ProcessKey key) const {
  const auto found = processes_.find(key.pid);
  return found == processes_.end() || found->second.start_ns != key.start_ns ? nullptr : &found->second;
}

void Processes::set(ProcessKey key, Path path) {
  const auto [at, is_new] = processes_.try_emplace(key.pid);
  if (is_new || at->second.start_ns != key.start_ns) learnt_.push_back(key);
  at->second = {key.start_ns, std::move(path)};
  while (processes_.size() > kMax && !learnt_.empty()) {
    forget(learnt_.front());
    learnt_.pop_front();
  }
  // The list keeps those that are gone until they are the greater part of it.
  if (learnt_.size() > 2 * processes_.size() + kSlack) {
    std::erase_if(learnt_, [this](const ProcessKey& one) { return find(one) == nullptr; });
  }
}

void Processes::forget(ProcessKey key) {
  const auto found = processes_.find(key.pid);
  if (found != processes_.end() && found->second.start_ns == key.start_ns) processes_.erase(found);
}

void Processes::forget_ended(std::uint64_t now_ns) {
  while (!ended_.empty() && ended_.front().time_ns + kLingerNs < now_ns) {
    forget(ended_.front().key);
    ended_.pop_front();
  }
}

}  // namespace trace
