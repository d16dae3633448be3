// SPDX-License-Identifier: Apache-2.0
// The keys of a line that context.def lists. Both readers of lines are instances of this (see read_value.h); what it asks
// of `In` besides: number(T&), which fits into T or its counterpart of the other sign; expect("..."), which may always
// say no; and in_known_object(in, shape, find, take), which calls take(find(key), member).
#pragma once

#include <optional>

#include "common/codec/json/keys.h"
#include "common/codec/json/read_value.h"
#include "common/codec/json/shape.h"

namespace trace::json {

// What is known of a line while it is read.
struct Reading {
  Event& event;
  LineShape& shape;
  ArgumentMarks marks{};
  std::optional<std::string_view> syscall{};
  bool says_flags = false;
};

namespace read_context_detail {

// One function for each source of context.def.

template <class In, class Number>
TRACE_INLINE bool read_number(In& in, Number& member) {
  return in.number(member);
}

template <class In>
TRACE_INLINE bool read_flag(In& in, std::uint16_t& flags, std::uint16_t bit) {
  bool claim = false;
  if (!in.boolean(claim)) return false;
  if (claim) flags |= bit;
  return true;
}

// An empty text says nothing: the same may stand in another place.
template <class In>
TRACE_INLINE bool read_told(In& in, std::string_view& member) {
  std::string_view text;
  if (!in.quoted(text)) return false;
  if (!text.empty()) member = text;
  return true;
}

// What is said a second time holds if it was not said a first time.
template <class In>
bool read_also(In& in, std::string_view& member) {
  std::string_view text;
  if (!in.quoted(text)) return false;
  if (member.empty()) member = text;
  return true;
}

template <class In>
bool read_names(In& in, const EventSpec& event, std::uint64_t& ordinals) {
  return in_list(in, [&](In& element) {
    std::string_view name;
    if (!element.quoted(name)) return false;
    if (const auto ordinal = event.field(name)) ordinals |= std::uint64_t{1} << *ordinal;
    return true;
  });
}

template <class In>
bool read_provider(In& in, ProviderKind& provider) {
  std::string_view name;
  if (!in.quoted(name)) return false;
  provider = find_provider(name);
  return true;
}

// Names of policies. Those that have none are "" (the first), or their number.
template <class In>
bool read_policies(In& in, std::uint64_t& policies) {
  if (in.kind() != Kind::list) return in.any_value();
  return in_list(in, [&](In& element) {
    std::string_view name;
    if (element.kind() != Kind::text) return element.any_value();
    if (!element.quoted(name)) return false;
    if (const auto number = policy_number(name)) policies |= std::uint64_t{1} << *number;
    return true;
  });
}

}  // namespace read_context_detail

// Reads a member of an object; null says nothing. REQUIRES: it is not Inside::other; r.event.spec is set if the object is the provenance.
template <class In>
TRACE_INLINE bool take_inside(Inside key, In& in, Reading& r) {
  using namespace read_context_detail;  // NOLINT(google-build-using-namespace): its own
  Context& c = r.event.context;
  if (in.looking_at('n')) return in.null();
  switch (key) {
#define TAKE_HEAD(type, member) read_number(in, c.member)
#define TAKE_FLAG(bit) read_flag(in, c.flags, bit)
#define TAKE_TOLD(member) read_told(in, c.member)
#define ALSO_TOLD(member) read_also(in, c.member)
#define INSIDE(object, key, name, source, aliases, scopes, doc) \
  case Inside::object##_##key:                                  \
    return TAKE_##source;
#define HIDDEN(object, key, source, doc) \
  case Inside::object##_##key:           \
    return TAKE_##source;
#define EXTRA(name, source, aliases, scopes, doc) \
  case Inside::provenance_##name:                 \
    return TAKE_##source;
#define ALSO(object, key, source) \
  case Inside::object##_##key:    \
    return ALSO_##source;
#include "common/catalog/context.def"
    case Inside::provenance_provider:
      return read_provider(in, c.provider);
    case Inside::provenance_variant:
      return in.number(c.variant);
    case Inside::provenance_user:
      c.flags |= WIRE_FLAG_USER_MEMORY;
      return read_names(in, *r.event.spec, r.marks.user);
    case Inside::provenance_truncated:
      c.flags |= WIRE_FLAG_TRUNCATED;
      return read_names(in, *r.event.spec, r.marks.truncated);
    case Inside::provenance_absent:
      return read_names(in, *r.event.spec, r.marks.absent);
    case Inside::other:
      return false;
  }
  return false;
}

template <class In>
TRACE_INLINE bool take_object(Object object, In& in, Reading& r) {
  const auto find = [object](std::string_view name) { return static_cast<std::uint8_t>(find_inside(object, name)); };
  return in_known_object(in, r.shape.of(object), find, [&](std::uint8_t index, In& value) TRACE_INLINED {
    const auto key = static_cast<Inside>(index);
    return key == Inside::other ? value.any_value() : take_inside(key, value, r);
  });
}

// Reads the value of a key, if it is a key of the context, or null, which is as if the key were not there; else own(key) has to, which knows of which event the line is.
template <class In, class Own>
TRACE_INLINE bool take_key(Key key, In& in, Reading& r, Own&& own) {
  using namespace read_context_detail;  // NOLINT(google-build-using-namespace): its own
  Context& c = r.event.context;
  if (in.looking_at('n')) return in.null();
  if (key == Key::contextFlags) r.says_flags = true;
  switch (key) {
#define TAKE_RESULT(member) in.expect("null") || read_number(in, c.member)
#define TAKE_TIME(member) read_number(in, c.member)
#define TAKE_NAME(member) in.quoted(c.member)
#define TAKE_CALL(member) in.quoted(r.member.emplace())
#define TAKE_CPU(member, lane) read_number(in, c.member)
#define TAKE_ENTITY(member, pid, start_ns) read_number(in, c.member)
#define CONTEXT(name, source, aliases, scopes, doc) \
  case Key::name:                                   \
    return TAKE_##source;
#define OBJECT(name)                                              \
  case Key::name:                                                 \
    if constexpr (Object::name == Object::provenance) {           \
      return own(key);                                            \
    } else {                                                      \
      return in.expect("{}") || take_object(Object::name, in, r); \
    }
#include "common/catalog/context.def"
#undef TAKE_HEAD
#undef TAKE_FLAG
#undef TAKE_TOLD
#undef ALSO_TOLD
#undef TAKE_RESULT
#undef TAKE_TIME
#undef TAKE_NAME
#undef TAKE_CALL
#undef TAKE_CPU
#undef TAKE_ENTITY
    case Key::matchedPolicies:
      if (in.expect("[\"\"]")) {
        c.policies = 1;
        return true;
      }
      return in.apart([&](In& copy) { return read_policies(copy, c.policies); });
    case Key::kubernetes:
      return in.expect("{}") || in.any_value();
    case Key::stackAddresses:
      return in.expect("null") || in.any_value();
    case Key::argsNum:
      return in.any_value();
    case Key::eventId:
    case Key::eventName:
    case Key::args:
    case Key::loss:
    case Key::totals:
    case Key::clock:
    case Key::artifact:
    case Key::other:
      return own(key);
  }
  return false;
}

}  // namespace trace::json
