// SPDX-License-Identifier: Apache-2.0
#include "common/catalog/catalog.h"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <vector>

namespace trace {
namespace {

struct CType {
  std::string_view spelling;
  wire_type type;
};

constexpr auto kCTypes = std::to_array<CType>({
#define CTYPE(spelling, type) {spelling, WIRE_##type},
#include "common/catalog/ctypes.def"
#undef CTYPE
});

constexpr wire_type kUnknownType = static_cast<wire_type>(0);

consteval wire_type type_of(std::string_view ctype) {
  for (const CType& row : kCTypes) {
    if (row.spelling == ctype) return row.type;
  }
  return ctype.ends_with('*') ? WIRE_PTR : kUnknownType;
}

constexpr std::size_t kSyscallArgsMax = 6;  // the kernel's limit

struct SyscallRow {
  std::uint32_t id;
  int number_compat;
  std::string_view name;
  std::string_view sets;
  std::array<FieldSpec, kSyscallArgsMax> args{};
  std::size_t arg_count = 0;

  consteval SyscallRow(std::string_view name_text, std::uint32_t event_id, int id32, std::string_view set_list,
                       std::initializer_list<FieldSpec> list = {})
      : id(event_id), number_compat(id32), name(name_text), sets(set_list) {
    for (const FieldSpec& arg : list) args.at(arg_count++) = arg;  // a seventh does not compile
  }
};

consteval FieldSpec arg(std::string_view name, std::string_view ctype, Meaning meaning = Meaning::none) {
  return {name, ctype, type_of(ctype), meaning, {}};
}

constexpr int SYSCALL_NONE = -1;  // NOLINT(readability-identifier-naming): the word of the .def file

constexpr auto kSyscalls = std::to_array<SyscallRow>({
#define ARG(name, ctype, ...) arg(#name, ctype __VA_OPT__(, Meaning::__VA_ARGS__)),
#define SYSCALL(name, id, id32, sets, ...) {#name, id, id32, sets, {__VA_ARGS__}},
#include "common/catalog/syscalls.def"
#undef ARG
#undef SYSCALL
});
static_assert(kSyscalls.size() == WIRE_SYSCALL_COUNT);

struct HookRow {
  std::uint32_t id;
  std::string_view name;
  std::string_view sets;
  std::string_view doc;
};

constexpr auto kHooks = std::to_array<HookRow>({
#define EVENT(name, id, sets, doc) {id, #name, sets, doc},
#define FIELD(...)
#define PROVIDER(...)
#include "common/catalog/events.def"
#undef EVENT
#undef FIELD
#undef PROVIDER
});

template <class Spec>
struct Owned {
  std::uint32_t event;
  Spec spec;
};

constexpr auto kHookFields = std::to_array<Owned<FieldSpec>>({
#define EVENT(...)
#define FIELD(event, name, type, ctype, meaning, doc) \
  {WIRE_EVENT_##event, {#name, ctype, WIRE_##type, Meaning::meaning, doc}},
#define PROVIDER(...)
#include "common/catalog/events.def"
#undef EVENT
#undef FIELD
#undef PROVIDER
});

constexpr auto kHookProviders = std::to_array<Owned<ProviderSpec>>({
#define EVENT(...)
#define FIELD(...)
#define PROVIDER(event, kind, target, unseen) {WIRE_EVENT_##event, {ProviderKind::kind, target, unseen}},
#include "common/catalog/events.def"
#undef EVENT
#undef FIELD
#undef PROVIDER
});

constexpr std::uint32_t kNoEvent = ~std::uint32_t{0};  // owns the row that keeps a table from being empty

constexpr auto kHookUses = std::to_array<Owned<std::uint32_t>>({
#define EVENT(...)
#define FIELD(...)
#define PROVIDER(...)
#define USES(event, other) {WIRE_EVENT_##event, WIRE_EVENT_##other},
#include "common/catalog/events.def"
#undef EVENT
#undef FIELD
#undef PROVIDER
    {kNoEvent, 0},
});

constexpr auto kHookOrigins = std::to_array<Owned<Origin>>({
#define EVENT(...)
#define FIELD(...)
#define PROVIDER(...)
#define ORIGIN(event, origin) {WIRE_EVENT_##event, Origin::origin},
#include "common/catalog/events.def"
#undef EVENT
#undef FIELD
#undef PROVIDER
    {kNoEvent, Origin::kernel},
});

// The specs alone, so that an event can hold a span of its own.
template <class Spec, std::size_t n>
consteval std::array<Spec, n> specs_of(const std::array<Owned<Spec>, n>& rows) {
  std::array<Spec, n> specs{};
  for (std::size_t i = 0; i < n; ++i) specs[i] = rows[i].spec;
  return specs;
}
constexpr auto kFieldSpecs = specs_of(kHookFields);
constexpr auto kProviderSpecs = specs_of(kHookProviders);
constexpr auto kUseSpecs = specs_of(kHookUses);
constexpr auto kOriginSpecs = specs_of(kHookOrigins);

template <class Spec, std::size_t n>
constexpr std::span<const Spec> owned_by(std::uint32_t event, const std::array<Owned<Spec>, n>& rows,
                                         const std::array<Spec, n>& specs) {
  std::size_t first = 0;
  while (first < n && rows[first].event != event) ++first;
  std::size_t last = first;
  while (last < n && rows[last].event == event) ++last;
  return std::span<const Spec>(specs).subspan(first, last - first);
}

// Calls that are younger than Tracee's ids have this plus their number as their id.
constexpr std::uint32_t kYoungerSyscalls = 21000;

constexpr int native_number(const SyscallRow& row) {
#if defined(__x86_64__)
  if (row.id >= kYoungerSyscalls) return static_cast<int>(row.id - kYoungerSyscalls);
  return row.sets.find("32bit_unique") == std::string_view::npos ? static_cast<int>(row.id) : -1;
#else
#error "add the numbers of this architecture's system calls"
#endif
}
static_assert(native_number(SyscallRow("younger", kYoungerSyscalls + 452, 452, "fs")) == 452);

constexpr std::size_t kEventCount = kSyscalls.size() + kHooks.size();
static_assert(kEventCount == WIRE_SLOT_COUNT);

constexpr std::array<EventSpec, kEventCount> kEvents = [] {
  std::array<EventSpec, kEventCount> all{};
  std::uint16_t slot = 0;
  for (const SyscallRow& row : kSyscalls) {
    EventSpec& event = all.at(slot);
    event.id = row.id;
    event.slot = slot++;
    event.name = row.name;
    event.sets = row.sets;
    event.fields = std::span<const FieldSpec>(row.args).first(row.arg_count);
    event.is_syscall = true;
    event.number = native_number(row);
    event.number_compat = row.number_compat;
  }
  for (const HookRow& row : kHooks) {
    EventSpec& event = all.at(slot);
    event.id = row.id;
    event.slot = slot++;
    event.name = row.name;
    event.sets = row.sets;
    event.doc = row.doc;
    event.fields = owned_by(row.id, kHookFields, kFieldSpecs);
    event.providers = owned_by(row.id, kHookProviders, kProviderSpecs);
    event.uses = owned_by(row.id, kHookUses, kUseSpecs);
    if (const auto origin = owned_by(row.id, kHookOrigins, kOriginSpecs); !origin.empty()) event.origin = origin[0];
  }
  return all;
}();

consteval bool fields_are_sound(const EventSpec& event) {
  if (event.fields.size() > kFieldsMax) return false;
  for (const FieldSpec& field : event.fields) {
    if (field.name.empty() || field.type == kUnknownType) return false;
    if (!event.is_syscall && (field.doc.empty() || type_of(field.ctype) != field.type)) return false;
  }
  return true;
}

consteval bool events_are_sound() {
  std::size_t hook_fields = 0;
  for (const EventSpec& event : kEvents) {
    if (!fields_are_sound(event)) return false;
    if (event.is_syscall && event.sets.empty()) return false;
    if (event.is_syscall) continue;
    if (event.doc.empty() || event.doc.back() != '.') return false;
    if (event.providers.empty() == (event.origin == Origin::kernel)) return false;
    if (event.uses.empty() == (event.origin == Origin::derived)) return false;
    hook_fields += event.fields.size();
  }
  return hook_fields == kHookFields.size();  // else a stanza's fields are not contiguous
}
static_assert(
    events_are_sound(),
    "common/catalog: an event lacks a set, a doc, a provider or an event that it is derived from, a type is unknown to "
    "ctypes.def or differs from it, or the fields of a stanza are not together");

consteval bool names_and_ids_are_unique() {
  for (std::size_t i = 0; i < kEvents.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (kEvents[i].id == kEvents[j].id || kEvents[i].name == kEvents[j].name) return false;
    }
  }
  return true;
}
static_assert(names_and_ids_are_unique(), "common/catalog: an event id or name repeats");

// Slots by id, so that a look-up is two loads: every event of a stream makes one. Ids are few and far apart, so the table
// has pages; page 0 is the empty one.
constexpr std::size_t kIdPage = 256;
constexpr std::size_t kIdPages = [] {
  std::uint32_t last = 0;
  for (const EventSpec& event : kEvents) last = std::max(last, event.id);
  return last / kIdPage + 1;
}();
constexpr std::size_t kIdPagesUsed = [] {
  std::array<bool, kIdPages> used{};
  for (const EventSpec& event : kEvents) used.at(event.id / kIdPage) = true;
  return static_cast<std::size_t>(std::count(used.begin(), used.end(), true));
}();
struct IdTable {
  std::array<std::uint8_t, kIdPages> pages{};
  std::array<std::array<std::uint16_t, kIdPage>, kIdPagesUsed + 1> places{};  // slot + 1; 0: no event has the id
};
static_assert(kIdPagesUsed < 256);
constexpr IdTable kIdTable = [] {
  IdTable table;
  std::uint8_t used = 0;
  for (const EventSpec& event : kEvents) {
    std::uint8_t& page = table.pages.at(event.id / kIdPage);
    if (page == 0) page = ++used;
    table.places.at(page).at(event.id % kIdPage) = static_cast<std::uint16_t>(event.slot + 1);
  }
  return table;
}();

template <class F>
void for_each_set(std::string_view sets, F&& visit) {
  while (!sets.empty()) {
    const std::size_t comma = sets.find(',');
    visit(sets.substr(0, comma));
    sets = comma == std::string_view::npos ? std::string_view() : sets.substr(comma + 2);
  }
}

}  // namespace

bool EventSpec::in_set(std::string_view set) const {
  bool found = false;
  for_each_set(sets, [&](std::string_view one) { found = found || one == set; });
  return found;
}

std::optional<std::size_t> EventSpec::field(std::string_view field_name) const {
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (fields[i].name == field_name) return i;
  }
  return std::nullopt;
}

