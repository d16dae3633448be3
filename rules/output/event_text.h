// SPDX-License-Identifier: Apache-2.0
// What an event was about, as one line for people.
#pragma once

#include <string>

#include "common/event/event.h"
#include "rules/model/finding.h"

namespace trace {

// "pathname: /etc/sudoers, flags: O_WRONLY|O_CREAT". Numbers that have names are shown by them, addresses as 10.0.0.2:4444.
// Arguments that say nothing to a person (inodes, the environment) and those that are absent or empty are left out; what
// the collector cut is marked.
void append_arguments(std::string& out, const Event& event);

// The elements with blanks between them. Those that are empty or hold blanks or quotes stand in quotes, so that two elements
// cannot be taken for one.
void append_words(std::string& out, const StringList& list);

// "10.0.0.2:4444", "[::1]:53", "/run/x.sock". Appends nothing and returns false if it is none of those.
bool append_address(std::string& out, const Record& record);

void append_data_value(std::string& out, const DataValue& value);

}  // namespace trace
