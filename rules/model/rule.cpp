// SPDX-License-Identifier: Apache-2.0
#include "rules/model/rule.h"

#include <algorithm>

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

bool element_passes(const Formula& formula, std::string_view element) {
  const auto passes = [&](const Formula& term) { return element_passes(term, element); };
  switch (formula.kind) {
    case Formula::Kind::atom:
      return holds(formula.atom, Value(element));
    case Formula::Kind::negation:
      return !passes(formula.terms.front());
    case Formula::Kind::all:
      return std::all_of(formula.terms.begin(), formula.terms.end(), passes);
    case Formula::Kind::any:
      return std::any_of(formula.terms.begin(), formula.terms.end(), passes);
  }
  return false;
}

// The field that all tests of the formula are on.
const Field& field_of(const Formula& formula) {
  return formula.kind == Formula::Kind::atom ? formula.atom.field : field_of(formula.terms.front());
}

bool add_first_element(Finding& finding, const Formula& formula, const Event& event) {
  const Field& field = field_of(formula);
  Scratch scratch;
  bool found = false;
  for_each_scalar(read(field, event, scratch), [&](auto scalar) {
    if constexpr (std::is_same_v<decltype(scalar), std::string_view>) {
      if (found || !element_passes(formula, scalar)) return;
      found = true;
      const std::string_view text = is_shaped(field) ? finding.keep(scalar) : scalar;
      finding.add(text.substr(0, text.find('=')), text);
    }
  });
  return found;
}

}  // namespace

bool fill(Finding& finding, const Clause& clause, const Event& event) {
  for (const DataField& data : clause.data) {
    if (const auto* constant = std::get_if<std::string>(&data.value)) {
      finding.add(data.name, std::string_view(*constant));
    } else {
      add_field(finding, data, *std::get_if<Field>(&data.value), event);
    }
  }
  if (clause.data_from && !add_first_element(finding, *clause.data_from, event)) return false;
  finding.sort();
  return true;
}

}  // namespace trace
