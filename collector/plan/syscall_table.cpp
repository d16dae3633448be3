// SPDX-License-Identifier: Apache-2.0
#include "collector/plan/syscall_table.h"

#include <algorithm>

namespace trace {
namespace {

static_assert(WIRE_ARGUMENTS_MAX == kSyscallArgsMax && WIRE_FOLLOW_UPS_MAX == kFollowUpsMax);

#if defined(__x86_64__)
constexpr Abi kNative = Abi::x86_64, kCompat = Abi::i386;
#else
#error "say which system call tables a kernel of this architecture has"
#endif

std::uint8_t register_of(const SyscallSpec& call, std::size_t argument, Abi abi) {
  return abi == Abi::i386 ? call.arguments[argument].i386_register : static_cast<std::uint8_t>(argument);
}

std::uint8_t length_flag(Length length) {
  switch (length) {
    case Length::by_type:
      return WIRE_LENGTH_BY_TYPE;
    case Length::argument:
      return WIRE_LENGTH_ARGUMENT;
    case Length::pointer:
      return WIRE_LENGTH_POINTER;
    case Length::result:
      return WIRE_LENGTH_RESULT;
  }
  return WIRE_LENGTH_BY_TYPE;
}

std::uint8_t written_flag(Written written) {
  switch (written) {
    case Written::before:
      return 0;
    case Written::if_succeeded:
      return WIRE_ARGUMENT_IF_SUCCEEDED;
    case Written::if_failed:
      return WIRE_ARGUMENT_IF_FAILED;
  }
  return 0;
}

// Environments hold secrets: without option:exec-env the one that execve was given is not read at all.
bool is_read(const FieldSpec& field, bool environment) {
  return environment || field.meaning != Meaning::environment;
}

wire_argument argument_of(const EventSpec& event, std::size_t i, Abi abi, bool environment) {
  const SyscallSpec& call = *event.syscall;
  const ArgumentSpec& spec = call.arguments[i];
  wire_argument argument{};
  argument.type = is_read(event.fields[i], environment) ? static_cast<std::uint8_t>(event.fields[i].type) : 0;
  argument.where = register_of(call, i, abi);
  argument.how = static_cast<std::uint8_t>(length_flag(spec.length) | written_flag(spec.written));
  if (spec.length != Length::by_type) argument.by = register_of(call, spec.length_by, abi);
  if (call.only_flags != 0 && call.only_argument == i) {
    argument.how |= WIRE_ARGUMENT_IF_FLAGS;
    argument.by = register_of(call, call.only_by, abi);
  }
  if (abi == Abi::i386) {
    if (spec.i386_wide) argument.how |= WIRE_ARGUMENT_WIDE;
    if (spec.i386_time32) argument.how |= WIRE_ARGUMENT_TIME32;
  }
  if (argument.how == 0 && is_number(event.fields[i].type)) argument.how = WIRE_ARGUMENT_PLAIN;
  return argument;
}

// Whether the quick way does: numbers, each in the register of its place, with no condition.
bool is_plain(const wire_syscall& row, const EventSpec& event) {
  if ((row.flags & WIRE_SYSCALL_MEMORY) != 0) return false;
  for (std::size_t i = 0; i < event.fields.size(); ++i) {
    const wire_argument& argument = row.arguments[i];
    if (argument.how != WIRE_ARGUMENT_PLAIN || argument.where != i) return false;
  }
  return true;
}

wire_syscall row_of(const EventSpec& event, Abi abi, bool selected, bool environment) {
  const SyscallSpec& call = *event.syscall;
  wire_syscall row{};
  row.id = static_cast<wire_s32>(event.id);
  row.slot = event.slot;
  row.argc = static_cast<std::uint8_t>(event.fields.size());
  for (std::size_t i = 0; i < event.fields.size(); ++i) row.arguments[i] = argument_of(event, i, abi, environment);
  row.flags_needed = call.only_flags;
  if (!selected) return row;
  row.flags = WIRE_SYSCALL_EMIT;
  if (call.at_entry) row.flags |= WIRE_SYSCALL_AT_ENTER;
  if (call.at_exec) row.flags |= WIRE_SYSCALL_IF_FAILED;
  if (call.twice) row.flags |= WIRE_SYSCALL_TWICE;
  if (abi == Abi::i386 && call.i386_memory) row.flags |= WIRE_SYSCALL_MEMORY;
  if (is_plain(row, event)) row.flags |= WIRE_SYSCALL_NUMBERS;
  return row;
}

// change(row, abi), for each table that has the call.
template <class F>
void for_each_row(SyscallTable& table, const EventSpec& event, F&& change) {
  const int native = event.syscall->number(kNative), compat = event.syscall->number(kCompat);
  if (native >= 0) change(table.at(static_cast<std::size_t>(native)), kNative);
  if (compat >= 0) change(table.at(static_cast<std::size_t>(compat) + WIRE_SYSCALL_COMPAT), kCompat);
}

bool needs(const PlannedEvent& planned, Need need) {
  return std::ranges::any_of(planned.event->needs, [&](const NeedSpec& spec) {
    return spec.need == need && (spec.provider == ProviderKind::none || spec.provider == planned.provider->kind);
  });
}

// The catalog's own check sees to it that a call has room for all events that are made at its exit.
void add_follow_up(SyscallTable& table, const PlannedEvent& planned) {
  const bool saves_cred = needs(planned, Need::cred_at_entry);
  for_each_call(planned.provider->target, [&](std::string_view name) {
    for_each_row(table, *find_event(name), [&](wire_syscall& row, Abi) {
      row.flags |= WIRE_SYSCALL_FOLLOW_UP;
      if (saves_cred) row.flags |= WIRE_SYSCALL_SAVE_CRED;
      *std::ranges::find(row.follow_ups, 0) = planned.event->slot;
    });
  });
}

}  // namespace

SyscallPrograms make_syscall_table(const Plan& plan, const std::bitset<WIRE_SLOT_MAX>& selected, bool environment) {
  SyscallPrograms result;
  wire_syscall unknown{};
  unknown.id = WIRE_NO_SYSCALL;
  result.table.fill(unknown);
  for (const EventSpec& event : events()) {
    if (!event.is_syscall) continue;
    for_each_row(result.table, event,
                 [&](wire_syscall& row, Abi abi) { row = row_of(event, abi, selected.test(event.slot), environment); });
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
