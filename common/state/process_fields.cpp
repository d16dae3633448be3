// SPDX-License-Identifier: Apache-2.0
#include "common/state/process_fields.h"

namespace trace {
namespace {

Value text_or_absent(std::string_view text) {
  return text.empty() ? Value() : Value(text);
}

}  // namespace

void ProcessFields::take(const Event& event) {
  if (Processes::is_source(*event.spec)) {
    processes_.update(event);
  } else {
    processes_.see(event.context);
  }
}

Value ProcessFields::value(StateField field, const Context& context, std::string& text) const {
  const Process* parent = processes_.ancestor(context, 1);
  if (parent == nullptr) return {};
  // One text for each ancestor of which it is known.
  const auto of_all = [&](auto text_of) {
    text.clear();
    const Process* at = parent;
    for (unsigned level = 0; at != nullptr && level < kLevelsMax; ++level) {
      if (const std::string_view one = text_of(*at); !one.empty()) text.append(one).push_back('\0');
      at = at->parent.pid == 0 ? nullptr : processes_.find(at->parent);
    }
    return text.empty() ? Value() : Value(StringList(text));
  };
  switch (field) {
    case StateField::parent_executable:
      return text_or_absent(parent->executable());
    case StateField::parent_comm:
      return text_or_absent(parent->comm());
    case StateField::parent_pid:
      return std::uint64_t{parent->key.pid};
    case StateField::ancestor_executable:
      return of_all([](const Process& process) { return process.executable(); });
    case StateField::ancestor_comm:
      return of_all([](const Process& process) { return process.comm(); });
  }
  return {};
}

}  // namespace trace
