// SPDX-License-Identifier: Apache-2.0
#include "common/codec/executable_frame.h"

#include <algorithm>
#include <cstddef>
#include <cstring>

namespace trace {

std::string_view ExecutableFrames::find(const Context& context) const {
  const Entry& entry = entries_[context.host_pid % kEntries];
  const bool same = entry.pid == context.host_pid && entry.start_ns == context.leader_start_ns;
  return same ? std::string_view(entry.path) : std::string_view();
}

void ExecutableFrames::tell(const Context& context, std::string& out) {
  if (find(context) == context.executable) return;
  entries_[context.host_pid % kEntries] = {context.host_pid, context.leader_start_ns, std::string(context.executable)};
  wire_executable head{};
  head.header = {static_cast<wire_u32>(sizeof(head) + context.executable.size()), WIRE_KIND_DICTIONARY, 0};
  head.what = WIRE_DICTIONARY_EXECUTABLE;
  head.host_pid = context.host_pid;
  head.leader_start_ns = context.leader_start_ns;
  out.append(reinterpret_cast<const char*>(&head), sizeof(head)).append(context.executable);
}

Status ExecutableFrames::read(std::string_view frame) {
  wire_executable head{};
  static constexpr std::size_t kWhatEnd = offsetof(wire_executable, what) + sizeof(head.what);
  if (frame.size() < kWhatEnd) return Error{Code::corrupt, "a dictionary frame that is too short"};
  std::memcpy(&head, frame.data(), std::min(frame.size(), sizeof(head)));
  if (head.what != WIRE_DICTIONARY_EXECUTABLE) return ok();
  if (frame.size() < sizeof(head)) return Error{Code::corrupt, "a dictionary frame that is too short"};
  entries_[head.host_pid % kEntries] = {head.host_pid, head.leader_start_ns, std::string(frame.substr(sizeof(head)))};
  return ok();
}

}  // namespace trace
