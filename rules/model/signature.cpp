// SPDX-License-Identifier: Apache-2.0
#include "rules/model/signature.h"

#include <algorithm>

#include "common/event/record.h"

namespace trace {
namespace {

std::vector<std::string> copy_of(const StringList& list) {
  std::vector<std::string> copy;
  for (const std::string_view text : list) copy.emplace_back(text);
  return copy;
}

std::optional<DataValue> data_value(const Value& value) {
  using Copy = std::optional<DataValue>;
  return std::visit(Overloaded{
                        [](bool is) -> Copy { return is; },
                        [](std::int64_t number) -> Copy { return number; },
                        [](std::uint64_t number) -> Copy { return number; },
                        [](const Address& address) -> Copy { return address.value; },
                        [](std::string_view text) -> Copy { return std::string(text); },
                        [](const Bytes& bytes) -> Copy { return std::string(bytes.data); },
                        [](const StringList& list) -> Copy { return copy_of(list); },
                        [](const auto&) -> Copy { return std::nullopt; },
                    },
                    value);
}

// Numbers that JSON has in quotes or by name are texts in findings, too; `address` and `port`, which JSON does not have,
// are as the members that they stand for.
std::optional<DataValue> member_value(const MemberSpec& member, const Value& value) {
  switch (member.spelling) {
    case Spelling::plain:
    case Spelling::is_signed:
      return data_value(value);
    case Spelling::quoted:
    case Spelling::symbol:
    case Spelling::asked:
      break;
  }
  if (is_absent(value) || !is_number(member.field.type)) return data_value(value);
  std::string text;
  append_member_text(member, value, text);
  return DataValue(std::move(text));
}

std::optional<DataValue> field_value(const Field& field, const Event& event) {
  Scratch scratch;
  const Value value = read(field, event, scratch);
  return field.member == Member::none ? data_value(value) : member_value(member_spec(field, *event.spec), value);
}

void add_first_element(const Atom& test, const Event& event, FindingData& data) {
  Scratch scratch;
  bool found = false;
  for_each_scalar(read(test.field, event, scratch), [&](auto scalar) {
    if constexpr (std::is_same_v<decltype(scalar), std::string_view>) {
      if (found || !holds(test, Value(scalar))) return;
      found = true;
      data.emplace_back(scalar.substr(0, scalar.find('=')), std::string(scalar));
    }
  });
}

}  // namespace

FindingData finding_data(const Clause& clause, const Event& event) {
  FindingData data;
  for (const DataField& field : clause.data) {
    if (const auto* constant = std::get_if<DataValue>(&field.value)) {
      data.emplace_back(field.name, *constant);
    } else if (auto value = field_value(*std::get_if<Field>(&field.value), event)) {
      data.emplace_back(field.name, *std::move(value));
    }
  }
  if (clause.data_from) add_first_element(*clause.data_from, event, data);
  std::sort(data.begin(), data.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  return data;
}

}  // namespace trace
