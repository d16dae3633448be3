// SPDX-License-Identifier: Apache-2.0
// Which field of which event a filter is about.
//
//   filter-name  := EVENT "." ( "retval" | argument | ("data" | "args") "." argument | "scope" "."
//   FIELD ) argument     := NAME [ "." MEMBER ] [ "[" NUMBER "]" ]
//
// EVENT.ARG is the spelling of --trace, EVENT.data.ARG that of --events; either flag takes either.
#pragma once

#include <cstdint>
#include <string_view>

#include "collector/selection/condition.h"
#include "collector/selection/field_filter.h"
#include "common/base/result.h"
#include "common/catalog/catalog.h"

namespace trace {

struct FilterName {
  enum class Kind : std::uint8_t { retval, argument, data, scope };  // data: an argument, spelt EVENT.data.ARG
  std::string_view event;
  Kind kind = Kind::argument;
  std::string_view name;

  // The argument without member and element; empty for other kinds.
  std::string_view argument() const;
};

// REQUIRES: condition.name has a dot.
Result<FilterName> split_filter_name(const Condition& condition);

// A filter of that field of `event` that nothing was added to yet. Errors: the event has no such
// field.
Result<FieldFilter> blank_filter(const EventSpec& event, const FilterName& name);

}  // namespace trace
