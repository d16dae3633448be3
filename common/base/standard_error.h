// SPDX-License-Identifier: Apache-2.0
// Standard error, when nobody reads it: a pipe that is full or a terminal that is stopped keeps no program from its work, its
// signals or its end. What finds no room is not written.
//
// A write waits if the open file does, and that file is shared with whoever started us. So a pipe or a terminal is opened
// anew, for this process and its helpers. Where that is not permitted poll(2) tells whether there is room, which somebody else may
// take just then. *Rejected:* O_NONBLOCK on the shared file: programs that expect none would lose their output.
#pragma once

#include <cstddef>
#include <string_view>

namespace trace {

// Opens it anew. REQUIRES: hold_standard_streams(), and nothing writes to it otherwise than by the function below.
void own_standard_error();
// In a child that becomes another program: as it was.
void give_back_standard_error();

// Writes what there is room for, and waits for some at most so long in all. Returns how much was written. Signal-safe.
std::size_t write_error_text(std::string_view text, int patience_ms = 0);

}  // namespace trace
