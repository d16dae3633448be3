// SPDX-License-Identifier: Apache-2.0
#include "rules/signature.h"

#include <algorithm>

#include "common/predicate/member.h"

namespace trace {
namespace {

std::vector<std::string> copy_of(const StringList& list) {
  std::vector<std::string> copy;
  for (const std::string_view text : list)
    copy.emplace_back(text);
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
                        [](const Json& json) -> Copy { return std::string(json.text); },
                        [](const StringList& list) -> Copy { return copy_of(list); },
                        [](const auto&) -> Copy { return std::nullopt; },
                    },
                    value);
}

// The members of a socket address are texts in the JSON format, so they are in findings.
bool is_shown_as_text(const Field& field) {
  const auto& names = field.member;
  return names == Member::port || names == Member::sin_port || names == Member::sin6_port ||
         names == Member::sa_family;
}

std::optional<DataValue> field_value(const Field& field, const Event& event) {
  Scratch scratch;
  std::optional<DataValue> value = data_value(read(field, event, scratch));
  if (value && is_shown_as_text(field)) {
    if (const auto* number = std::get_if<std::uint64_t>(&*value)) value = std::to_string(*number);
  }
  return value;
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
  std::sort(data.begin(), data.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  return data;
}

}  // namespace trace
