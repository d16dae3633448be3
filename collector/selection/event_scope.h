// SPDX-License-Identifier: Apache-2.0
// EVENT.scope.FIELD: the fields of an event's context by the names that Tracee takes, and the names
// that predicates have for them (common/catalog/context.def).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "common/catalog/context.h"
#include "common/catalog/types.h"

namespace trace {

// The name that a predicate has for each field: context_field::userId is "context.userId".
namespace context_field {
#define EACH_FIELD(name, source, aliases, scopes, doc) inline constexpr const char* name = "context." #name;
#include "common/catalog/context.def"
}  // namespace context_field

struct EventScope {
  enum class Kind : std::uint8_t { number, text, container, host };
  std::string_view name;
  std::string_view field;  // of the predicate; empty for container and host
  Kind kind = Kind::text;
  wire_type type = WIRE_STR;               // of a number
  std::size_t text_max = 0;                // bytes of a text; 0: any number
  std::uint64_t most = ~std::uint64_t{0};  // the largest number, if that is less than what the type holds

  bool is_truth() const { return kind == Kind::container || kind == Kind::host; }
};

// How many bytes a text of that meaning has at most; 0: any number.
constexpr std::size_t text_max(Meaning meaning) {
  return meaning == Meaning::short_name ? WIRE_NAME_SIZE - 1 : 0;
}

// Every field, under each of its names.
std::span<const EventScope> event_scopes();
// Returns nullptr if there is none.
const EventScope* find_event_scope(std::string_view name);

}  // namespace trace
