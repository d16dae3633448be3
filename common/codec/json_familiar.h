// SPDX-License-Identifier: Apache-2.0
// The fast way for lines that are laid out byte for byte as json_encode.cpp and Tracee 0.23 lay
// them out, which nearly all are: every key is where it is expected, so that there is nothing to
// look up, and one pass over the line does.
//
// It knows plain text, numbers and lists of texts, and gives up on everything else
// (escapes, bytes above ASCII, symbols, another order of keys): json_decode.cpp then reads the
// line by simdjson. What both read they read alike; tests/differential/json_test.cpp and
// tests/fuzz/fuzz_json.cpp hold them against each other.
#pragma once

#include <string>
#include <string_view>

#include "common/event/event.h"

namespace trace::json {

// Returns false if the line is not of that layout; the contents of `event` then mean nothing.
// REQUIRES: JsonDecoder::kPadding bytes behind `line` can be read; `arena` has room enough not to
// move.
bool read_familiar(std::string_view line, std::string& arena, Event& event);

}  // namespace trace::json
