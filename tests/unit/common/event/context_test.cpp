// SPDX-License-Identifier: Apache-2.0
#include "common/event/context.h"

#include <catch2/catch.hpp>

#include "common/event/field_bytes.h"

namespace trace {
namespace {

// A value of the field's type, which is not that of an empty context.
Value some_value(const ContextSpec& field) {
  if (field.name == "syscall") return std::string_view("openat");
  return is_number(field.type) ? number_of_bits(type_spec(field.type), 1) : Value(std::string_view("text"));
}

TEST_CASE("every field of the context can be set, and has the value that it was given") {
  for (std::size_t i = 0; i < kContextFields.size(); ++i) {
    INFO(kContextFields[i].name);
    const auto field = static_cast<ContextField>(i);
    Context context;
    const Value value = some_value(kContextFields[i]);
    CHECK(context_value(context, field) != value);
    REQUIRE(set_context(context, field, value));
    CHECK(context_value(context, field) == value);
  }
}

TEST_CASE("a value of another type is refused") {
  Context context;
  const Status set = set_context(context, ContextField::userId, std::string_view("root"));
  REQUIRE_FALSE(set);
  CHECK(set.error().message == "context field \"userId\" is a U32, and the value is none");
  CHECK_FALSE(set_context(context, ContextField::syscall, std::string_view("opennat")));
}

TEST_CASE("a text that is not known is absent") {
  Context context;
  CHECK(is_absent(context_value(context, ContextField::containerId)));
  CHECK(is_absent(context_value(context, ContextField::syscall)));
  CHECK(context_value(context, ContextField::processName) == Value(std::string_view()));
}

TEST_CASE("names and aliases of context fields are unique, and are found") {
  std::size_t found = 0;
  for (std::size_t i = 0; i < kContextFields.size(); ++i) {
    INFO(kContextFields[i].name);
    CHECK(find_context_field(kContextFields[i].name) == static_cast<ContextField>(i));
    found += find_context_field(kContextFields[i].name) ? 1 : 0;
  }
  CHECK(found == kContextFields.size());
  CHECK(find_context_field("pid") == ContextField::hostProcessId);
  CHECK(find_context_field("container.id") == ContextField::containerId);
  CHECK_FALSE(find_context_field("pids"));
}

}  // namespace
}  // namespace trace
