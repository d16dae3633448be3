// SPDX-License-Identifier: Apache-2.0
#include "common/event/context.h"

#include "common/event/field_bytes.h"

namespace trace {
namespace {

// Reading

template <class Integer>
Value number(Integer value) {
  if constexpr (std::is_signed_v<Integer>) {
    return std::int64_t{value};
  } else {
    return std::uint64_t{value};
  }
}

Value known(std::string_view text) {
  return text.empty() ? Value() : Value(text);
}

Value call_name(std::int32_t id) {
  const EventSpec* const call = id < 0 ? nullptr : find_event(static_cast<std::uint32_t>(id));
  return call == nullptr ? Value() : Value(call->name);
}

// Writing. Each returns false if the value is not of the member's kind.

template <class Integer>
bool set_number(Integer& member, const Value& value) {
  const auto bits = bits_of(value);
  if (bits) member = static_cast<Integer>(*bits);
  return bits.has_value();
}

bool set_text(std::string_view& member, const Value& value) {
  const auto* const text = std::get_if<std::string_view>(&value);
  if (text != nullptr) member = *text;
  return text != nullptr || is_absent(value);
}

bool set_call(std::int32_t& member, const Value& value) {
  const auto* const name = std::get_if<std::string_view>(&value);
  const EventSpec* const call = name == nullptr ? nullptr : find_event(*name);
  if (call != nullptr) member = static_cast<std::int32_t>(call->id);
  return call != nullptr;
}

bool set_flag(std::uint16_t& flags, wire_event_flag bit, const Value& value) {
  const auto set = bits_of(value);
  if (set) flags = static_cast<std::uint16_t>(*set != 0 ? flags | bit : flags & ~bit);
  return set.has_value();
}

// The lane follows: the first of the processor.
bool set_cpu(std::uint16_t& cpu, std::uint16_t& lane, const Value& value) {
  if (!set_number(cpu, value)) return false;
  lane = static_cast<std::uint16_t>(cpu * WIRE_LANES_PER_CPU);
  return true;
}

bool set(Context& c, ContextField field, const Value& value) {
  switch (field) {
#define SET_HEAD(type, member) set_number(c.member, value)
#define SET_RESULT(member) set_number(c.member, value)
#define SET_TIME(member) set_number(c.member, value)
#define SET_NAME(member) set_text(c.member, value)
#define SET_CALL(member) set_call(c.member, value)
#define SET_FLAG(bit) set_flag(c.flags, bit, value)
#define SET_CPU(member, lane) set_cpu(c.member, c.lane, value)
#define SET_ENTITY(member, pid, start_ns) set_number(c.member, value)
#define SET_TOLD(member) set_text(c.member, value)
#define EACH_FIELD(name, source, aliases, scopes, doc) \
  case ContextField::name:                             \
    return SET_##source;
#include "common/catalog/context.def"
#undef SET_HEAD
#undef SET_RESULT
#undef SET_TIME
#undef SET_NAME
#undef SET_CALL
#undef SET_FLAG
#undef SET_CPU
#undef SET_ENTITY
#undef SET_TOLD
  }
  return false;
}

}  // namespace

Value context_value(const Context& c, ContextField field) {
  switch (field) {
#define VALUE_HEAD(type, member) number(c.member)
#define VALUE_RESULT(member) has_result(c) ? number(c.member) : Value()
#define VALUE_TIME(member) number(c.member)
#define VALUE_NAME(member) Value(c.member)
#define VALUE_CALL(member) call_name(c.member)
#define VALUE_FLAG(bit) Value((c.flags & (bit)) != 0)
#define VALUE_CPU(member, lane) number(c.member)
#define VALUE_ENTITY(member, pid, start_ns) number(c.member)
#define VALUE_TOLD(member) known(c.member)
#define EACH_FIELD(name, source, aliases, scopes, doc) \
  case ContextField::name:                             \
    return VALUE_##source;
#include "common/catalog/context.def"
#undef VALUE_HEAD
#undef VALUE_RESULT
#undef VALUE_TIME
#undef VALUE_NAME
#undef VALUE_CALL
#undef VALUE_FLAG
#undef VALUE_CPU
#undef VALUE_ENTITY
#undef VALUE_TOLD
  }
  return {};
}

Status set_context(Context& context, ContextField field, const Value& value) {
  if (set(context, field, value)) return ok();
  const ContextSpec& spec = context_spec(field);
  return Error{Code::invalid, "context field \"" + std::string(spec.name) + "\" is a " +
                                  std::string(type_name(spec.type)) + ", and the value is none"};
}

}  // namespace trace
