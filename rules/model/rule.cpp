// SPDX-License-Identifier: Apache-2.0
#include "rules/model/rule.h"

#include "common/event/socket_address.h"
#include "common/predicate/member.h"

namespace trace {
namespace {

// A value that is read in another shape than it has in the event lies in a Scratch, which does not last.
bool is_shaped(const Field& field) {
  return field.place == Field::Place::state || field.member != Member::none || field.lower || field.part != Part::whole;
}

void add_value(Finding& finding, const DataField& data, const Field& field, const Value& value) {
  const auto lasting = [&](std::string_view bytes) { return is_shaped(field) ? finding.keep(bytes) : bytes; };
  const auto add = [&](DataValue found) { finding.add(data.name, found); };
  std::visit(
      Overloaded{
          [&](bool is) { add(is); }, [&](std::int64_t number) { add(number); },
          [&](std::uint64_t number) { add(number); }, [&](const Address& address) { add(address.value); },
          [&](std::string_view text) { add(lasting(text)); }, [&](const Bytes& bytes) { add(lasting(bytes.data)); },
          [&](const Json& json) { add(lasting(json.text)); },
          [&](const StringList& list) { add(StringList(lasting(list.bytes()))); },
          [](const auto&) {},  // absent, structs without a member, times
      },
      value);
}

// The members of a socket address are texts in the JSON format, so they are in findings.
void add_socket_text(Finding& finding, const DataField& data, const Field& field, const SocketAddress& address) {
  const auto text = [&](std::string_view name) { return socket_member(address, name); };
  std::optional<std::string> found;
  if (field.member == Member::address) {
    found = text("sin_addr");
    if (!found) found = text("sin6_addr");
  } else if (field.member == Member::port) {
    found = text("sin_port");
    if (!found) found = text("sin6_port");
  } else {
    found = text(member_name(field.member));
  }
  if (found) finding.add(data.name, finding.keep(*found));
}

void add_field(Finding& finding, const DataField& data, const Field& field, const Event& event) {
  if (field.member != Member::none) {
    const auto* address = std::get_if<SocketAddress>(&event.args[field.ordinal].value);
    if (address != nullptr) return add_socket_text(finding, data, field, *address);
  }
  Scratch scratch;
  add_value(finding, data, field, read(field, event, scratch));
}

void add_first_element(Finding& finding, const Atom& test, const Event& event) {
  Scratch scratch;
  bool found = false;
  for_each_scalar(read(test.field, event, scratch), [&](auto scalar) {
    if constexpr (std::is_same_v<decltype(scalar), std::string_view>) {
      if (found || !holds(test, Value(scalar))) return;
      found = true;
      const std::string_view text = is_shaped(test.field) ? finding.keep(scalar) : scalar;
      finding.add(text.substr(0, text.find('=')), text);
    }
  });
}

}  // namespace

void fill(Finding& finding, const Clause& clause, const Event& event) {
  for (const DataField& data : clause.data) {
    if (const auto* constant = std::get_if<std::string>(&data.value)) {
      finding.add(data.name, std::string_view(*constant));
    } else {
      add_field(finding, data, *std::get_if<Field>(&data.value), event);
    }
  }
  if (clause.data_from) add_first_element(finding, *clause.data_from, event);
  finding.sort();
}

}  // namespace trace
