// SPDX-License-Identifier: Apache-2.0
#include "collector/plan/syscall_table.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <iterator>
#include <span>
#include <string_view>

#include "common/catalog/parts.h"

namespace trace {
namespace {

static_assert(WIRE_ARGUMENTS_MAX == kSyscallArgsMax && WIRE_CALL_FIELDS_MAX == kSyscallFieldsMax &&
              WIRE_FOLLOW_UPS_MAX == kFollowUpsMax);

constexpr bool is_compat(Abi abi) {
  return abi == Abi::i386 || abi == Abi::arm;
}

// Calls that are several in one: arm's EABI has none.
std::span<const PartSpec> parts_of(const ArchitectureSpec& machine) {
  return machine.compat == Abi::i386 ? std::span<const PartSpec>(kParts) : std::span<const PartSpec>();
}

std::uint8_t register_of(const SyscallSpec& call, std::size_t argument, Abi abi) {
  const ArgumentSpec& spec = call.arguments[argument];
  switch (spec.source) {
    case Source::argument:
      return spec.register_in(abi);
    case Source::number:
      return WIRE_WHERE_NUMBER;
    case Source::inside:
    case Source::message:
      return register_of(call, spec.of, abi);
  }
  return 0;
}

constexpr unsigned flag_if(bool is_set, unsigned flag) {
  return is_set ? flag : 0;
}

unsigned length_flag(Length length) {
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

unsigned written_flag(Written written) {
  switch (written) {
    case Written::before:
      return 0;
    case Written::if_succeeded:
      return WIRE_ARGUMENT_IF_SUCCEEDED;
    case Written::if_cut_short:
      return WIRE_ARGUMENT_IF_CUT_SHORT;
  }
  return 0;
}

unsigned only_flag(Only only) {
  switch (only) {
    case Only::always:
      return 0;
    case Only::with_flags:
      return WIRE_ARGUMENT_IF_FLAGS;
    case Only::for_values:
      return WIRE_ARGUMENT_IF_VALUES;
  }
  return 0;
}

unsigned source_flag(Source source) {
  switch (source) {
    case Source::argument:
    case Source::number:
      return 0;
    case Source::inside:
      return WIRE_ARGUMENT_INSIDE;
    case Source::message:
      return WIRE_ARGUMENT_MESSAGE;
  }
  return 0;
}

// Of a field of a struct the argument that points to it says how long that is.
const ArgumentSpec& length_spec(const SyscallSpec& call, const ArgumentSpec& spec) {
  return spec.source == Source::inside || spec.source == Source::message ? call.arguments[spec.of] : spec;
}

// Environments hold secrets: without option:exec-env the one that execve was given is not read at all.
bool is_read(const FieldSpec& field, bool environment) {
  return environment || field.meaning != Meaning::environment;
}

// A signed number of 64 bits is a long, which has 32 in a 32-bit call, unless two registers hold it.
unsigned compat_flags(const FieldSpec& field, const ArgumentSpec& spec) {
  const TypeSpec& type = type_spec(field.type);
  const bool is_long = type.shape == Shape::number && type.kind == NumberKind::is_signed && type.least == 8;
  return flag_if(spec.compat_wide, WIRE_ARGUMENT_WIDE) | flag_if(is_long && !spec.compat_wide, WIRE_ARGUMENT_SIGNED32) |
         flag_if(spec.compat_time32, WIRE_ARGUMENT_TIME32);
}

wire_argument argument_of(const EventSpec& event, std::size_t i, Abi abi, bool environment) {
  const SyscallSpec& call = *event.syscall;
  const ArgumentSpec& spec = call.arguments[i];
  const ArgumentSpec& length = length_spec(call, spec);
  unsigned how = length_flag(length.length) | written_flag(spec.written) | only_flag(spec.only) |
                 source_flag(spec.source) | flag_if(spec.is_given, WIRE_ARGUMENT_GIVEN);
  wire_argument argument{};
  argument.type = is_read(event.fields[i], environment) ? static_cast<std::uint8_t>(event.fields[i].type) : 0;
  argument.where = register_of(call, i, abi);
  argument.at = spec.at;
  if (length.length != Length::by_type) {
    argument.by = register_of(call, length.length_by, abi);
    const bool is_int = type_spec(event.fields[length.length_by].type).least == 4;
    if (is_int) how |= WIRE_ARGUMENT_LENGTH32;
  }
  if (spec.only != Only::always) {
    argument.only_by = register_of(call, spec.only_by, abi);
    argument.only = spec.only_bits;
  }
  if (is_compat(abi) && spec.source == Source::argument) how |= compat_flags(event.fields[i], spec);
  argument.how = static_cast<std::uint16_t>(how);
  if (how == 0 && is_number(event.fields[i].type)) argument.how = WIRE_ARGUMENT_PLAIN;
  return argument;
}

// include/linux/socket.h, struct user_msghdr; include/net/compat.h, struct compat_msghdr
constexpr std::uint8_t kNameLength = 8, kNameLength32 = 4;
constexpr std::uint8_t kTime = 16, kTime32 = 8, kInt = 4;

// The rooms of a row of messages; struct mmsghdr is a struct msghdr and a length, as large as its alignment makes it.
constexpr std::uint8_t kMessageSize = 64, kMessageSize32 = 32;

void keep_rooms(wire_given& given, const EventSpec& event, Abi abi) {
  const SyscallSpec& call = *event.syscall;
  for (std::size_t i = 0; i < event.fields.size(); ++i) {
    const ArgumentSpec& spec = call.arguments[i];
    if (!spec.is_given || spec.source != Source::message || call.arguments[spec.of].length != Length::result) continue;
    given.messages = register_of(call, i, abi);
    given.room_at = is_compat(abi) ? kNameLength32 : kNameLength;
    given.stride = is_compat(abi) ? kMessageSize32 : kMessageSize;
  }
}

// What has to be kept when the call begins; a call has one such thing at most, besides rooms.
wire_given one_given_of(const EventSpec& event, Abi abi) {
  const SyscallSpec& call = *event.syscall;
  for (std::size_t i = 0; i < event.fields.size(); ++i) {
    const ArgumentSpec& spec = call.arguments[i];
    if (!spec.is_given) continue;
    if (spec.length == Length::pointer) return {register_of(call, spec.length_by, abi), 0, kInt, 0, 0, 0};
    const std::uint8_t where = register_of(call, i, abi);
    if (spec.source == Source::message) return {where, is_compat(abi) ? kNameLength32 : kNameLength, kInt, 0, 0, 0};
    return {where, 0, is_compat(abi) && spec.compat_time32 ? kTime32 : kTime, 0, 0, 0};
  }
  return {};
}

wire_given given_of(const EventSpec& event, Abi abi) {
  wire_given given = one_given_of(event, abi);
  keep_rooms(given, event, abi);
  return given;
}

// Whether the quick way does: numbers, each in the register of its place, with no condition.
bool is_plain(const wire_syscall& row, const EventSpec& event) {
  if ((row.flags & WIRE_SYSCALL_MEMORY) != 0 || event.fields.size() > WIRE_ARGUMENTS_MAX) return false;
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
  if (abi == Abi::i386 && call.i386_memory) row.words = WIRE_ARGUMENTS_MAX;
  if (!selected) return row;
  row.flags = WIRE_SYSCALL_EMIT;
  if (call.at_entry) row.flags |= WIRE_SYSCALL_AT_ENTER;
  if (call.at_exec) row.flags |= WIRE_SYSCALL_IF_FAILED;
  if (call.twice) row.flags |= WIRE_SYSCALL_TWICE;
  if (row.words != 0) row.flags |= WIRE_SYSCALL_MEMORY;
  if (call.unnamed) row.flags |= WIRE_SYSCALL_NUMBERED;
  row.given = given_of(event, abi);
  if (row.given.size != 0) row.flags |= WIRE_SYSCALL_KEEP;
  if (is_plain(row, event)) row.flags |= WIRE_SYSCALL_NUMBERS;
  return row;
}

// Where an argument of a part lies, as the whole call has it. What lies behind ipc's `ptr` is a pointer or a long of 32 bits.
constexpr std::uint8_t kIpcPtr = 4, kSocketcallArgs = 1;

void move_argument(wire_argument& argument, const SyscallSpec& call, const PartSpec& part, std::size_t i) {
  const auto moved = [&](std::uint8_t& number, std::size_t of) { number = of < part.count ? part.where[of] : number; };
  const ArgumentSpec& spec = call.arguments[i];
  const std::size_t from = spec.source == Source::message || spec.source == Source::inside ? spec.of : i;
  if (from >= part.count) {
    argument = {};
    return;
  }
  if ((part.where[from] & kPartBehind) != 0) {
    argument.where = kIpcPtr;
    argument.at = part.where[from] & ~kPartBehind;
    argument.how = WIRE_ARGUMENT_INSIDE | WIRE_ARGUMENT_TIME32;
    return;
  }
  argument.where = part.where[from];
  if ((argument.how & WIRE_LENGTH_MASK) != 0) moved(argument.by, length_spec(call, spec).length_by);
  if (spec.only != Only::always) moved(argument.only_by, spec.only_by);
  if (argument.type == WIRE_TIMESPEC) argument.how |= WIRE_ARGUMENT_TIME32;
}

// The parts have the arguments of the 32-bit call of their name.
wire_syscall part_row(const EventSpec& event, const PartSpec& part, bool selected, bool environment) {
  wire_syscall row = row_of(event, Abi::i386, selected, environment);
  const bool in_memory = part.whole == "socketcall";
  for (std::size_t i = 0; i < event.fields.size(); ++i) move_argument(row.arguments[i], *event.syscall, part, i);
  row.flags &= static_cast<wire_u16>(~(WIRE_SYSCALL_NUMBERS | WIRE_SYSCALL_MEMORY));
  row.memory = in_memory ? kSocketcallArgs : 0;
  row.words = in_memory ? part.count : 0;
  if (row.given.size == kTime && in_memory) row.given.size = kTime32;
  return row;
}

// Which of the whole calls it is, in the order of parts.def.
std::size_t whole_index(std::string_view whole) {
  return whole == kParts.front().whole ? 0 : 1;
}

wire_syscall& row_of_part(SyscallTable& table, const PartSpec& part) {
  return table.at(WIRE_SYSCALL_PARTS + whole_index(part.whole) * WIRE_PARTS_MAX + part.number);
}

// A part that nobody asked for. If the whole call was asked for it is sent as that; hook events are told apart by their part, whatever was
// asked for.
wire_syscall unselected_part(const EventSpec& call, const PartSpec& part, const wire_syscall& whole, bool environment) {
  wire_syscall row = part_row(call, part, false, environment);
  if ((whole.flags & WIRE_SYSCALL_EMIT) == 0) return row;
  row.flags |= WIRE_SYSCALL_AS_WHOLE;
  row.parts = static_cast<wire_u16>(find_event(part.whole)->syscall->number(Abi::i386) + WIRE_SYSCALL_COMPAT);
  return row;
}

// A number that is no part is an event of the whole.
void add_parts(SyscallTable& table, std::span<const PartSpec> parts, const std::bitset<WIRE_SLOT_MAX>& selected,
               bool environment) {
  for (const PartSpec& part : parts) {
    const EventSpec& whole = *find_event(part.whole);
    const std::size_t first = WIRE_SYSCALL_PARTS + whole_index(part.whole) * WIRE_PARTS_MAX;
    wire_syscall& row = table.at(static_cast<std::size_t>(whole.syscall->number(Abi::i386)) + WIRE_SYSCALL_COMPAT);
    if (row.parts != 0) continue;
    std::fill_n(table.begin() + static_cast<std::ptrdiff_t>(first), WIRE_PARTS_MAX, row);
    row.parts = static_cast<wire_u16>(first);
  }
  for (const PartSpec& part : parts) {
    const EventSpec& event = *find_event(part.event);
    wire_syscall& row = row_of_part(table, part);
    row = selected.test(event.slot) ? part_row(event, part, true, environment)
                                    : unselected_part(event, part, row, environment);
  }
}

// The whole call is to be looked at if one of its parts is.
void select_wholes(SyscallTable& table) {
  for (wire_syscall& row : table) {
    if (row.parts == 0 || (row.flags & WIRE_SYSCALL_AS_WHOLE) != 0) continue;
    const auto first = table.begin() + row.parts;
    if (std::any_of(first, first + WIRE_PARTS_MAX, [](const wire_syscall& part) { return part.flags != 0; })) {
      row.flags |= WIRE_SYSCALL_WHOLE;
    }
  }
}

// change(row, abi), for each table that has the call.
template <class F>
void for_each_row(SyscallTable& table, const ArchitectureSpec& machine, const EventSpec& event, F&& change) {
  const int native = event.syscall->number(machine.native), compat = event.syscall->number(machine.compat);
  if (native >= 0) change(table.at(place_of_call(static_cast<unsigned>(native), false)), machine.native);
  if (compat >= 0) change(table.at(place_of_call(static_cast<unsigned>(compat), true)), machine.compat);
}

template <class F>
void for_each_part(SyscallTable& table, std::span<const PartSpec> parts, const EventSpec& event, F&& change) {
  for (const PartSpec& part : parts) {
    if (part.event == event.name) change(part, row_of_part(table, part));
  }
}

bool needs(const PlannedEvent& planned, Need need) {
  return std::ranges::any_of(planned.event->needs, [&](const NeedSpec& spec) {
    return spec.need == need && (spec.provider == ProviderKind::none || spec.provider == planned.provider->kind);
  });
}

// The catalog's own check sees to it that a call has room for all events that are made at its exit; a test, that those whose bytes are
// captured have room for one more.
void go_on_with(wire_syscall& row, std::uint16_t slot) {
  row.flags |= WIRE_SYSCALL_FOLLOW_UP;
  auto* const room = std::ranges::find(row.follow_ups, 0);
  assert(room != std::end(row.follow_ups));
  *room = slot;
}

void add_follow_up(SyscallTable& table, const ArchitectureSpec& machine, const PlannedEvent& planned) {
  wire_u16 flags = 0;
  if (needs(planned, Need::cred_at_entry)) flags |= WIRE_SYSCALL_SAVE_CRED;
  if (needs(planned, Need::call_at_entry)) flags |= WIRE_SYSCALL_MARK;
  for_each_call(planned.provider->target, [&](std::string_view name) {
    const auto add = [&](wire_syscall& row) {
      row.flags |= flags;
      go_on_with(row, planned.event->slot);
    };
    const EventSpec& call = *find_event(name);
    for_each_row(table, machine, call, [&](wire_syscall& row, Abi) { add(row); });
    for_each_part(table, parts_of(machine), call, [&](const PartSpec&, wire_syscall& row) { add(row); });
  });
}

struct CapturedCall {
  std::string_view name;
  wire_way way;
};
constexpr auto kCapturedCalls = std::to_array<CapturedCall>({
#define CAPTURED_CALL(name, way) {#name, way},
#include "common/seam/captured_calls.def"
});

// Calls whose bytes are captured: by the program that goes by the slot of artifacts. What a call only seems to have written is not.
void add_captures(SyscallTable& table, const ArchitectureSpec& machine, const ProgramsRequest& request) {
  for (const CapturedCall& call : kCapturedCalls) {
    if (!request.captures(call.way)) continue;
    for_each_row(table, machine, *find_event(call.name), [](wire_syscall& row, Abi) {
      row.flags |= WIRE_SYSCALL_MARK;
      go_on_with(row, WIRE_SLOT_artifact);
    });
  }
}

}  // namespace

SyscallPrograms make_syscall_table(const Plan& plan, const ProgramsRequest& request, Architecture architecture) {
  const ArchitectureSpec& machine = architecture_spec(architecture);
  const auto& selected = request.events;
  const bool environment = request.settings.exec_env != 0;
  SyscallPrograms result;
  for (const EventSpec& event : events()) {
    if (!event.is_syscall || !event.syscall->unnamed) continue;
    result.table.fill(row_of(event, machine.native, selected.test(event.slot), environment));
  }
  for (const EventSpec& event : events()) {
    if (!event.is_syscall || event.syscall->unnamed) continue;
    for_each_row(result.table, machine, event,
                 [&](wire_syscall& row, Abi abi) { row = row_of(event, abi, selected.test(event.slot), environment); });
  }
  for (const auto& [slot, first_arguments] : request.attempts) {
    for_each_row(result.table, machine, events()[slot], [bits = first_arguments](wire_syscall& row, Abi) {
      if (row.flags != 0) row.flags |= WIRE_SYSCALL_ATTEMPTS;
      row.attempts = bits;
    });
  }
  add_parts(result.table, parts_of(machine), selected, environment);
  for (const PlannedEvent& planned : plan.events) {
    if (planned.provider != nullptr && planned.provider->kind == ProviderKind::sys_exit) {
      add_follow_up(result.table, machine, planned);
    }
  }
  add_captures(result.table, machine, request);
  select_wholes(result.table);
  for (const wire_syscall& row : result.table) {
    result.at_exit |= row.flags != 0;
    result.at_enter |= (row.flags & WIRE_SYSCALL_ENTERED) != 0;
  }
  return result;
}

}  // namespace trace
