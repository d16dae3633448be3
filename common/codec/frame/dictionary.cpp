// SPDX-License-Identifier: Apache-2.0
#include "common/codec/frame/dictionary.h"

#include <algorithm>
#include <cstddef>
#include <cstring>

#include "common/base/bytes.h"

namespace trace {
namespace {

// The longest text that there may be of a kind: PATH_MAX (include/uapi/linux/limits.h), a SHA-256 in hex. Without it a
// small file could have a reader keep thousands of frames of the greatest size.
std::size_t text_max(wire_u32 what) {
  return what == WIRE_DICTIONARY_EXECUTABLE ? WIRE_STRING_MAX : 64;
}

void append_entry(wire_dictionary_kind what, std::uint32_t host_pid, std::uint64_t key, std::string_view text,
                  std::string& out) {
  wire_dictionary head{};
  head.header = {static_cast<wire_u32>(sizeof(head) + text.size()), WIRE_KIND_DICTIONARY, 0};
  head.what = what;
  head.host_pid = host_pid;
  head.key = key;
  out.append(bytes_of(head)).append(text);
}

}  // namespace

// By the process's number, or by the cgroup's where there is none.
std::size_t Dictionary::Table::place(std::uint32_t host_pid, std::uint64_t key) const {
  return (host_pid != 0 ? host_pid : key) % size_;
}

std::string_view Dictionary::Table::find(std::uint32_t host_pid, std::uint64_t key, std::uint64_t age) const {
  if (entries_.empty()) return {};
  const Entry& entry = entries_[place(host_pid, key)];
  const bool is_it = entry.host_pid == host_pid && entry.key == key && entry.age == age;
  return is_it ? std::string_view(entry.text) : std::string_view();
}

void Dictionary::Table::set(std::uint32_t host_pid, std::uint64_t key, std::uint64_t age, std::string_view text) {
  entries_.resize(size_);
  entries_[place(host_pid, key)] = {host_pid, key, age, std::string(text)};
}

Dictionary::Dictionary() : executables_(WIRE_DICTIONARY_EXECUTABLES), containers_(WIRE_DICTIONARY_CONTAINERS) {}

void Dictionary::tell(const Context& context, std::string& out) {
  const std::string_view executable = context.executable.substr(0, text_max(WIRE_DICTIONARY_EXECUTABLE));
  if (executables_.find(context.host_pid, context.leader_start_ns, age_) != executable) {
    executables_.set(context.host_pid, context.leader_start_ns, age_, executable);
    append_entry(WIRE_DICTIONARY_EXECUTABLE, context.host_pid, context.leader_start_ns, executable, out);
  }
  const std::string_view container = context.container_id.substr(0, text_max(WIRE_DICTIONARY_CONTAINER));
  if (containers_.find(0, context.cgroup_id, age_) != container) {
    containers_.set(0, context.cgroup_id, age_, container);
    append_entry(WIRE_DICTIONARY_CONTAINER, 0, context.cgroup_id, container, out);
  }
}

Status Dictionary::read(std::string_view frame) {
  wire_dictionary head{};
  static constexpr std::size_t kWhatEnd = offsetof(wire_dictionary, what) + sizeof(head.what);
  if (frame.size() < kWhatEnd) return Error{Code::corrupt, "a dictionary frame that is too short"};
  std::memcpy(&head, frame.data(), std::min(frame.size(), sizeof(head)));
  const bool is_known = head.what == WIRE_DICTIONARY_EXECUTABLE || head.what == WIRE_DICTIONARY_CONTAINER;
  if (!is_known) return ok();
  if (frame.size() < sizeof(head)) return Error{Code::corrupt, "a dictionary frame that is too short"};
  const std::string_view text = frame.substr(sizeof(head));
  if (text.size() > text_max(head.what)) {
    return Error{Code::corrupt,
                 "a dictionary frame with a text of more than " + std::to_string(text_max(head.what)) + " bytes"};
  }
  Table& table = head.what == WIRE_DICTIONARY_EXECUTABLE ? executables_ : containers_;
  table.set(head.host_pid, head.key, age_, text);
  return ok();
}

void Dictionary::complete(Context& context) const {
  context.executable = executables_.find(context.host_pid, context.leader_start_ns, age_);
  context.container_id = containers_.find(0, context.cgroup_id, age_);
}

}  // namespace trace
