// SPDX-License-Identifier: Apache-2.0
// What never changes in the JSON of an event, for the writer to copy.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/catalog/catalog.h"

namespace trace {

struct EventLayout {
  struct Field {
    std::string head;         // {"name":"flags","type":"int","value":
    std::string symbol_head;  // the same with "type":"string", for a number shown as a symbol
  };
  std::string ids;  // ,"eventId":"257","eventName":"openat"
  std::vector<Field> fields;
};

// By slot.
std::span<const EventLayout> event_layouts();

}  // namespace trace
