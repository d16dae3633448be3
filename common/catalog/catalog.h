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

#include "common/catalog/ids.h"
#include "common/catalog/types.h"

namespace trace {

enum class Meaning : std::uint8_t {
#define MEANING(name, doc) name,
#include "common/catalog/meanings.def"
#undef MEANING
};

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
  lsm = WIRE_PROVIDER_lsm,
  fentry = WIRE_PROVIDER_fentry,
  kprobe = WIRE_PROVIDER_kprobe,
  tp_btf = WIRE_PROVIDER_tp_btf,
  tp_btf_old = WIRE_PROVIDER_tp_btf_old,
  tp_btf_older = WIRE_PROVIDER_tp_btf_older,
  sys_enter = WIRE_PROVIDER_sys_enter,
  sys_exit = WIRE_PROVIDER_sys_exit,
  iter = WIRE_PROVIDER_iter,
};

// One way to come by an event.
struct ProviderSpec {
  ProviderKind kind = ProviderKind::none;
  std::string_view target;  // hook point; for sys_exit and sys_enter the system calls, space-separated
  std::string_view unseen;  // what it does not see, empty if nothing
};

// Who makes an event.
enum class Origin : std::uint8_t {
#define ORIGIN_KIND(name, doc) name,
#include "common/catalog/origins.def"
#undef ORIGIN_KIND
};

struct EventSpec {
  std::uint32_t id = 0;
  std::uint16_t slot = 0;  // index in events(), and in the kernel's counters
  std::string_view name;
  std::string_view sets;  // comma-separated
  std::string_view doc;   // empty for system calls
  std::span<const FieldSpec> fields;
  std::span<const ProviderSpec> providers;  // best first; empty for system calls, and for those that are derived
  std::span<const std::uint32_t> uses;      // ids of the events that it is made of
  Origin origin = Origin::kernel;
  bool is_syscall = false;
  int number = -1;         // system calls: in the 64-bit table of this machine, -1 if not there
  int number_compat = -1;  // system calls: in the 32-bit table, -1 if not there

  bool in_set(std::string_view set) const;
  // Returns the ordinal of the field, or nothing. O(fields).
  std::optional<std::size_t> field(std::string_view field_name) const;
};

inline constexpr std::size_t kFieldsMax = 20;  // of one event; checked at compile time

// All events, system calls first; the index is the slot.
std::span<const EventSpec> events();
// Returns nullptr if there is none. O(1).
const EventSpec* find_event(std::uint32_t id);
const EventSpec* find_event(std::string_view name);

// The names of all sets, in the order of first use.
std::span<const std::string_view> set_names();

std::string_view provider_name(ProviderKind kind);

}  // namespace trace
