// SPDX-License-Identifier: Apache-2.0
// What a reader gives out, as one line an item: "event openat", "malformed 160: ...".
#pragma once

#include <string>
#include <vector>

#include "common/stream/reader.h"

namespace trace {

inline std::string line_of(const Item& item) {
  return std::visit(Overloaded{
                        [](const EventItem& event) { return "event " + std::string(event.event->spec->name); },
                        [](const Loss& loss) { return "loss " + std::to_string(loss.frame.count); },
                        [](const Totals& totals) { return std::string(totals.final ? "end" : "checkpoint"); },
                        [](const ClockStep& step) { return "clock " + std::to_string(step.frame.boot_time_ns); },
                        [](const Artifact& artifact) { return "artifact " + std::to_string(artifact.frame.id); },
                        [](const UnknownEvent& unknown) { return "unknown " + std::string(unknown.name); },
                        [](const Malformed& what) {
                          return "malformed " + std::to_string(what.position) + ": " + std::string(what.what);
                        },
                        [](const Damaged& what) {
                          return "damaged " + std::to_string(what.first) + "-" + std::to_string(what.last) + ": " +
                                 std::string(what.what);
                        },
                        [](const End& end) { return std::string(end.complete ? "complete" : ""); },
                        [](const Failed& failed) { return "failed: " + failed.error->message; },
                    },
                    item);
}

inline std::vector<std::string> items_of(EventReader& reader) {
  std::vector<std::string> items;
  while (true) {
    const Item item = reader.next();
    if (std::string line = line_of(item); !line.empty()) items.push_back(std::move(line));
    if (std::holds_alternative<End>(item) || std::holds_alternative<Failed>(item)) return items;
  }
}

// The stream arrives in pieces of `chunk` bytes.
inline std::vector<std::string> items_of(std::string bytes, std::size_t chunk = SIZE_MAX) {
  auto reader = open_reader(bytes_of(std::move(bytes), chunk));
  if (!reader) return {"error: " + reader.error().message};
  return items_of(**reader);
}

}  // namespace trace
