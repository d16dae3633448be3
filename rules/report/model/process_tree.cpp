// SPDX-License-Identifier: Apache-2.0
#include "rules/report/model/process_tree.h"

#include <algorithm>

#include "rules/output/event_text.h"
#include "rules/report/model/kept_text.h"

namespace trace {
namespace {

constexpr std::size_t kNewMax = 4;    // processes that one event can tell of
constexpr unsigned kLevelsMax = 256;  // a forged stream may have circles

std::uint64_t number(const Event& event, std::size_t ordinal) {
  const Value& value = event.args.at(ordinal).value;
  if (const auto* bits = std::get_if<std::uint64_t>(&value)) return *bits;
  const auto* bits = std::get_if<std::int64_t>(&value);
  return bits == nullptr ? 0 : static_cast<std::uint64_t>(*bits);
}

std::string_view text(const Event& event, std::size_t ordinal) {
  const auto* value = std::get_if<std::string_view>(&event.args.at(ordinal).value);
  return value == nullptr ? std::string_view() : *value;
}

void replace(std::string& old, std::string_view text) {
  if (old != text) old = kept(text);
}

}  // namespace

ProcessId ProcessTree::see(const Event& event, std::uint32_t host) {
  const Context& context = event.context;
  if (nodes_.size() + kNewMax > max_ && !is_full_) make_room();
  const ProcessId id = add({host, ProcessKey::of(context)});
  if (id == 0) return 0;
  if (context.host_ppid != 0 && nodes_.at(id).parent == 0) set_parent(id, add({host, ProcessKey::parent_of(context)}));
  learn(nodes_.at(id), event);
  if (event.spec->id == WIRE_EVENT_sched_process_fork) started(event, id, host);
  return id;
}

void ProcessTree::learn(ReportProcess& process, const Event& event) {
  const Context& context = event.context;
  process.is_seen = true;
  if (process.first_ns == 0) process.first_ns = context.time_ns;
  if (context.host_tid == context.host_pid) replace(process.comm, context.comm);
  if (!context.executable.empty()) replace(process.executable, context.executable);
  if (process.container.empty() && !context.container_id.empty()) process.container = kept(context.container_id);
  process.uid = context.uid;
  switch (event.spec->id) {
    case WIRE_EVENT_sched_process_exec:
      replace(process.executable, text(event, WIRE_ORDINAL(sched_process_exec, pathname)));
      process.command_line.clear();
      if (const auto* argv = std::get_if<StringList>(&event.args.at(WIRE_ORDINAL(sched_process_exec, argv)).value)) {
        append_words(process.command_line, *argv);
        process.command_line = kept(process.command_line);
      }
      break;
    case WIRE_EVENT_existing_process:
      if (process.executable.empty()) {
        process.executable = kept(text(event, WIRE_ORDINAL(existing_process, pathname)));
      }
      break;
    case WIRE_EVENT_sched_process_exit: {
      const auto* last = std::get_if<bool>(&event.args.at(WIRE_ORDINAL(sched_process_exit, process_group_exit)).value);
      if (last == nullptr || !*last) break;
      process.end_ns = context.time_ns;
      process.exit_code = static_cast<std::int64_t>(number(event, WIRE_ORDINAL(sched_process_exit, exit_code)));
      process.signal = static_cast<std::int64_t>(number(event, WIRE_ORDINAL(sched_process_exit, signal_code)));
      break;
    }
    default:
      break;
  }
}

void ProcessTree::started(const Event& fork, ProcessId maker, std::uint32_t host) {
  const auto pid = static_cast<std::uint32_t>(number(fork, WIRE_ORDINAL(sched_process_fork, child_pid)));
  const std::uint64_t start_ns = number(fork, WIRE_ORDINAL(sched_process_fork, start_time));
  if (pid != number(fork, WIRE_ORDINAL(sched_process_fork, child_tid)) || start_ns == 0) return;  // a thread
  const ProcessId child = add({host, ProcessKey::at(pid, start_ns)});
  if (child == 0) return;
  // With CLONE_PARENT it is not the one that called clone.
  const auto parent_pid =
      static_cast<std::uint32_t>(number(fork, WIRE_ORDINAL(sched_process_fork, parent_process_pid)));
  const std::uint64_t parent_start_ns = number(fork, WIRE_ORDINAL(sched_process_fork, parent_process_start_time));
  const ProcessId parent =
      parent_pid == 0 || parent_start_ns == 0 ? maker : add({host, ProcessKey::at(parent_pid, parent_start_ns)});
  if (nodes_.at(child).parent == 0) set_parent(child, parent);
  ReportProcess& process = nodes_.at(child);
  if (process.is_seen) return;
  process.first_ns = fork.context.time_ns;
  if (const ReportProcess* const made_by = find(maker)) {
    process.comm = made_by->comm;
    process.executable = made_by->executable;
    process.container = made_by->container;
    process.uid = made_by->uid;
  }
}

ProcessId ProcessTree::add(const HostKey& key) {
  const auto found = by_key_.find(key);
  if (found != by_key_.end()) return found->second;
  if (nodes_.size() >= max_) {
    ++left_out_;
    return 0;
  }
  const ProcessId id = ++last_;
  by_key_.emplace(key, id);
  ReportProcess& process = nodes_[id];
  process.key = key.key;
  process.host = key.host;
  return id;
}

void ProcessTree::set_parent(ProcessId process, ProcessId parent) {
  const auto found = nodes_.find(process);
  if (found == nodes_.end() || parent == process) return;
  found->second.parent = parent;
  if (!found->second.leads_to_detection) return;
  for (unsigned level = 0; level < kLevelsMax && parent != 0; ++level) {
    const auto above = nodes_.find(parent);
    if (above == nodes_.end() || above->second.leads_to_detection) return;
    above->second.leads_to_detection = true;
    parent = above->second.parent;
  }
}

void ProcessTree::mark(ProcessId process, Severity severity) {
  const auto found = nodes_.find(process);
  if (found == nodes_.end()) return;
  ReportProcess& marked = found->second;
  ++marked.detections;
  marked.severity = std::max(marked.severity, severity);
  marked.leads_to_detection = true;
  set_parent(process, marked.parent);
}

const ReportProcess* ProcessTree::find(ProcessId process) const {
  const auto found = nodes_.find(process);
  return found == nodes_.end() ? nullptr : &found->second;
}

bool ProcessTree::is_related(ProcessId process) const {
  const ReportProcess* at = find(process);
  if (at != nullptr && at->leads_to_detection) return true;
  for (unsigned level = 0; level < kLevelsMax && at != nullptr; ++level) {
    if (at->detections != 0) return true;
    at = find(at->parent);
  }
  return false;
}

// The older half of those that have to do with no detection goes, so that this is rare.
void ProcessTree::make_room() {
  std::vector<ProcessId> unrelated;
  for (const auto& [id, process] : nodes_) {
    if (!is_related(id)) unrelated.push_back(id);
  }
  unrelated.resize((unrelated.size() + 1) / 2);
  for (const ProcessId id : unrelated) {
    const auto gone = nodes_.find(id);
    by_key_.erase({gone->second.host, gone->second.key});
    nodes_.erase(gone);
  }
  left_out_ += unrelated.size();
  is_full_ = unrelated.size() < max_ / 8;
}

}  // namespace trace
