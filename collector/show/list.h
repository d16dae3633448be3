// SPDX-License-Identifier: Apache-2.0
// The events that can be collected, as text. All of it comes from the catalog.
#pragma once

#include <string>

#include "common/catalog/catalog.h"

namespace trace {

// A bordered table under headings, as `tracee --list` prints it; `wide`: each event on one line.
std::string events_table(bool wide);

// One JSON array: id, name, kind, sets, doc, arguments (name, type, meaning, doc) and providers,
// best first.
std::string events_json();

// The architectures whose 64-bit programs cannot make this system call; empty if all can.
std::string not_on_text(const EventSpec& event);

// docs/events.md.
std::string events_markdown();

}  // namespace trace
