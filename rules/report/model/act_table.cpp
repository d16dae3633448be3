// SPDX-License-Identifier: Apache-2.0
#include "rules/report/model/act_table.h"

#include <fcntl.h>

#include <algorithm>
#include <array>
#include <optional>
#include <tuple>
#include <unordered_set>

#include "rules/output/event_text.h"
#include "rules/report/model/kept_text.h"

namespace trace {
namespace {

struct Row {
  std::string_view event;
  ActKind kind{};
  std::string_view object;       // argument
  std::string_view second = {};  // argument: what it became
  bool if_writing = false;       // if "flags" are those of an open file that can be written
};

constexpr auto kRows = std::to_array<Row>({
    {"sched_process_exec", ActKind::executed, "pathname"},
    {"security_file_open", ActKind::written, "pathname", {}, true},
    {"do_truncate", ActKind::written, "pathname"},
    {"security_inode_unlink", ActKind::deleted, "pathname"},
    {"security_inode_rmdir", ActKind::deleted, "pathname"},
    {"security_inode_rename", ActKind::renamed, "old_path", "new_path"},
    {"security_inode_symlink", ActKind::linked, "linkpath", "target"},
    {"security_inode_link", ActKind::linked, "old_path", "new_path"},
    {"chmod_common", ActKind::changed, "pathname"},
    {"security_path_chown", ActKind::changed, "pathname"},
    {"security_inode_mkdir", ActKind::made, "pathname"},
    {"security_inode_mknod", ActKind::made, "file_name"},
    {"security_socket_connect", ActKind::connected, "remote_addr"},
    {"security_socket_bind", ActKind::bound, "local_addr"},
    {"security_socket_listen", ActKind::listened, "local_addr"},
    {"security_socket_accept", ActKind::accepted, "local_addr"},
});

// By slot of the event.
const std::array<const Row*, WIRE_SLOT_COUNT>& rows_by_slot() {
  static const auto made = [] {
    std::array<const Row*, WIRE_SLOT_COUNT> rows{};
    for (const Row& row : kRows) rows.at(find_event(row.event)->slot) = &row;
    return rows;
  }();
  return made;
}

std::string text_of(const Event& event, std::string_view argument) {
  const Value& value = event.arg(argument);
  if (const auto* text = std::get_if<std::string_view>(&value)) return kept(*text);
  std::string out;
  if (const auto* record = std::get_if<Record>(&value)) append_address(out, *record);
  return out;
}

bool is_writing(const Event& event) {
  const auto* flags = std::get_if<std::int64_t>(&event.arg("flags"));
  return flags != nullptr && ((*flags & O_ACCMODE) != O_RDONLY || (*flags & O_TRUNC) != 0);
}

// Empty if the event is none, or says of what.
std::string object_of(const Event& event, const Row& row) {
  if (row.if_writing && !is_writing(event)) return {};
  std::string object = text_of(event, row.object);
  if (!object.empty() && !row.second.empty()) (object += " → ") += text_of(event, row.second);
  return object;
}

}  // namespace

std::string_view name_of(ActKind kind) {
  switch (kind) {
    case ActKind::executed:
      return "executed";
    case ActKind::written:
      return "opened to write";
    case ActKind::deleted:
      return "deleted";
    case ActKind::renamed:
      return "renamed";
    case ActKind::linked:
      return "linked";
    case ActKind::changed:
      return "mode or owner changed";
    case ActKind::made:
      return "made";
    case ActKind::connected:
      return "connects to";
    case ActKind::bound:
      return "binds";
    case ActKind::listened:
      return "listens at";
    case ActKind::accepted:
      return "accepts at";
  }
  return "";
}

void ActTable::take(const Event& event, ProcessId process, const ProcessTree& tree) {
  const Row* const row = rows_by_slot().at(event.spec->slot);
  if (row == nullptr) return;
  std::string object = object_of(event, *row);
  if (object.empty()) return;
  const std::uint64_t time_ns = event.context.time_ns;
  std::string key = std::to_string(process) + static_cast<char>('A' + static_cast<int>(row->kind)) + object;
  if (const auto found = acts_.find(key); found != acts_.end()) {
    ++found->second.count;
    found->second.last_ns = time_ns;
    return;
  }
  if (acts_.size() >= max_ && !is_full_) make_room(tree);
  if (acts_.size() >= max_ || of_process_[process] >= of_one_max_) {
    ++left_out_;
    return;
  }
  ++of_process_[process];
  acts_.emplace(std::move(key), Act{row->kind, process, std::move(object), std::string(event.context.comm),
                                    event.context.host_pid, 1, time_ns, time_ns});
}

// As in ProcessTree: the older half of what has to do with no detection.
void ActTable::make_room(const ProcessTree& tree) {
  std::vector<std::pair<std::uint64_t, const std::string*>> unrelated;
  for (const auto& [key, act] : acts_) {
    if (!tree.is_related(act.process)) unrelated.emplace_back(act.last_ns, &key);
  }
  std::sort(unrelated.begin(), unrelated.end(),
            [](const auto& a, const auto& b) { return std::tie(a.first, *a.second) < std::tie(b.first, *b.second); });
  unrelated.resize((unrelated.size() + 1) / 2);
  for (const auto& [time_ns, key] : unrelated) {
    const auto gone = acts_.find(*key);
    left_out_ += gone->second.count;
    if (--of_process_[gone->second.process] == 0) of_process_.erase(gone->second.process);
    acts_.erase(gone);
  }
  is_full_ = unrelated.size() < max_ / 8;
}

std::vector<ActTable::Ranked> ActTable::sorted(bool of_network, const ProcessTree& tree) const {
  std::vector<Ranked> all;
  std::unordered_set<std::string_view> touched;  // objects, by related processes
  for (const auto& [key, act] : acts_) {
    if (is_of_network(act.kind) != of_network) continue;
    const bool is_related = tree.is_related(act.process);
    if (is_related) touched.insert(act.object);
    all.push_back({is_related ? Rank::related : Rank::other, &act});
  }
  for (Ranked& one : all) {
    const bool is_change = !of_network && one.act->kind != ActKind::executed;
    if (one.rank == Rank::other && is_change && touched.contains(one.act->object)) one.rank = Rank::near;
  }
  const auto place = [](const Ranked& one) {
    return std::tie(one.rank, one.act->first_ns, one.act->process, one.act->kind, one.act->object);
  };
  std::sort(all.begin(), all.end(), [&](const Ranked& a, const Ranked& b) { return place(a) < place(b); });
  return all;
}

}  // namespace trace