std::span<const EventSpec> events() {
  return kEvents;
}

const EventSpec* find_event(std::uint32_t id) {
  const std::size_t page = id / kIdPage;
  if (page >= kIdTable.pages.size()) return nullptr;
  const std::uint16_t place = kIdTable.places[kIdTable.pages[page]][id % kIdPage];
  return place == 0 ? nullptr : &kEvents[place - 1U];
}

const EventSpec* find_event(std::string_view name) {
  static const auto by_name = [] {
    std::unordered_map<std::string_view, const EventSpec*> map;
    for (const EventSpec& event : kEvents) map.emplace(event.name, &event);
    return map;
  }();
  const auto found = by_name.find(name);
  return found == by_name.end() ? nullptr : found->second;
}

std::span<const std::string_view> set_names() {
  static const auto names = [] {
    std::vector<std::string_view> all;
    for (const EventSpec& event : kEvents) {
      for_each_set(event.sets, [&](std::string_view set) {
        if (std::find(all.begin(), all.end(), set) == all.end()) all.push_back(set);
      });
    }
    return all;
  }();
  return names;
}

std::string_view provider_name(ProviderKind kind) {
  switch (kind) {
    case ProviderKind::none:
      return "none";
    case ProviderKind::lsm:
      return "lsm";
    case ProviderKind::fentry:
      return "fentry";
    case ProviderKind::kprobe:
      return "kprobe";
    case ProviderKind::tp_btf:
      return "tp_btf";
    case ProviderKind::tp_btf_old:
      return "tp_btf_old";
    case ProviderKind::tp_btf_older:
      return "tp_btf_older";
    case ProviderKind::sys_enter:
      return "sys_enter";
    case ProviderKind::sys_exit:
      return "sys_exit";
    case ProviderKind::iter:
      return "iter";
  }
  return "none";
}

}  // namespace trace
