// SPDX-License-Identifier: Apache-2.0
// What is known of an event's process from the events before it: a seam, so that conditions can ask for it wherever the
// tables are kept. state.def lists the fields; common/state/process_fields.h answers.
#pragma once

#include <cstdint>
#include <string>

#include "common/event/value.h"

namespace trace {

struct Context;

enum class StateField : std::uint8_t {
#define STATE(id, name, type, meaning, doc) id,
#include "common/catalog/state.def"
#undef STATE
};

class EventState {
 public:
  virtual ~EventState() = default;
  // Absent if it is not known. The value points into `text` or into the state, and is valid until one of them changes.
  virtual Value value(StateField field, const Context& context, std::string& text) const = 0;
};

}  // namespace trace
