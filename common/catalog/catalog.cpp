// SPDX-License-Identifier: Apache-2.0
#include "common/catalog/catalog.h"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <vector>

#include "common/catalog/hook_rows.h"
#include "common/catalog/syscall_rows.h"

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

namespace rows = syscall_rows;
using rows::Word;

constexpr int NONE = -1;  // NOLINT(readability-identifier-naming): the word of the .def file

constexpr auto kSyscalls = std::to_array<rows::Row>({
#define ARG(name, ctype, ...) rows::arg(type_of, #name, ctype __VA_OPT__(, Meaning::__VA_ARGS__)),
#define LENGTH(of, by) {Word::length, #of, #by},
#define LENGTH_AT(of, by) {Word::length_at, #of, #by},
#define NUMBER(name) rows::number(type_of, #name),
#define INSIDE(name, of, at, ctype, ...) \
  rows::inside(type_of, #name, #of, at, ctype __VA_OPT__(, Meaning::__VA_ARGS__)),
#define MESSAGE(name, of, index) rows::message(type_of, #name, #of, index),
#define LENGTH_RESULT(of, by) {Word::length_result, #of, #by},
#define WRITTEN(of) {Word::written, #of},
#define LEFT(of) {Word::left, #of},
#define GIVEN(of) {Word::given, #of},
#define ONLY_WITH(of, by, flags) {Word::only_with, #of, #by, flags},
#define ONLY_FOR(of, by, values) {Word::only_for, #of, #by, values},
#define COMPAT_WIDE(of) {Word::compat_wide, #of},
#define COMPAT_REGISTERS(...) rows::registers(Word::compat_registers, __VA_ARGS__),
#define ARM_REGISTERS(...) rows::registers(Word::arm_registers, __VA_ARGS__),
#define ARM64_REGISTERS(...) rows::registers(Word::arm64_registers, __VA_ARGS__),
#define COMPAT_TIME32(of) {Word::compat_time32, #of},
#define I386_MEMORY {Word::i386_memory},
#define AT_ENTRY {Word::at_entry},
#define AT_EXEC {Word::at_exec},
#define TWICE {Word::twice},
#define UNNAMED {Word::unnamed},
#define WEIGHS {Word::weighs},
#define SYSCALL(name, id, x86_64, i386, arm64, arm, sets, ...) \
  {#name, id, {x86_64, i386, arm64, arm}, sets, {__VA_ARGS__}},
#include "common/catalog/syscalls.def"
#undef ARG
#undef LENGTH
#undef LENGTH_AT
#undef NUMBER
#undef INSIDE
#undef MESSAGE
#undef LENGTH_RESULT
#undef WRITTEN
#undef LEFT
#undef GIVEN
#undef ONLY_WITH
#undef ONLY_FOR
#undef COMPAT_WIDE
#undef COMPAT_REGISTERS
#undef ARM_REGISTERS
#undef ARM64_REGISTERS
#undef COMPAT_TIME32
#undef I386_MEMORY
#undef AT_ENTRY
#undef AT_EXEC
#undef TWICE
#undef UNNAMED
#undef WEIGHS
#undef SYSCALL
});
static_assert(kSyscalls.size() == WIRE_SYSCALL_COUNT);

namespace hooks = hook_rows;

constexpr std::size_t kEventCount = kSyscalls.size() + hooks::kHooks.size();
static_assert(kEventCount == WIRE_SLOT_COUNT);

constexpr std::array<EventSpec, kEventCount> kEvents = [] {
  std::array<EventSpec, kEventCount> all{};
  std::uint16_t slot = 0;
  for (const rows::Row& row : kSyscalls) {
    EventSpec& event = all.at(slot);
    event.id = row.id;
    event.slot = slot++;
    event.name = row.name;
    event.sets = row.sets;
    event.fields = std::span<const FieldSpec>(row.args).first(row.arg_count);
    event.is_syscall = true;
    event.weighs = row.spec.weighs;
    event.syscall = &row.spec;
  }
  for (const hooks::HookRow& row : hooks::kHooks) {
    EventSpec& event = all.at(slot);
    event.id = row.id;
    event.slot = slot++;
    event.name = row.name;
    event.sets = row.sets;
    event.doc = row.doc;
    event.fields = hooks::owned_by(row.id, hooks::kHookFields, hooks::kFieldSpecs);
    event.providers = hooks::owned_by(row.id, hooks::kHookProviders, hooks::kProviderSpecs);
    event.helpers = hooks::owned_by(row.id, hooks::kHookHelpers, hooks::kHelperSpecs);
    event.needs = hooks::owned_by(row.id, hooks::kHookNeeds, hooks::kNeedSpecs);
    event.uses = hooks::owned_by(row.id, hooks::kHookUses, hooks::kUseSpecs);
    event.feeds = hooks::owned_by(row.id, hooks::kHookFeeds, hooks::kFeedSpecs);
    event.weighs = !hooks::owned_by(row.id, hooks::kHookWeighs, hooks::kWeighsSpecs).empty();
    const auto origin = hooks::owned_by(row.id, hooks::kHookOrigins, hooks::kOriginSpecs);
    if (!origin.empty()) event.origin = origin.front();
  }
  return all;
}();

constexpr std::string_view kOriginPrefix = "origin_";

// The other path of a field is named after it.
consteval bool origin_is_sound(const EventSpec& event, const FieldSpec& origin) {
  return origin.name.starts_with(kOriginPrefix) &&
         std::any_of(event.fields.begin(), event.fields.end(), [&](const FieldSpec& field) {
           return field.name == origin.name.substr(kOriginPrefix.size()) && field.type == origin.type;
         });
}

consteval bool fields_are_sound(const EventSpec& event) {
  if (event.fields.size() > kFieldsMax) return false;
  for (const FieldSpec& field : event.fields) {
    if (field.name.empty() || field.type == kUnknownType) return false;
    const std::string_view neighbour = neighbour_of(field.meaning);
    const bool has_neighbour = std::any_of(event.fields.begin(), event.fields.end(),
                                           [&](const FieldSpec& other) { return other.name == neighbour; });
    if (!neighbour.empty() && !has_neighbour) return false;
    if (field.meaning == Meaning::origin && !origin_is_sound(event, field)) return false;
    if (!event.is_syscall && (field.doc.empty() || type_of(field.ctype) != field.type)) return false;
  }
  return true;
}

// "fs, proc": names with ", " between them, which is what for_each_set() takes apart.
consteval bool is_list_of_sets(std::string_view sets) {
  bool after_separator = true;
  for (std::size_t i = 0; i < sets.size(); ++i) {
    const bool separator = sets.substr(i).starts_with(", ");
    const char c = sets[i];
    const bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    if (separator == letter || (separator && after_separator)) return false;
    after_separator = separator;
    if (separator) ++i;
  }
  return sets.empty() || !after_separator;
}

// An event of the kernel has hooks, and one that is derived has events that it is made of.
consteval bool source_is_sound(const EventSpec& event) {
  if (is_hooked(event)) return !event.providers.empty();
  return event.providers.empty() && event.uses.empty() == (event.origin != Origin::derived);
}

consteval bool events_are_sound() {
  std::size_t hook_fields = 0;
  for (const EventSpec& event : kEvents) {
    if (!fields_are_sound(event)) return false;
    if (event.is_syscall && event.sets.empty()) return false;
    if (!is_list_of_sets(event.sets)) return false;
    if (event.is_syscall) continue;
    if (event.doc.empty() || event.doc.back() != '.' || !source_is_sound(event)) return false;
    hook_fields += event.fields.size();
  }
  return hook_fields == hooks::kHookFields.size();  // else a stanza's fields are not contiguous
}
static_assert(events_are_sound(),
              "common/catalog: an event lacks a set, a doc or a provider, its sets are not parted by \", \", a "
              "meaning's neighbour is not there, a type is unknown to ctypes.def or differs from it, or the fields of "
              "a stanza are not together");

constexpr bool is_call(std::string_view name) {
  for (const rows::Row& row : kSyscalls) {
    if (row.name == name) return true;
  }
  return false;
}

// Of one event the function is the same for fentry and kprobe, and the calls of sys_exit are calls.
consteval bool targets_are_sound() {
  std::uint32_t event = hooks::kNoEvent;
  std::string_view function;
  for (const hooks::Owned<ProviderSpec>& row : hooks::kHookProviders) {
    if (row.event != event) function = {};
    event = row.event;
    const ProviderSpec& provider = row.spec;
    if (provider.target.empty()) return false;
    bool known = true;
    if (provider.kind == ProviderKind::sys_exit) {
      for_each_call(provider.target, [&](std::string_view call) { known = known && is_call(call); });
    }
    if (provider.kind == ProviderKind::fentry || provider.kind == ProviderKind::kprobe) {
      known = function.empty() || function == provider.target;
      function = provider.target;
    }
    if (!known) return false;
  }
  return true;
}
static_assert(targets_are_sound(),
              "common/catalog: a provider names no system call, or fentry and kprobe of an event "
              "name different functions");

// As many as struct wire_syscall has room for (common/seam).
consteval bool calls_have_room() {
  for (const rows::Row& row : kSyscalls) {
    std::size_t events = 0;
    for (const hooks::Owned<ProviderSpec>& provider : hooks::kHookProviders) {
      if (provider.spec.kind != ProviderKind::sys_exit) continue;
      for_each_call(provider.spec.target, [&](std::string_view call) { events += call == row.name ? 1 : 0; });
    }
    if (events > kFollowUpsMax) return false;
  }
  return true;
}
static_assert(calls_have_room(), "common/catalog: too many events are made at the exit of one system call");

consteval bool names_and_ids_are_unique() {
  for (std::size_t i = 0; i < kEvents.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (kEvents[i].id == kEvents[j].id || kEvents[i].name == kEvents[j].name) return false;
    }
  }
  return true;
}
static_assert(names_and_ids_are_unique(), "common/catalog: an event id or name repeats");

template <class F>
void for_each_set(std::string_view sets, F&& visit) {
  while (!sets.empty()) {
    const std::size_t comma = sets.find(',');
    visit(sets.substr(0, comma));
    sets = comma == std::string_view::npos ? std::string_view() : sets.substr(comma + 2);
  }
}

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

}  // namespace

