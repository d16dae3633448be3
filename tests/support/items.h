// SPDX-License-Identifier: Apache-2.0
// What a reader gives out, as one line an item: "event openat", "malformed 160: ...".
#pragma once

#include <string>
#include <vector>

#include "common/stream/reader.h"

namespace trace {

inline std::vector<std::string> items_of(EventReader& reader) {
  using Item = EventReader::Item;
  std::vector<std::string> items;
  while (true) {
    switch (reader.next()) {
      case Item::event:
        items.push_back("event " + std::string(reader.event().spec->name));
        break;
      case Item::loss:
        items.push_back("loss " + std::to_string(reader.loss().count));
        break;
      case Item::totals:
        items.emplace_back(reader.totals_are_final() ? "end" : "checkpoint");
        break;
      case Item::unknown:
        items.push_back("unknown " + std::string(reader.unknown_name()));
        break;
      case Item::malformed:
        items.push_back("malformed " + std::to_string(reader.malformed().position) + ": " + reader.malformed().what);
        break;
      case Item::failed:
        items.push_back("failed: " + reader.failure().message);
        return items;
      case Item::end:
        if (reader.complete()) items.emplace_back("complete");
        return items;
    }
  }
}

// The stream arrives in pieces of `chunk` bytes.
inline std::vector<std::string> items_of(std::string bytes, std::size_t chunk = SIZE_MAX) {
  auto reader = open_reader(bytes_of(std::move(bytes), chunk));
  if (!reader) return {"error: " + reader.error().message};
  return items_of(**reader);
}

}  // namespace trace
