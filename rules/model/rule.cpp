// SPDX-License-Identifier: Apache-2.0
#include "rules/model/rule.h"

#include "common/event/record.h"

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
          [&](const StringList& list) { add(StringList(lasting(list.bytes()))); },
          [](const auto&) {},  // absent, lists of numbers, records without a member
      },
      value);
}

// Whether a member is a number that JSON has in quotes or by name. It is a text in findings, too; `address` and `port`,
// which JSON does not have, are as the members that they stand for.
bool is_text_in_json(const MemberSpec& member) {
  switch (member.spelling) {
    case Spelling::plain:
    case Spelling::is_signed:
      return false;
    case Spelling::quoted:
    case Spelling::symbol:
    case Spelling::asked:
      break;
  }
  return is_number(member.field.type);
}

void add_field(Finding& finding, const DataField& data, const Field& field, const Event& event) {
  Scratch scratch;
  const Value value = read(field, event, scratch);
  if (field.member != Member::none && !is_absent(value)) {
    if (const MemberSpec& member = member_spec(field, *event.spec); is_text_in_json(member)) {
      std::string text;
      append_member_text(member, value, text);
      finding.add(data.name, finding.keep(text));
      return;
    }
  }
  add_value(finding, data, field, value);
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
