// SPDX-License-Identifier: Apache-2.0
#include "common/codec/container_frame.h"

#include <algorithm>
#include <cstddef>
#include <cstring>

namespace trace {

std::string_view ContainerFrames::find(const Context& context) const {
  const Entry& entry = entries_[context.cgroup_id % kEntries];
  return entry.cgroup_id == context.cgroup_id ? std::string_view(entry.id) : std::string_view();
}

void ContainerFrames::tell(const Context& context, std::string& out) {
  if (find(context) == context.container_id) return;
  entries_[context.cgroup_id % kEntries] = {context.cgroup_id, std::string(context.container_id)};
  wire_container head{};
  head.header = {static_cast<wire_u32>(sizeof(head) + context.container_id.size()), WIRE_KIND_DICTIONARY, 0};
  head.what = WIRE_DICTIONARY_CONTAINER;
  head.cgroup_id = context.cgroup_id;
  out.append(reinterpret_cast<const char*>(&head), sizeof(head)).append(context.container_id);
}

Status ContainerFrames::read(std::string_view frame) {
  wire_container head{};
  static constexpr std::size_t kWhatEnd = offsetof(wire_container, what) + sizeof(head.what);
  if (frame.size() < kWhatEnd) return Error{Code::corrupt, "a dictionary frame that is too short"};
  std::memcpy(&head, frame.data(), std::min(frame.size(), sizeof(head)));
  if (head.what != WIRE_DICTIONARY_CONTAINER) return ok();
  if (frame.size() < sizeof(head)) return Error{Code::corrupt, "a dictionary frame that is too short"};
  entries_[head.cgroup_id % kEntries] = {head.cgroup_id, std::string(frame.substr(sizeof(head)))};
  return ok();
}

}  // namespace trace
