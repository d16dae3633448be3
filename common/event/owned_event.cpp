// SPDX-License-Identifier: Apache-2.0
#include "common/event/owned_event.h"

#include <utility>

namespace trace {
namespace {

bool number_fits(const Value& value, NumberKind kind) {
  switch (kind) {
    case NumberKind::is_signed:
      return std::holds_alternative<std::int64_t>(value);
    case NumberKind::is_unsigned:
      return std::holds_alternative<std::uint64_t>(value);
    case NumberKind::truth:
      return std::holds_alternative<bool>(value);
    case NumberKind::address:
      return std::holds_alternative<Address>(value);
  }
  return false;
}

bool list_fits(const Value& value, const TypeSpec& type) {
  if (shape_of(type.element) == Shape::text) return std::holds_alternative<StringList>(value);
  return type.count == 0 ? std::holds_alternative<IntList>(value) : std::holds_alternative<IntPair>(value);
}

bool record_fits(const Value& value, const TypeSpec& type) {
  switch (type.type()) {
    case WIRE_SOCKADDR:
      return std::holds_alternative<SocketAddress>(value);
    case WIRE_CRED:
      return std::holds_alternative<Credentials>(value);
    default:
      return std::holds_alternative<Timespec>(value);
  }
}

}  // namespace

bool fits(const Value& value, wire_type type) {
  if (is_absent(value)) return true;
  const TypeSpec& spec = type_spec(type);
  switch (spec.shape) {
    case Shape::number:
      return number_fits(value, spec.kind);
    case Shape::text:
      return std::holds_alternative<std::string_view>(value);
    case Shape::list:
      return list_fits(value, spec);
    case Shape::bytes:
      return std::holds_alternative<Bytes>(value);
    case Shape::record:
      return record_fits(value, spec);
  }
  return false;
}

OwnedEvent::OwnedEvent(const Event& other) : event(other) {
  for (std::size_t i = 0; i < event.spec->fields.size(); ++i) event.args[i].value = keep_value(event.args[i].value);
  Context& context = event.context;
  for (std::string_view* text : {&context.comm, &context.uts, &context.executable, &context.container_id}) {
    if (!text->empty()) *text = keep(std::string(*text));
  }
}

Status OwnedEvent::set(std::string_view field, const Value& value) {
  const auto ordinal = event.spec->field(field);
  if (!ordinal) {
    return Error{Code::invalid,
                 "event " + std::string(event.spec->name) + " has no field \"" + std::string(field) + "\""};
  }
  const wire_type type = event.spec->fields[*ordinal].type;
  if (!fits(value, type)) {
    return Error{Code::invalid, "field \"" + std::string(field) + "\" is a " + std::string(type_name(type)) +
                                    ", and the value is none"};
  }
  event.args[*ordinal].value = keep_value(value);
  return ok();
}

Value OwnedEvent::keep_value(const Value& value) {
  return std::visit(Overloaded{
                        [&](std::string_view text) -> Value { return keep(std::string(text)); },
                        [&](StringList list) -> Value { return StringList(keep(std::string(list.bytes()))); },
                        [&](Bytes bytes) -> Value { return Bytes{keep(std::string(bytes.data))}; },
                        [&](SocketAddress address) -> Value { return SocketAddress{keep(std::string(address.raw))}; },
                        [&](Credentials cred) -> Value { return Credentials{keep(std::string(cred.raw))}; },
                        [&](IntList list) -> Value { return IntList{keep(std::string(list.raw))}; },
                        [](const auto& other) -> Value { return other; },
                    },
                    value);
}

}  // namespace trace
