// SPDX-License-Identifier: Apache-2.0
#include "collector/plan/syscall_table.h"

#include <algorithm>

#include "common/base/text.h"

namespace trace {
namespace {

struct Special {
  std::string_view name;
  std::uint8_t flags;
};

// The calls whose arguments are gone at exit, or that have none, or two. kernel/fork.c, fs/exec.c, kernel/signal.c.
constexpr auto kSpecials = std::to_array<Special>({
    {"execve", WIRE_SYSCALL_AT_ENTER | WIRE_SYSCALL_IF_FAILED},
    {"execveat", WIRE_SYSCALL_AT_ENTER | WIRE_SYSCALL_IF_FAILED},
    {"exit", WIRE_SYSCALL_AT_ENTER},
    {"exit_group", WIRE_SYSCALL_AT_ENTER},
    {"rt_sigreturn", WIRE_SYSCALL_AT_ENTER},
    {"sigreturn", WIRE_SYSCALL_AT_ENTER},
    {"fork", WIRE_SYSCALL_TWICE},
    {"vfork", WIRE_SYSCALL_TWICE},
    {"clone", WIRE_SYSCALL_TWICE},
    {"clone3", WIRE_SYSCALL_TWICE},
});

std::uint8_t special_flags(std::string_view name) {
  for (const Special& special : kSpecials) {
    if (special.name == name) return special.flags;
  }
  return 0;
}

// Environments hold secrets: without option:exec-env the one that execve was given is not read at all.
bool is_read(const FieldSpec& field, bool environment) {
  return environment || field.type != WIRE_STRV || field.name != "envp";
}

wire_syscall row_of(const EventSpec& event, bool selected, bool environment) {
  wire_syscall row{};
  row.id = static_cast<wire_s32>(event.id);
  row.slot = event.slot;
  row.argc = static_cast<std::uint8_t>(event.fields.size());
  for (std::size_t i = 0; i < event.fields.size(); ++i) {
    const FieldSpec& field = event.fields[i];
    row.types[i] = is_read(field, environment) ? static_cast<std::uint8_t>(field.type) : 0;
  }
  if (selected) row.flags = WIRE_SYSCALL_EMIT | special_flags(event.name);
  if (selected && std::ranges::all_of(event.fields, is_number, &FieldSpec::type)) row.flags |= WIRE_SYSCALL_NUMBERS;
  return row;
}

template <class F>
void for_each_row(SyscallTable& table, const EventSpec& event, F&& change) {
  if (event.number >= 0) change(table.at(static_cast<std::size_t>(event.number)));
  if (event.number_compat >= 0) {
    change(table.at(static_cast<std::size_t>(event.number_compat) + WIRE_SYSCALL_COMPAT));
  }
}

void add_follow_up(SyscallTable& table, const PlannedEvent& planned) {
  const bool saves_cred = planned.event->id == WIRE_EVENT_commit_creds;
  for_each_word(planned.provider->target, [&](std::string_view name) {
    const EventSpec* call = find_event(name);
    if (call == nullptr) return;
    for_each_row(table, *call, [&](wire_syscall& row) {
      row.flags |= WIRE_SYSCALL_FOLLOW_UP;
      if (saves_cred) row.flags |= WIRE_SYSCALL_SAVE_CRED;
      row.follow_up = static_cast<std::uint16_t>(follow_up_index(*planned.event));
    });
  });
}

}  // namespace

int follow_up_index(const EventSpec& event) {
  switch (event.id) {
#define FOLLOW_UP(name)   \
  case WIRE_EVENT_##name: \
    return WIRE_FOLLOW_UP_##name;
#include "common/catalog/follow_ups.def"
#undef FOLLOW_UP
    default:
      return -1;
  }
}

SyscallPrograms make_syscall_table(const Plan& plan, const std::bitset<WIRE_SLOT_MAX>& selected, bool environment) {
  SyscallPrograms result;
  wire_syscall unknown{};
  unknown.id = WIRE_NO_SYSCALL;
  result.table.fill(unknown);
  for (const EventSpec& event : events()) {
    if (!event.is_syscall) continue;
    for_each_row(result.table, event,
                 [&](wire_syscall& row) { row = row_of(event, selected.test(event.slot), environment); });
  }
  for (const PlannedEvent& planned : plan.events) {
    if (planned.provider != nullptr && planned.provider->kind == ProviderKind::sys_exit) {
      add_follow_up(result.table, planned);
    }
  }
  for (const wire_syscall& row : result.table) {
    result.at_exit |= row.flags != 0;
    result.at_enter |= (row.flags & (WIRE_SYSCALL_AT_ENTER | WIRE_SYSCALL_SAVE_CRED)) != 0;
  }
  return result;
}

}  // namespace trace
