// SPDX-License-Identifier: Apache-2.0
#include "common/state/processes.h"

#include <algorithm>

#include "common/event/entity.h"

namespace trace {
namespace {

constexpr std::size_t kSlack = 1024;

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

void set_name(Process& process, std::string_view comm) {
  process.name = {};
  comm.copy(process.name.data(), process.name.size() - 1);
}

// The pid and the start time stand in two fields of a fork.
ProcessKey process_in(const Event& event, std::uint8_t pid, std::uint8_t start) {
  const std::uint64_t start_ns = number(event, start);
  return start_ns == 0 ? ProcessKey() : ProcessKey::at(static_cast<std::uint32_t>(number(event, pid)), start_ns);
}

}  // namespace

ProcessKey ProcessKey::at(std::uint32_t host_pid, std::uint64_t start_ns) {
  return {host_pid, entity_id(host_pid, start_ns)};
}

void Processes::update(const Event& event) {
  forget_ended(event.context.time_ns);
  const ProcessKey self = ProcessKey::of(event.context);
  switch (event.spec->id) {
    case WIRE_EVENT_existing_process:
      learn(event.context);
      // What is known already came from an exec meanwhile, and is newer.
      if (Node& process = nodes_.find(self)->second; process.executable().empty()) {
        process.path = made_path(text(event, WIRE_ORDINAL(existing_process, pathname)));
      }
      break;
    case WIRE_EVENT_sched_process_exec:
      executed(event);
      break;
    case WIRE_EVENT_sched_process_fork:
      started(event);
      break;
    case WIRE_EVENT_sched_process_exit: {
      const auto* last = std::get_if<bool>(&event.args[WIRE_ORDINAL(sched_process_exit, process_group_exit)].value);
      if (last != nullptr && *last) ended_.push_back({self, event.context.time_ns});
      break;
    }
    default:
      break;
  }
  hold_bounds();
}

void Processes::started(const Event& fork) {
  const auto pid = static_cast<std::uint32_t>(number(fork, WIRE_ORDINAL(sched_process_fork, child_pid)));
  const auto tid = static_cast<std::uint32_t>(number(fork, WIRE_ORDINAL(sched_process_fork, child_tid)));
  const std::uint64_t start_ns = number(fork, WIRE_ORDINAL(sched_process_fork, start_time));
  if (pid != tid || start_ns == 0) return;  // a thread, or not known
  learn(fork.context);
  const ProcessKey self = ProcessKey::of(fork.context);
  // With CLONE_PARENT it is not the one that called clone.
  const ProcessKey told = process_in(fork, WIRE_ORDINAL(sched_process_fork, parent_process_pid),
                                     WIRE_ORDINAL(sched_process_fork, parent_process_start_time));
  Node& child = add(ProcessKey::at(pid, start_ns), told.pid == 0 ? self : told);
  const Node& maker = nodes_.find(self)->second;
  child.start_ns = start_ns;
  child.path = maker.path;
  child.name = maker.name;
}

void Processes::executed(const Event& exec) {
  learn(exec.context);
  Node& process = nodes_.find(ProcessKey::of(exec.context))->second;
  process.path = made_path(text(exec, WIRE_ORDINAL(sched_process_exec, pathname)));
  set_name(process, exec.context.comm);
}

void Processes::see(const Context& context) {
  learn(context);
  hold_bounds();
}

std::shared_ptr<const std::string> Processes::made_path(std::string_view path) {
  std::shared_ptr<std::size_t> bytes = path_bytes_;
  const auto forget_bytes = [bytes](const std::string* gone) {
    *bytes -= gone->size();
    delete gone;
  };
  auto text = std::make_unique<const std::string>(path.substr(0, WIRE_STRING_MAX));
  *bytes += text->size();
  return {text.release(), forget_bytes};
}

void Processes::learn(const Context& context) {
  Node& process = add(ProcessKey::of(context), ProcessKey::parent_of(context));
  if (process.start_ns == 0) process.start_ns = context.leader_start_ns;
  if (process.name[0] == '\0' && context.host_tid == context.host_pid) set_name(process, context.comm);
  if (process.executable().empty() && !context.executable.empty()) {
    process.path = made_path(context.executable);
  }
}

// The one that is there already keeps its parent.
Processes::Node& Processes::add(ProcessKey key, ProcessKey parent) {
  const auto [at, is_new] = nodes_.try_emplace(key);
  Node& node = at->second;
  if (!is_new) return node;
  learnt_.push_back(key);
  node.key = key;
  node.parent = parent;
  if (const auto found = nodes_.find(parent); found != nodes_.end() && parent != key) {
    ++found->second.children;
    node.is_counted = true;
  }
  return node;
}

const Process* Processes::find(ProcessKey key) const {
  const auto found = nodes_.find(key);
  return found == nodes_.end() ? nullptr : &found->second;
}

const Process* Processes::ancestor(const Context& context, unsigned level) const {
  const Process* self = find(ProcessKey::of(context));
  if (level == 0) return self;
  const Process* at = find(self == nullptr ? ProcessKey::parent_of(context) : self->parent);
  while (at != nullptr && --level != 0) at = at->parent.pid == 0 ? nullptr : find(at->parent);
  return at;
}

// Goes on to the parent if that was kept for this child alone.
void Processes::forget(ProcessKey key) {
  while (true) {
    const auto found = nodes_.find(key);
    if (found == nodes_.end()) return;
    const ProcessKey parent = found->second.parent;
    const bool is_counted = found->second.is_counted;
    if (found->second.is_kept) --kept_count_;
    nodes_.erase(found);
    ++removals_;
    const auto above = is_counted ? nodes_.find(parent) : nodes_.end();
    if (above == nodes_.end() || above->second.children == 0) return;
    if (--above->second.children != 0 || !above->second.is_kept) return;
    key = parent;
  }
}

void Processes::forget_ended(std::uint64_t now_ns) {
  while (!ended_.empty() && ended_.front().time_ns + kLingerNs < now_ns) {
    const ProcessKey key = ended_.front().key;
    ended_.pop_front();
    const auto found = nodes_.find(key);
    if (found == nodes_.end()) continue;
    if (found->second.children == 0) {
      forget(key);
    } else {
      keep(found->second);
    }
  }
}

void Processes::keep(Node& node) {
  if (node.is_kept) return;
  node.is_kept = true;
  kept_.push_back(node.key);
  ++kept_count_;
}

void Processes::hold_bounds() {
  const auto is_gone = [this](const ProcessKey& key) { return find(key) == nullptr; };
  while (kept_count_ > kEndedMax) {
    forget(kept_.front());
    kept_.pop_front();
  }
  while ((nodes_.size() > kMax || *path_bytes_ > kPathBytesMax) && !learnt_.empty()) {
    forget(learnt_.front());
    learnt_.pop_front();
  }
  // The lists keep those that are gone until they are the greater part of them.
  if (learnt_.size() > 2 * nodes_.size() + kSlack) std::erase_if(learnt_, is_gone);
  if (kept_.size() > 2 * kept_count_ + kSlack) std::erase_if(kept_, is_gone);
}

}  // namespace trace
