// SPDX-License-Identifier: Apache-2.0
// The catalog: every event there is, its fields, and where it can be had from.
//
// The facts stand in common/catalog/*.def, which the kernel side reads too; here they become constexpr tables.
// Soundness (unique ids and names, known types, docs present) is checked at compile time in catalog.cpp.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "common/catalog/architecture.h"
#include "common/catalog/ids.h"
#include "common/catalog/meanings.h"
#include "common/catalog/types.h"

namespace trace {

// A field of an event: an argument, in the words of the JSON format.
struct FieldSpec {
  std::string_view name;
  std::string_view ctype;  // as C declares it: the "type" of the JSON format
  wire_type type = WIRE_PTR;
  Meaning meaning = Meaning::none;
  std::string_view doc;  // empty for system calls
};

enum class ProviderKind : std::uint8_t {
  none = WIRE_PROVIDER_none,
#define PROVIDER_KIND(name, ...) name = WIRE_PROVIDER_##name,
#include "common/catalog/providers.def"
#undef PROVIDER_KIND
};

// One way to come by an event.
struct ProviderSpec {
  ProviderKind kind = ProviderKind::none;
  std::uint8_t variant = 0;  // 0: as the newest kernels have the hook
  std::string_view since;    // of a variant: the first Linux that it fits
  std::string_view target;   // hook point; for sys_exit the system calls, space-separated
  std::string_view unseen;   // what it does not see, empty if nothing
};

// A helper function of the kernel that the program of a provider cannot do without; its variants can.
struct HelperSpec {
  ProviderKind provider = ProviderKind::none;
  std::string_view name;
};

// What the kernel side keeps besides for some events, and the BPF program that does, if it takes one of its own.
enum class Need : std::uint8_t {
#define NEED(name, program, doc) name,
#include "common/catalog/needs.def"
#undef NEED
};
std::string_view need_program(Need need);

struct NeedSpec {
  ProviderKind provider = ProviderKind::none;  // with that one; none: with each
  Need need{};
};

// A table that is made of events.
enum class Table : std::uint8_t {
#define TABLE(name, doc) name,
#include "common/catalog/tables.def"
#undef TABLE
};

// Who makes an event.
enum class Origin : std::uint8_t {
#define ORIGIN_KIND(name, doc) name,
#include "common/catalog/origins.def"
#undef ORIGIN_KIND
};

inline constexpr std::size_t kSyscallArgsMax = 6;     // the kernel's limit
inline constexpr std::size_t kSyscallFieldsMax = 16;  // with those that lie in structs

// Where a field of a system call lies.
enum class Source : std::uint8_t { argument, number, inside, message };
// What says how many bytes an argument points to; by_type: its type does, or a closing NUL.
enum class Length : std::uint8_t { by_type, argument, pointer, result };
// When what an argument points to means something, if the kernel writes it.
enum class Written : std::uint8_t { before, if_succeeded, if_cut_short };
// On what of another argument it depends whether an argument means anything.
enum class Only : std::uint8_t { always, with_flags, for_values };

// Where a field of a system call is, and how to read it. Other fields are named by their ordinal.
struct ArgumentSpec {
  Source source = Source::argument;
  std::uint8_t of = 0;  // inside, message: the argument that points to the struct
  std::uint8_t at = 0;  // inside: bytes from its beginning; message: which one
  Length length = Length::by_type;
  std::uint8_t length_by = 0;  // the argument that says it, or for a result how much room there is
  Written written = Written::before;
  bool is_given = false;  // as it was when the call began
  Only only = Only::always;
  std::uint8_t only_by = 0;
  std::uint32_t only_bits = 0;
  std::array<std::uint8_t, kAbis> registers{};  // by ABI; in a 32-bit call the first of two if it is wide
  bool compat_wide = false;
  bool compat_time32 = false;

  constexpr std::uint8_t register_in(Abi abi) const { return registers.at(static_cast<std::size_t>(abi)); }
};

struct SyscallSpec {
  std::array<int, kAbis> numbers{};  // -1: not in the table of that ABI
  std::array<ArgumentSpec, kSyscallFieldsMax> arguments{};
  bool i386_memory = false;
  bool at_entry = false;
  bool at_exec = false;
  bool twice = false;
  bool weighs = false;   // see EventSpec
  bool unnamed = false;  // for all numbers that no other call has

  constexpr int number(Abi abi) const { return numbers.at(static_cast<std::size_t>(abi)); }
};

struct EventSpec {
  std::uint32_t id = 0;
  std::uint16_t slot = 0;  // index in events(), and in the kernel's counters
  std::string_view name;
  std::string_view sets;  // comma-separated
  std::string_view doc;   // empty for system calls
  std::span<const FieldSpec> fields;
  std::span<const ProviderSpec> providers;  // best first; empty for system calls, and for those that are derived
  std::span<const HelperSpec> helpers;
  std::span<const NeedSpec> needs;
  std::span<const std::uint32_t> uses;  // ids of the events that it is made of
  std::span<const Table> feeds;
  Origin origin = Origin::kernel;
  bool weighs = false;  // it has room when others have none; of calls those that succeed
  bool is_syscall = false;
  const SyscallSpec* syscall = nullptr;  // of system calls

  bool in_set(std::string_view set) const;
  bool feeds_table(Table table) const;
  // Returns the ordinal of the field, or nothing. O(fields).
  std::optional<std::size_t> field(std::string_view field_name) const;
  // The field with the other path of the file whose path this field is (Meaning::origin): "origin_" and its name. O(fields).
  std::optional<std::size_t> origin_of(std::size_t ordinal) const;
};

// Whether programs in the kernel make it; others the collector makes.
constexpr bool is_hooked(const EventSpec& event) {
  return event.origin == Origin::kernel || event.origin == Origin::packet;
}

inline constexpr std::size_t kFollowUpsMax = 4;  // events that are made at the exit of one system call
inline constexpr std::size_t kFieldsMax = 24;    // of one event; checked at compile time

// All events, system calls first; the index is the slot.
std::span<const EventSpec> events();
// Returns nullptr if there is none. O(1).
const EventSpec* find_event(std::uint32_t id);
const EventSpec* find_event(std::string_view name);
// "unknown" if the catalog has none of this id, as of a loss of which nobody knows what it would have been.
std::string_view event_name(std::uint32_t id);

// The names of all sets, in the order of first use.
std::span<const std::string_view> set_names();

// The system calls that a sys_exit provider names, separated by spaces.
template <class F>
constexpr void for_each_call(std::string_view target, F&& visit) {
  while (!target.empty()) {
    const std::size_t space = target.find(' ');
    visit(target.substr(0, space));
    target = space == std::string_view::npos ? std::string_view() : target.substr(space + 1);
  }
}

std::string_view provider_name(ProviderKind kind);

}  // namespace trace
