// SPDX-License-Identifier: Apache-2.0
// Events made by hand, and whether an expression is true of them.
#pragma once

#include <string>
#include <string_view>

#include <catch2/catch.hpp>

#include "common/catalog/catalog.h"
#include "common/event/event.h"
#include "common/predicate/compile.h"
#include "common/predicate/expr.h"

namespace trace {

// REQUIRES: the catalog has the event. Every argument is absent.
inline Event event_named(std::string_view name) {
  Event event;
  event.spec = find_event(name);
  REQUIRE(event.spec != nullptr);
  return event;
}

// REQUIRES: the event has the argument.
inline void set_argument(Event& event, std::string_view name, Value value) {
  const auto ordinal = event.spec->field(name);
  REQUIRE(ordinal);
  event.args[*ordinal].value = value;
}

inline bool is_true(const Expr& expr, const Event& event) {
  const auto program = compile(expr, *event.spec);
  if (!program) FAIL(program.error().message);
  return program->run(event);
}

}  // namespace trace
