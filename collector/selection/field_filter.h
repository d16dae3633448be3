// SPDX-License-Identifier: Apache-2.0
// The condition that --trace and --events put on one field of one event: an argument, the return
// value or a member of the context. The field's type says which values and operators are taken.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <variant>

#include "collector/selection/condition.h"
#include "collector/selection/event_scope.h"
#include "collector/selection/numbers.h"
#include "collector/selection/strings.h"
#include "common/base/result.h"
#include "common/catalog/catalog.h"
#include "common/predicate/expr.h"
#include "common/predicate/number.h"

namespace trace {

// A signed number, an unsigned number, true or false, or text.
struct SignedField {
  std::int64_t low = std::numeric_limits<std::int64_t>::min();
  std::int64_t high = std::numeric_limits<std::int64_t>::max();
};
struct UnsignedField {
  std::uint64_t high = std::numeric_limits<std::uint64_t>::max();
};
struct TruthField {
  Expr yes;
  Expr no;
};
struct TextField {
  std::size_t most = 0;  // bytes that it has; 0: any number
};

class FieldFilter {
 public:
  // Of an event that is no system call it is 0. Errors: the event has no result.
  static Result<FieldFilter> of_retval(const EventSpec& event);
  static FieldFilter of_scope(const EventScope& scope);
  // `name` may have a member or an element: remote_addr.sin_port, argv[0]. Errors: it is neither
  // text nor a number, or has no such member.
  static Result<FieldFilter> of_argument(const EventSpec& event, std::string_view name);

  const std::string& field() const { return field_; }
  // A truth may stand alone (container) or behind not- (not-container); others need an operator.
  Status add(const Condition& condition);
  // Nothing passes it: its conditions contradict each other.
  bool is_impossible() const;
  // Values that were cut to what the field can hold.
  std::span<const std::string> cut_values() const { return texts_.cut; }
  // False where the field is absent, also for "!=".
  Expr expr() const;

 private:
  using Type = std::variant<SignedField, UnsignedField, TruthField, TextField>;
  FieldFilter(std::string field, Type type) : field_(std::move(field)), type_(std::move(type)) {}

  Status add_number(Comparison comparison,
                    std::string_view text);  // REQUIRES: the type is a number
  Status add_truths(const Condition& condition);

  std::string field_;
  Type type_;
  Meaning meaning_ = Meaning::none;
  LeadingZero zero_ = LeadingZero::refused;
  bool id_ = false;  // of a user or group: signed on the wire, so that "unchanged" is -1, but people count from 0 on
  Numbers<std::int64_t> signed_;
  Numbers<std::uint64_t> unsigned_;
  Strings texts_;
};

}  // namespace trace
