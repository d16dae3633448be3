// SPDX-License-Identifier: Apache-2.0
#include "collector/enrich/environment.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "common/base/bytes.h"
#include "common/catalog/head.h"
#include "common/catalog/ids.h"
#include "common/event/value.h"

namespace trace {
namespace {

constexpr std::array<std::string_view, 3> kKept = {"LD_PRELOAD=", "LD_LIBRARY_PATH=", "KUBERNETES_SERVICE_HOST="};
constexpr std::uint8_t kEnv = WIRE_ORDINAL(sched_process_exec, env);

std::string kept_variables(std::string_view environment) {
  std::string kept;
  for (const std::string_view entry : StringList(environment)) {
    if (is_kept_variable(entry)) kept.append(entry).push_back('\0');
  }
  return kept;
}

}  // namespace

bool is_kept_variable(std::string_view entry) {
  return std::any_of(kKept.begin(), kKept.end(), [&](std::string_view prefix) { return entry.starts_with(prefix); });
}

void reduce_environment(std::string& frame) {
  if (frame.size() < sizeof(wire_event)) return;
  auto event = load<wire_event>(frame, 0);
  if (event.id != WIRE_EVENT_sched_process_exec) return;
  std::size_t at = event.head_size;
  while (at + sizeof(wire_field) <= frame.size()) {
    auto field = load<wire_field>(frame, at);
    const std::size_t begin = at + sizeof(field);
    if (field.size > frame.size() - begin) return;
    if (field.ordinal == kEnv) {
      const std::string kept = kept_variables(std::string_view(frame).substr(begin, field.size));
      frame.replace(begin, field.size, kept);
      field.size = static_cast<std::uint16_t>(kept.size());
      std::memcpy(frame.data() + at, &field, sizeof(field));
      event.header.size = static_cast<std::uint32_t>(frame.size());
      std::memcpy(frame.data(), &event, sizeof(event.header));
      return;
    }
    at = begin + field.size;
  }
}

}  // namespace trace
