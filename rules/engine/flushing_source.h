// SPDX-License-Identifier: Apache-2.0
// An input that passes on the detections of what was read from it before it reads on.
//
// So a detection waits for the events that were read with it, never for more input; and there is one write for all the
// detections of one read, however many they are. That bounds the latency without a clock: a read of a pipe gives 64 KiB,
// some 400 events.
#pragma once

#include <atomic>
#include <memory>

#include "common/stream/byte_source.h"
#include "rules/model/detection.h"

namespace trace {

// If the sink fails, `stop` is set and the source is at its end. Both have to outlive the source.
std::unique_ptr<ByteSource> flush_before_reading(std::unique_ptr<ByteSource> inner, DetectionSink& sink,
                                                 std::atomic<bool>& stop);

}  // namespace trace
