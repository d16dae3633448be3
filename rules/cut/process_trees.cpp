// SPDX-License-Identifier: Apache-2.0
#include "rules/cut/process_trees.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace trace {
namespace {

constexpr unsigned kLevelsMax = 256;  // a forged stream may have circles

std::uint64_t number(const Event& event, std::size_t ordinal) {
  const Value& value = event.args.at(ordinal).value;
  if (const auto* bits = std::get_if<std::uint64_t>(&value)) return *bits;
  const auto* bits = std::get_if<std::int64_t>(&value);
  return bits == nullptr ? 0 : static_cast<std::uint64_t>(*bits);
}

ProcessKey key_in(const Event& fork, std::size_t pid, std::size_t start) {
  const auto number_of_it = static_cast<std::uint32_t>(number(fork, pid));
  const std::uint64_t start_ns = number(fork, start);
  return number_of_it == 0 || start_ns == 0 ? ProcessKey() : ProcessKey::at(number_of_it, start_ns);
}

// That a copy of it takes.
std::size_t bytes_of_event(const Event& event) {
  std::size_t bytes = sizeof(OwnedEvent);
  for (const Argument& argument : event.arguments()) {
    if (const auto* text = std::get_if<std::string_view>(&argument.value)) bytes += text->size();
    if (const auto* list = std::get_if<StringList>(&argument.value)) bytes += list->bytes().size();
  }
  return bytes + event.context.executable.size();
}

}  // namespace

bool ProcessTrees::is_beginning(const EventSpec& event) {
  return event.id == WIRE_EVENT_sched_process_exec || event.id == WIRE_EVENT_existing_process;
}

bool ProcessTrees::is_root(ProcessKey key) const {
  return std::any_of(roots_.begin(), roots_.end(),
                     [&](const Root& root) { return root.process ? *root.process == key : root.pid == key.pid; });
}

ProcessTrees::Place ProcessTrees::see(const Event& event) {
  if (Processes::is_source(*event.spec)) {
    processes_.update(event);
  } else {
    processes_.see(event.context);
  }
  const ProcessKey self = ProcessKey::of(event.context);
  const ProcessKey parent = ProcessKey::parent_of(event.context);
  // The parent may be a root that no event is of.
  if (parent.pid != 0 && is_root(parent) && !has(parent)) place(parent, {});
  bool is_inside = self.pid != 0 && (has(self) || place(self, parent));
  if (event.spec->id == WIRE_EVENT_sched_process_fork) is_inside = place_child(event, is_inside) || is_inside;
  if (is_inside) return Place::inside;
  if (ancestors_.contains(self)) return Place::ancestor;
  if (is_beginning(*event.spec)) keep_beginning(self, event);
  return Place::outside;
}

bool ProcessTrees::place(ProcessKey key, ProcessKey parent) {
  const bool begins_tree = is_root(key);
  if (!begins_tree && !has(parent)) return false;
  if (members_.size() >= kMembersMax) {
    ++left_out_;
    return false;
  }
  members_.insert(key);
  take_beginnings_of(key);
  if (begins_tree) {
    ++roots_found_;
    const Process* const known = processes_.find(key);
    find_ancestors(known == nullptr || known->parent.pid == 0 ? parent : known->parent);
  }
  return true;
}

void ProcessTrees::find_ancestors(ProcessKey parent) {
  for (unsigned level = 0; level < kLevelsMax && parent.pid != 0 && !has(parent); ++level) {
    if (!ancestors_.insert(parent).second) return;
    std::vector<OwnedEvent> ran = take_beginnings_of(parent);
    std::move(ran.begin(), ran.end(), std::back_inserter(found_));
    const Process* const known = processes_.find(parent);
    parent = known == nullptr ? ProcessKey() : known->parent;
  }
}

// With CLONE_PARENT the parent is another process than the one that made it: either leads into the tree.
bool ProcessTrees::place_child(const Event& fork, bool maker_is_inside) {
  const bool is_thread = number(fork, WIRE_ORDINAL(sched_process_fork, child_pid)) !=
                         number(fork, WIRE_ORDINAL(sched_process_fork, child_tid));
  const ProcessKey child =
      key_in(fork, WIRE_ORDINAL(sched_process_fork, child_pid), WIRE_ORDINAL(sched_process_fork, start_time));
  if (is_thread || child.pid == 0 || has(child)) return false;
  const ProcessKey told = key_in(fork, WIRE_ORDINAL(sched_process_fork, parent_process_pid),
                                 WIRE_ORDINAL(sched_process_fork, parent_process_start_time));
  const ProcessKey maker = ProcessKey::of(fork.context);
  return place(child, maker_is_inside || told.pid == 0 ? maker : told);
}

void ProcessTrees::keep_beginning(ProcessKey key, const Event& event) {
  std::vector<OwnedEvent>& kept = beginnings_[key];
  if (kept.size() == kBeginningsMax) {
    beginning_bytes_ -= bytes_of_event(kept.front().event);
    kept.erase(kept.begin());
  }
  beginning_bytes_ += bytes_of_event(event);
  kept.emplace_back(event);
  if (beginning_bytes_ > kBeginningBytesMax) make_room();
}

std::vector<OwnedEvent> ProcessTrees::take_beginnings_of(ProcessKey key) {
  const auto kept = beginnings_.find(key);
  if (kept == beginnings_.end()) return {};
  std::vector<OwnedEvent> taken = std::move(kept->second);
  for (const OwnedEvent& one : taken) beginning_bytes_ -= bytes_of_event(one.event);
  beginnings_.erase(kept);
  return taken;
}

// Those go first whose processes are not known any more, then any, to the half of what may be kept.
void ProcessTrees::make_room() {
  std::vector<ProcessKey> all;
  for (const auto& [key, kept] : beginnings_) all.push_back(key);
  std::stable_partition(all.begin(), all.end(), [&](ProcessKey key) { return processes_.find(key) == nullptr; });
  for (const ProcessKey key : all) {
    const bool is_known = processes_.find(key) != nullptr;
    if (is_known && beginning_bytes_ <= kBeginningBytesMax / 2) return;
    take_beginnings_of(key);
  }
}

std::vector<OwnedEvent> ProcessTrees::take_beginnings() {
  std::stable_sort(found_.begin(), found_.end(), [](const OwnedEvent& a, const OwnedEvent& b) {
    return a.event.context.time_ns < b.event.context.time_ns;
  });
  return std::exchange(found_, {});
}

}  // namespace trace
