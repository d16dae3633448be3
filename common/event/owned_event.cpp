// SPDX-License-Identifier: Apache-2.0
#include "common/event/owned_event.h"

#include <cassert>
#include <utility>

#include "common/event/field_bytes.h"

namespace trace {
namespace {

Error no_field(const EventSpec& event, std::string_view field) {
  return {Code::invalid, "event " + std::string(event.name) + " has no field \"" + std::string(field) + "\""};
}

}  // namespace

OwnedEvent::OwnedEvent(const Event& other) : event(other) {
  for (std::size_t i = 0; i < event.spec->fields.size(); ++i) event.args[i].value = keep_value(event.args[i].value);
  for_each_text(event.context, [&](std::string_view& text) {
    if (!text.empty()) text = keep(std::string(text));
  });
}

Status OwnedEvent::set(std::string_view field, const Value& value) {
  constexpr std::string_view kContext = "context.";
  if (field.starts_with(kContext)) {
    const auto context = find_context_field(field.substr(kContext.size()));
    if (!context) return no_field(*event.spec, field);
    return set_context(event.context, *context, keep_value(value));
  }
  const auto ordinal = event.spec->field(field);
  if (!ordinal) return no_field(*event.spec, field);
  const wire_type type = event.spec->fields[*ordinal].type;
  if (!fits(value, type)) {
    return Error{Code::invalid, "field \"" + std::string(field) + "\" is a " + std::string(type_name(type)) +
                                    ", and the value is none"};
  }
  event.args[*ordinal].value = keep_value(value);
  return ok();
}

void OwnedEvent::put(std::string_view field, const Value& value) {
  const Status done = set(field, value);
  assert(done);
  static_cast<void>(done);
}

Value OwnedEvent::keep_value(const Value& value) {
  const auto copy = [this](std::string_view bytes) { return keep(std::string(bytes)); };
  return std::visit(Overloaded{
                        [&](std::string_view text) -> Value { return copy(text); },
                        [&](StringList list) -> Value { return StringList(copy(list.bytes())); },
                        [&](NumberList list) -> Value { return NumberList(list.element(), copy(list.raw())); },
                        [&](Bytes bytes) -> Value { return Bytes{copy(bytes.data)}; },
                        [&](Record record) -> Value { return Record(record.type(), copy(record.raw())); },
                        [](const auto& number) -> Value { return number; },
                    },
                    value);
}

}  // namespace trace
