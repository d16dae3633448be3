// SPDX-License-Identifier: Apache-2.0
// What a reader of a stream gives out, one after the other. All of it is a view, valid until the reader is asked for the next.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <variant>

#include "common/base/result.h"
#include "common/event/event.h"
#include "common/stream/events_read.h"
#include "common/wire/frame.h"

namespace trace {

// Positions in a stream: JSON: the line, from 1; frames: bytes.

struct EventItem {
  const Event* event;  // never null. With WIRE_FLAG_STATE it did not happen now: tables learn from it, and nothing else
  // What is not understood of it, if event->not_understood is not 0.
  std::uint64_t position = 0;
  std::string_view what{};
};

// Events that the collector lost.
struct Loss {
  wire_loss frame;  // times are since the epoch, 0 if not known
};

// A checkpoint, or with `final` the last words of a stream.
struct Totals {
  std::span<const wire_total> rows;  // none in a checkpoint of JSON
  bool final;
  std::uint64_t time_ns = 0;  // when it was written, since the epoch; 0: not known
  wire_hash chain{};
  bool goes_on = false;     // final: the recording has another file after this one
  bool begins = false;      // of JSON: the first of a stream, which has no head
  bool is_extract = false;  // the same: it was chosen from another
};

// The wall clock was set.
struct ClockStep {
  wire_clock frame;  // time_ns is since the epoch, by the new offset
};

struct Artifact {
  wire_artifact frame;
  std::string_view piece;  // from frame.offset on; empty for none
};

// An event that the catalog does not have.
struct UnknownEvent {
  std::string_view name;
};

// Something that is not an event, or not one that can be trusted. It was skipped.
struct Malformed {
  std::uint64_t position;
  std::string_view what;
  bool is_cut = false;  // there is nothing wrong with it but that its end is missing
};

// Frames were changed after they were written, those from byte `first` to byte `last`: what was given out of them is not to be
// trusted, and some of them may not have been given out. Told when the checksum comes, which is after them.
struct Damaged {
  std::uint64_t first;
  std::uint64_t last;
  std::string_view what;
};

// Nothing more will come.
struct End {
  // The stream said itself that it was at its end, and all was read that it says was written, and none of it was damaged.
  // Streams of JSON that other programs wrote never say so.
  bool complete;
  // Events of which another number was written, by the totals that were final, than was read since the last such totals, or
  // since the head of the stream.
  std::span<const Mismatch> mismatches;
  // What the stream says of itself that cannot be: an account that does not balance, numbers of events that are left out.
  std::span<const std::string> contradictions{};
  // It is of a kind that always says so: frames, or JSON with checkpoints. Other lines of JSON may have been chosen from a stream.
  bool should_be_complete = false;
};

// Reading failed (I/O). Nothing more will come.
struct Failed {
  const Error* error;  // never null
};

using Item = std::variant<EventItem, Loss, Totals, ClockStep, Artifact, UnknownEvent, Malformed, Damaged, End, Failed>;

}  // namespace trace
