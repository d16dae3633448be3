// SPDX-License-Identifier: Apache-2.0
#include "tests/support/random_event.h"

#include <array>

#include "common/event/field_bytes.h"
#include "common/event/record.h"

namespace trace {

std::string_view RandomEvents::keep(std::string bytes) {
  return texts_.emplace_back(std::move(bytes));
}

std::string_view RandomEvents::text(std::size_t most) {
  static constexpr std::array<std::string_view, 18> kPieces = {"/",
                                                               "abc",
                                                               " ",
                                                               "\"",
                                                               "\\",
                                                               "<",
                                                               ">",
                                                               "&",
                                                               "\n",
                                                               "\t",
                                                               ".",
                                                               "\x7f",
                                                               "-",
                                                               "\x01",
                                                               "\xc3\xa9",
                                                               "\xe2\x80\xa8",
                                                               "\xf0\x9f\x98\x80",
                                                               "etc"};
  std::string out;
  for (std::uint64_t left = number() % most; left > 0; --left) {
    const std::string_view piece = kPieces[number() % kPieces.size()];
    if (out.size() + piece.size() <= most) out += piece;
  }
  return keep(std::move(out));
}

// What a decimal number and a double both hold exactly: thousandths.
Record RandomEvents::seconds(const TypeSpec& type) {
  RecordBuilder record(type.type());
  std::uint64_t grain = 1;
  for (unsigned i = 3; i < type.digits; ++i) grain *= 10;
  record.set(0, static_cast<std::int64_t>(number() % 1000));
  record.set(1, static_cast<std::int64_t>((number() % 999 + 1) * grain));
  std::string bytes;
  record.append_to(bytes);
  return Record(type.type(), keep(std::move(bytes)));
}

Record RandomEvents::record(const TypeSpec& type) {
  if (type.look == RecordLook::seconds) return seconds(type);
  RecordBuilder record(type.type());
  std::size_t ordinal = 0;
  for (const MemberSpec& member : members_of(type.type())) {
    if (type.layout == RecordLayout::fixed || number() % 3 != 0) record.set(ordinal, value(member.field));
    ++ordinal;
  }
  std::string bytes;
  if (type.layout == RecordLayout::own) {
    const bool inet = number() % 2 == 0;
    bytes = inet ? *record_bytes(type.type(), {{"sa_family", "AF_INET"}, {"sin_addr", "10.0.0.7"}, {"sin_port", "443"}})
                 : *record_bytes(type.type(), {{"sa_family", "AF_UNIX"}, {"sun_path", "/run/x"}});
  } else {
    record.append_to(bytes);
  }
  return Record(type.type(), keep(std::move(bytes)));
}

Value RandomEvents::list(const TypeSpec& type) {
  std::string bytes;
  for (std::uint64_t n = type.count != 0 ? type.count : number() % 4; n > 0; --n) {
    if (shape_of(type.element) == Shape::text) {
      bytes.append(text(10)).push_back('\0');
    } else {
      append_value(type.element, number_of_bits(type_spec(type.element), number()), bytes);
    }
  }
  const std::string_view kept = keep(std::move(bytes));
  return shape_of(type.element) == Shape::text ? Value(StringList(kept)) : Value(NumberList(type.element, kept));
}

Value RandomEvents::value(const FieldSpec& field) {
  const TypeSpec& type = type_spec(field.type);
  switch (type.shape) {
    case Shape::number:
      return number_of_bits(type, number());
    case Shape::text:
      return text(40);
    case Shape::list:
      return list(type);
    case Shape::bytes:
      return Bytes{text(20)};
    case Shape::record:
      return record(type);
  }
  return std::monostate{};
}

Event RandomEvents::make(const EventSpec& spec) {
  Event event;
  event.spec = &spec;
  Context& context = event.context;
#define RANDOM_HEAD(type, member) context.member = static_cast<decltype(context.member)>(number());
#define RANDOM_RESULT(member) context.member = static_cast<std::int64_t>(number());
#define RANDOM_TIME(member) context.member = number() >> 2;
#define RANDOM_NAME(member) context.member = text(15);
#define RANDOM_CALL(member) context.member = number() % 2 == 0 ? WIRE_NO_SYSCALL : WIRE_SYSCALL_ID_openat;
#define RANDOM_FLAG(bit)
#define RANDOM_CPU(member, lane)
#define RANDOM_ENTITY(member, pid, start_ns) context.member = static_cast<std::uint32_t>(number());
#define RANDOM_TOLD(member)
#define EACH_SOURCE(source) RANDOM_##source
#include "common/catalog/context.def"
  context.cpu = context.lane / WIRE_LANES_PER_CPU;
  context.flags = static_cast<std::uint16_t>(number() % 32 | (number() % 4) << 7);
  context.policies |= number() % 2 == 0 ? 1 : 0;
  if (context.policies == 0) context.policies = 1;
  context.provider = number() % 4 == 0 ? ProviderKind::sys_enter : ProviderKind::sys_exit;
  if (!has_result(context)) context.retval = 0;
  std::size_t ordinal = 0;
  for (const FieldSpec& field : spec.fields) {
    Argument& argument = event.args[ordinal++];
    if (number() % 5 == 0) continue;
    argument.value = value(field);
    if (number() % 4 == 0) {
      argument.marks |= WIRE_FIELD_USER;
      context.flags |= WIRE_FLAG_USER_MEMORY;
    }
    if (number() % 4 == 0) {
      argument.marks |= WIRE_FIELD_TRUNCATED;
      context.flags |= WIRE_FLAG_TRUNCATED;
    }
  }
  return event;
}

}  // namespace trace
