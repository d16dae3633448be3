// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace trace {

// The sections of docs/events.md on the context of events, and on the members of records.
std::string context_markdown();
std::string records_markdown();

}  // namespace trace
