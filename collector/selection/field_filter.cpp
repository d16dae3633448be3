// SPDX-License-Identifier: Apache-2.0
#include "collector/selection/field_filter.h"

#include <algorithm>

#include "collector/selection/number_text.h"
#include "collector/selection/scopes.h"
#include "common/base/text.h"
#include "common/predicate/field.h"
#include "common/predicate/literal.h"

namespace trace {
namespace {

// REQUIRES: the type is a number, and no truth.
template <class Type>
Type number_type(const TypeSpec& type, std::uint64_t most = std::numeric_limits<std::uint64_t>::max()) {
  const unsigned unused = 64U - 8U * type.least;
  if (type.kind == NumberKind::is_signed) {
    return SignedField{std::numeric_limits<std::int64_t>::min() >> unused,
                       std::numeric_limits<std::int64_t>::max() >> unused};
  }
  return UnsignedField{std::min(most, std::numeric_limits<std::uint64_t>::max() >> unused)};
}

TruthField truth_of(const std::string& field) {
  return {test(field, Op::equal, {std::int64_t{1}}), test(field, Op::equal, {std::int64_t{0}})};
}

Error wrong_operator(const Condition& condition, std::string_view takes) {
  std::string message = "invalid filter operator: ";
  message.append(in_quotes(condition.operator_text)).append(" (").append(takes).append(")");
  return {Code::invalid, std::move(message)};
}

}  // namespace

Result<FieldFilter> FieldFilter::of_retval(const EventSpec& event) {
  if (event.is_syscall && event.syscall->at_entry) {
    return Error{Code::invalid, std::string(event.name) + " has no result: it is sent when the call begins"};
  }
  FieldFilter filter(context_field::returnValue, event.is_syscall ? SignedField{} : SignedField{0, 0});
  filter.meaning_ = Meaning::result;
  return filter;
}

FieldFilter FieldFilter::of_scope(const EventScope& scope) {
  std::string name(scope.field);
  switch (scope.kind) {
    case EventScope::Kind::number:
      return {std::move(name), number_type<Type>(type_spec(scope.type), scope.most)};
    case EventScope::Kind::text:
      return {std::move(name), TextField{scope.text_max}};
    case EventScope::Kind::container:
      return {"container", TruthField{in_container_expr(), negate(in_container_expr())}};
    case EventScope::Kind::host:
      return {"host", TruthField{negate(in_container_expr()), in_container_expr()}};
  }
  return {std::move(name), TextField{}};
}

Result<FieldFilter> FieldFilter::of_argument(const EventSpec& event, std::string_view argument) {
  std::string name = "args." + std::string(argument);
  TRY_ASSIGN(const Field field, parse_field(name, event));
  const FieldType declared = type_of(field, event);
  const std::string_view ctype = event.fields[field.ordinal].ctype;
  const auto number = [&](Type type) {
    FieldFilter filter(std::move(name), std::move(type));
    filter.meaning_ = declared.meaning;
    filter.zero_ = leading_zero(declared);
    filter.id_ = ctype == "uid_t" || ctype == "gid_t";
    return filter;
  };
  const TypeSpec& type = type_spec(element_type(declared.type));
  switch (type_spec(declared.type).shape) {
    case Shape::number:
      if (type.kind == NumberKind::truth) {
        TruthField truth = truth_of(name);
        return FieldFilter(std::move(name), std::move(truth));
      }
      return number(number_type<Type>(type));
    case Shape::text:
      return FieldFilter(std::move(name), TextField{text_max(declared.meaning)});
    case Shape::list:
      if (type.shape == Shape::text) return FieldFilter(std::move(name), TextField{});
      break;
    case Shape::bytes:
    case Shape::record:
      break;
  }
  const std::vector<std::string_view> members = member_names(declared.type);
  std::string message =
      "argument " + in_quotes(argument) + " is a " + std::string(ctype) + ", neither a number nor text";
  if (!members.empty()) {
    message.append(" (name a member of it: ").append(argument).append(".").append(members.front()).append(")");
  }
  return Error{Code::unsupported, std::move(message)};
}

Status FieldFilter::add(const Condition& condition) {
  if (std::holds_alternative<TruthField>(type_)) return add_truths(condition);
  if (!condition.comparison) {
    return Error{Code::invalid,
                 "invalid filter expression: " + in_quotes(condition.text) + " (an operator and a value are missing)"};
  }
  if (const auto* type = std::get_if<TextField>(&type_)) return texts_.add(condition, type->most);
  for (const std::string_view text : condition.values) {
    TRY(add_number(*condition.comparison, text));
  }
  return ok();
}

Status FieldFilter::add_number(Comparison comparison, std::string_view text) {
  const NumberStyle style{meaning_, zero_};
  TRY(check_architectures(text, field_, meaning_));
  if (const auto* type = std::get_if<SignedField>(&type_)) {
    const bool may_wrap = id_ && (comparison == Comparison::equal || comparison == Comparison::differs);
    const std::int64_t high = may_wrap ? std::numeric_limits<std::uint32_t>::max() : type->high;
    TRY_ASSIGN(std::int64_t value, parse_signed(text, type->low, high, style));
    if (value > type->high) value = static_cast<std::int32_t>(value);
    return signed_.add(comparison, value, type->low, type->high);
  }
  const std::uint64_t high = std::get<UnsignedField>(type_).high;
  TRY_ASSIGN(const std::uint64_t value, parse_unsigned(text, high, style));
  return unsigned_.add(comparison, value, 0, high);
}

Status FieldFilter::add_truths(const Condition& condition) {
  const bool negated = condition.name.starts_with("not-");
  if (!condition.comparison) {
    signed_.equal.push_back(negated ? 0 : 1);
    return ok();
  }
  if (negated) {
    return Error{Code::invalid,
                 "invalid filter expression: " + in_quotes(condition.text) + " (either not- or a value)"};
  }
  if (condition.comparison != Comparison::equal && condition.comparison != Comparison::differs) {
    return wrong_operator(condition, "true and false take = and !=");
  }
  for (const std::string_view text : condition.values) {
    TRY_ASSIGN(const bool value, parse_truth(text));
    TRY(signed_.add(*condition.comparison, value ? 1 : 0, 0, 1));
  }
  return ok();
}

bool FieldFilter::is_impossible() const {
  if (std::holds_alternative<TextField>(type_)) return texts_.is_impossible();
  if (std::holds_alternative<TruthField>(type_)) return signed_.is_impossible(0, 1);
  if (const auto* type = std::get_if<SignedField>(&type_)) return signed_.is_impossible(type->low, type->high);
  return unsigned_.is_impossible(0, std::get<UnsignedField>(type_).high);
}

Expr FieldFilter::expr() const {
  if (std::holds_alternative<TextField>(type_)) return strings_expr(field_, texts_);
  if (const auto* truth = std::get_if<TruthField>(&type_)) {
    std::vector<Expr> allowed;
    if (signed_.contains(1)) allowed.push_back(truth->yes);
    if (signed_.contains(0)) allowed.push_back(truth->no);
    return any_of(std::move(allowed));
  }
  return std::holds_alternative<SignedField>(type_) ? numbers_expr(field_, signed_) : numbers_expr(field_, unsigned_);
}

}  // namespace trace
