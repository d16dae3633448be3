// SPDX-License-Identifier: Apache-2.0
// Detections as text and as JSON.
//
// Text is a block of lines for people (text_block.h). On a terminal lines are broken at its width, and severities have a
// colour unless NO_COLOR is set. What an attacker may choose (a process name) is escaped, so that it cannot command the
// terminal.
//
// "tracee" is the block of tracee-rules, for what reads it:
//
//   *** Detection ***
//   Time: 2024-11-23T23:06:40Z
//   Signature ID: TRC-101
//   Signature: Standard stream connected to a socket
//   Data: map[File descriptor:0 IP address:10.0.0.2 Port:4444]
//   Command: nc
//   Hostname: box1
//
// JSON is one line for a detection, with the names of Tracee's "rawjson" template:
//
//   {"Data":{...}, "Context":<the event>, "SigMetadata":{"ID":..., "Properties":{"Severity":2, ...}}}
//
// Two members are there only if they have something to say: "EarlierEvents" after "Context", if several events make the
// detection; "Techniques" in "Properties", if the rule has several.
//
// A sink holds detections back until flush(), or until there are many.
#pragma once

#include <memory>
#include <string>

#include "common/sink/sink.h"
#include "rules/model/detection.h"

namespace trace {

// make_text_sink(), make_json_sink() ...: of each output format. The file must outlive the sink.
#define ENGINE_FORMAT(id, name, help) std::unique_ptr<DetectionSink> make_##id##_sink(Sink& file);
#include "common/catalog/formats.def"

}  // namespace trace
