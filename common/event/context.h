// SPDX-License-Identifier: Apache-2.0
// Who caused an event, when and where: context.def as a struct, and its fields as values.
#pragma once

#include <cstdint>
#include <string_view>
#include <type_traits>

#include "common/base/result.h"
#include "common/catalog/catalog.h"
#include "common/catalog/context.h"
#include "common/event/value.h"

namespace trace {

namespace context_detail {

// How C++ holds a number of the type.
template <wire_type type,
          class Unsigned =
              std::conditional_t<type_spec(type).least == 8, std::uint64_t,
                                 std::conditional_t<type_spec(type).least == 4, std::uint32_t, std::uint16_t>>>
using Number =
    std::conditional_t<type_spec(type).kind == NumberKind::is_signed, std::make_signed_t<Unsigned>, Unsigned>;

}  // namespace context_detail

// Pids without "host" are those of the task's own pid namespace. Times are since the epoch (or the start of the trace,
// with option:relative-time) if their row of context.def is a TIME, else since boot.
struct Context {
#define FIELD_HEAD(type, member) context_detail::Number<WIRE_##type> member = 0;
#define FIELD_RESULT(member) std::int64_t member = 0;
#define FIELD_TIME(member) std::uint64_t member = 0;
#define FIELD_NAME(member) std::string_view member;
#define FIELD_CALL(member) std::int32_t member = WIRE_NO_SYSCALL;
#define FIELD_FLAG(bit)
#define FIELD_CPU(member, lane) std::uint16_t member = 0;
#define FIELD_ENTITY(member, pid, start_ns) std::uint32_t member = 0;
#define FIELD_TOLD(member) std::string_view member;
#define EACH_SOURCE(source) FIELD_##source
#include "common/catalog/context.def"
#undef FIELD_HEAD
#undef FIELD_RESULT
#undef FIELD_TIME
#undef FIELD_NAME
#undef FIELD_CALL
#undef FIELD_FLAG
#undef FIELD_CPU
#undef FIELD_ENTITY
#undef FIELD_TOLD
  ProviderKind provider = ProviderKind::none;
  std::uint8_t variant = 0;  // which of several hooks of that kind
};

// What is sent where a call begins has no result: that of the call is not known, or there is none.
inline bool has_result(const Context& context) {
  return context.provider != ProviderKind::sys_enter;
}

// A name that is not known (a TOLD, a system call) and a result that there is not are absent; a text points to where the context's does.
Value context_value(const Context& context, ContextField field);

// Sets a field; a text is not copied. A system call is named. Errors: Code::invalid, if the value is not of the field's
// type, or there is no call of that name.
Status set_context(Context& context, ContextField field, const Value& value);

// Calls visit(std::string_view&) for each text that the context points to.
template <class F>
void for_each_text(Context& context, F&& visit) {
#define TEXT_HEAD(type, member)
#define TEXT_RESULT(member)
#define TEXT_TIME(member)
#define TEXT_NAME(member) visit(context.member);
#define TEXT_CALL(member)
#define TEXT_FLAG(bit)
#define TEXT_CPU(member, lane)
#define TEXT_ENTITY(member, pid, start_ns)
#define TEXT_TOLD(member) visit(context.member);
#define EACH_SOURCE(source) TEXT_##source
#include "common/catalog/context.def"
#undef TEXT_HEAD
#undef TEXT_RESULT
#undef TEXT_TIME
#undef TEXT_NAME
#undef TEXT_CALL
#undef TEXT_FLAG
#undef TEXT_CPU
#undef TEXT_ENTITY
#undef TEXT_TOLD
}

}  // namespace trace
