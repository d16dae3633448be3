// SPDX-License-Identifier: Apache-2.0
// What never changes in the JSON of an event: the writer copies it, and the reader of well-known
// lines expects it.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/catalog/catalog.h"

namespace trace {

struct EventText {
  std::string ids;  // from the comma before "eventId" to the colon of "argsNum"
  struct Field {
    std::string head;         // {"name":"flags","type":"int","value":
    std::string symbol_head;  // the same with "type":"string", for a number shown as a symbol
  };
  std::vector<Field> fields;
};

// By slot.
std::span<const EventText> event_texts();

namespace json {
// The provider of a name that provider_name() gives, ProviderKind::none if there is none.
ProviderKind find_provider(std::string_view name);
}  // namespace json

}  // namespace trace
