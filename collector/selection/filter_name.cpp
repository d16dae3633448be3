// SPDX-License-Identifier: Apache-2.0
#include "collector/selection/filter_name.h"

#include <string>
#include <vector>

#include "collector/selection/event_scope.h"
#include "common/base/near_name.h"
#include "common/base/text.h"

namespace trace {
namespace {

using Kind = FilterName::Kind;

Result<FieldFilter> scope_filter(std::string_view name) {
  const bool negated = name.starts_with("not-");
  const EventScope* scope = find_event_scope(name.substr(negated ? 4 : 0));
  if (scope != nullptr && (!negated || scope->is_truth())) return FieldFilter::of_scope(*scope);
  std::vector<std::string_view> known;
  for (const EventScope& one : event_scopes()) {
    known.push_back(one.name);
  }
  return Error{Code::invalid, "invalid event scope field: " + in_quotes(name) + did_you_mean(name, known)};
}

Error no_such_argument(const EventSpec& event, const FilterName& name) {
  std::vector<std::string_view> known{"retval"};
  for (const FieldSpec& field : event.fields) {
    known.push_back(field.name);
  }
  std::string message =
      name.kind == Kind::data ? "invalid event data field: " : "invalid argument filter argument name: ";
  message.append(in_quotes(name.name)).append(" of ").append(event.name).append(did_you_mean(name.name, known));
  return {Code::invalid, std::move(message)};
}

}  // namespace

std::string_view FilterName::argument() const {
  if (kind != Kind::argument && kind != Kind::data) return {};
  return name.substr(0, name.find_first_of(".["));
}

Result<FilterName> split_filter_name(const Condition& condition) {
  const std::size_t dot = condition.name.find('.');
  FilterName filter;
  filter.event = condition.name.substr(0, dot);
  filter.name = condition.name.substr(dot + 1);
  const std::size_t second = filter.name.find('.');
  const std::string_view kind = filter.name.substr(0, second);
  if (filter.name == "retval") filter.kind = Kind::retval;
  if (second != std::string_view::npos) {
    if (kind == "data" || kind == "args") filter.kind = Kind::data;
    if (kind == "scope") filter.kind = Kind::scope;
    if (filter.kind != Kind::argument) filter.name.remove_prefix(second + 1);
  }
  if (filter.event.empty() || filter.name.empty()) {
    return Error{Code::invalid, "invalid argument filter format: " + in_quotes(condition.text) +
                                    " (EVENT.ARG, EVENT.retval or EVENT.scope.FIELD)"};
  }
  return filter;
}

Result<FieldFilter> blank_filter(const EventSpec& event, const FilterName& name) {
  switch (name.kind) {
    case Kind::retval:
      return FieldFilter::of_retval(event);
    case Kind::scope:
      return scope_filter(name.name);
    case Kind::argument:
    case Kind::data:
      break;
  }
  if (!event.field(name.argument())) return no_such_argument(event, name);
  return FieldFilter::of_argument(event, name.name);
}

}  // namespace trace
