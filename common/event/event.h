// SPDX-License-Identifier: Apache-2.0
// One event, as both programs see it: what the catalog says of it, its context, and its arguments.
//
// An Event owns nothing; it is a view over the frame or the JSON line that it was decoded from and is valid as long as
// that is. A reader fills the same Event again and again.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "common/catalog/catalog.h"
#include "common/event/context.h"
#include "common/event/event_state.h"
#include "common/event/value.h"
#include "common/wire/frame.h"

namespace trace {

struct Argument {
  Value value;
  std::uint8_t marks = 0;  // WIRE_FIELD_TRUNCATED, WIRE_FIELD_USER
};

struct Event {
  const EventSpec* spec = nullptr;               // never null in an Event that a reader gave out
  Architecture architecture = kOwnArchitecture;  // of the machine that it happened on
  Context context;
  std::array<Argument, kFieldsMax> args;  // by ordinal; the first spec->fields.size() are used
  // A bit by ordinal: the argument was sent, as something that is not understood here. It is absent in args, but nothing
  // may be concluded from that.
  std::uint64_t not_understood = 0;
  static_assert(kFieldsMax <= 64);
  // What conditions may ask besides; null if no state is kept. Who evaluates them sets it.
  const EventState* state = nullptr;

  std::span<const Argument> arguments() const { return std::span<const Argument>(args).first(spec->fields.size()); }
  // Returns an absent value if the event has no such field. O(fields).
  const Value& arg(std::string_view name) const {
    static const Value absent;
    const auto ordinal = spec->field(name);
    return ordinal ? args[*ordinal].value : absent;
  }
  // Makes every argument absent. REQUIRES: spec is set.
  void clear_arguments() {
    for (std::size_t i = 0; i < spec->fields.size(); ++i) args[i] = Argument{};
  }
};

// Whether outputs for people and programs do not mention the argument: what most events do not have would only fill them.
inline bool is_left_out(const FieldSpec& field, const Value& value) {
  return field.meaning == Meaning::origin && is_absent(value);
}

}  // namespace trace