bool EventSpec::in_set(std::string_view set) const {
  bool found = false;
  for_each_set(sets, [&](std::string_view one) { found = found || one == set; });
  return found;
}

bool EventSpec::feeds_table(Table table) const {
  return std::find(feeds.begin(), feeds.end(), table) != feeds.end();
}

std::optional<std::size_t> EventSpec::field(std::string_view field_name) const {
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (fields[i].name == field_name) return i;
  }
  return std::nullopt;
}

std::optional<std::size_t> EventSpec::origin_of(std::size_t ordinal) const {
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (fields[i].meaning == Meaning::origin && fields[i].name.substr(kOriginPrefix.size()) == fields[ordinal].name)
      return i;
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

std::string_view event_name(std::uint32_t id) {
  const EventSpec* const spec = find_event(id);
  return spec == nullptr ? "unknown" : spec->name;
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
#define PROVIDER_KIND(name, ...) \
  case ProviderKind::name:       \
    return #name;
#include "common/catalog/providers.def"
#undef PROVIDER_KIND
  }
  return "none";
}

std::string_view need_program(Need need) {
  switch (need) {
#define NEED(name, program, doc) \
  case Need::name:               \
    return program;
#include "common/catalog/needs.def"
#undef NEED
  }
  return {};
}

}  // namespace trace
