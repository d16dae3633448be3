// SPDX-License-Identifier: Apache-2.0
#include "rules/model/signature.h"

#include <algorithm>

#include "common/event/socket_address.h"
#include "common/predicate/member.h"

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
                        [](const Json& json) -> Copy { return std::string(json.text); },
                        [](const StringList& list) -> Copy { return copy_of(list); },
                        [](const auto&) -> Copy { return std::nullopt; },
                    },
                    value);
}

// The members of a socket address are texts in the JSON format, so they are in findings.
std::optional<DataValue> socket_text(const Field& field, const SocketAddress& address) {
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
  if (!found) return std::nullopt;
  return DataValue(*std::move(found));
}

std::optional<DataValue> field_value(const Field& field, const Event& event) {
  if (field.member != Member::none) {
    const auto* address = std::get_if<SocketAddress>(&event.args[field.ordinal].value);
    if (address != nullptr) return socket_text(field, *address);
  }
  Scratch scratch;
  return data_value(read(field, event, scratch));
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
