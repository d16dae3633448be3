// SPDX-License-Identifier: Apache-2.0
// The fields of an event's context, and the members of a frame's head: context.def as tables.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "common/catalog/head.h"
#include "common/catalog/meanings.h"
#include "common/catalog/types.h"

namespace trace {

// A field that predicates can ask for.
enum class ContextField : std::uint8_t {
#define EACH_FIELD(name, source, aliases, scopes, doc) name,
#include "common/catalog/context.def"
};

struct ContextSpec {
  std::string_view name;
  std::string_view aliases;  // in predicates, separated by blanks
  std::string_view scopes;   // names in EVENT.scope.NAME, separated by blanks
  wire_type type;            // of its value: an I32 that is the id of a call is a STR here
  Meaning meaning;
  std::string_view doc;
};

inline constexpr auto kContextFields = std::to_array<ContextSpec>({
#define TYPE_HEAD(type, member) WIRE_##type, Meaning::none
#define TYPE_RESULT(member) WIRE_I64, Meaning::none
#define TYPE_TIME(member) WIRE_U64, Meaning::none
#define TYPE_NAME(member) WIRE_STR, Meaning::short_name
#define TYPE_CALL(member) WIRE_STR, Meaning::syscall_name
#define TYPE_FLAG(bit) WIRE_BOOL, Meaning::none
#define TYPE_CPU(member, lane) WIRE_U16, Meaning::none
#define TYPE_ENTITY(member, pid, start_ns) WIRE_U32, Meaning::none
#define TYPE_TOLD(member) WIRE_STR, Meaning::none
#define EACH_FIELD(name, source, aliases, scopes, doc) {#name, aliases, scopes, TYPE_##source, doc},
#include "common/catalog/context.def"
#undef TYPE_HEAD
#undef TYPE_RESULT
#undef TYPE_TIME
#undef TYPE_NAME
#undef TYPE_CALL
#undef TYPE_FLAG
#undef TYPE_CPU
#undef TYPE_ENTITY
#undef TYPE_TOLD
});

constexpr const ContextSpec& context_spec(ContextField field) {
  return kContextFields[static_cast<std::size_t>(field)];
}
// The largest number that a field can have, less than its type holds of processes (PID_MAX_LIMIT - 1, include/linux/threads.h) and users
// (one less than the invalid id, include/linux/uidgid.h).
inline constexpr std::uint64_t kProcessIdMax = 4194303;
struct ContextMost {
  ContextField field;
  std::uint64_t most;
};
inline constexpr auto kContextMost = std::to_array<ContextMost>({
    {ContextField::processId, kProcessIdMax},
    {ContextField::threadId, kProcessIdMax},
    {ContextField::parentProcessId, kProcessIdMax},
    {ContextField::hostProcessId, kProcessIdMax},
    {ContextField::hostThreadId, kProcessIdMax},
    {ContextField::hostParentProcessId, kProcessIdMax},
    {ContextField::userId, 0xfffffffe},
});
constexpr std::uint64_t most_of(ContextField field) {
  for (const ContextMost& row : kContextMost) {
    if (row.field == field) return row.most;
  }
  return ~std::uint64_t{0};
}
// By its name or one of its aliases. O(fields).
std::optional<ContextField> find_context_field(std::string_view name);

// A member of the head that the CATALOG frame describes.
enum class HeadMember : std::uint8_t {
#define MEMBER_HEAD(type, member) member,
#define MEMBER_RESULT(member) member,
#define MEMBER_TIME(member) member,
#define MEMBER_NAME(member) member,
#define MEMBER_CALL(member) member,
#define MEMBER_FLAG(bit)
#define MEMBER_CPU(member, lane)
#define MEMBER_ENTITY(member, pid, start_ns)
#define MEMBER_TOLD(member)
#define EACH_SOURCE(source) MEMBER_##source
#include "common/catalog/context.def"
#undef MEMBER_HEAD
#undef MEMBER_RESULT
#undef MEMBER_TIME
#undef MEMBER_NAME
#undef MEMBER_CALL
};

struct HeadMemberSpec {
  std::string_view name;
  wire_type type;  // a name is a STR of fixed size
  std::uint16_t offset;
  std::uint16_t size;
};

// By HeadMember.
inline constexpr auto kHeadMembers = std::to_array<HeadMemberSpec>({
#define MEMBER_ROW(member, type) {#member, WIRE_##type, offsetof(wire_event, member), sizeof(wire_event::member)},
#define MEMBER_HEAD(type, member) MEMBER_ROW(member, type)
#define MEMBER_RESULT(member) MEMBER_ROW(member, I64)
#define MEMBER_TIME(member) MEMBER_ROW(member, U64)
#define MEMBER_NAME(member) MEMBER_ROW(member, STR)
#define MEMBER_CALL(member) MEMBER_ROW(member, I32)
#define EACH_SOURCE(source) MEMBER_##source
#include "common/catalog/context.def"
#undef MEMBER_ROW
#undef MEMBER_HEAD
#undef MEMBER_RESULT
#undef MEMBER_TIME
#undef MEMBER_NAME
#undef MEMBER_CALL
#undef MEMBER_FLAG
#undef MEMBER_CPU
#undef MEMBER_ENTITY
#undef MEMBER_TOLD
});

}  // namespace trace
