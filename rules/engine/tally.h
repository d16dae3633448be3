// SPDX-License-Identifier: Apache-2.0
// Counts of what was read, lost and found, for the summary at the end.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "common/catalog/catalog.h"
#include "common/stream/events_read.h"

namespace trace {

struct Tally {
  static constexpr std::size_t kShownMax = 16;

  std::uint64_t events = 0;
  std::array<std::uint64_t, WIRE_SLOT_COUNT> events_by_slot{};
  std::uint64_t unknown = 0;         // events that the catalog does not have
  std::uint64_t malformed = 0;       // skipped
  std::uint64_t damaged = 0;         // blocks of frames with a wrong checksum
  std::uint64_t not_understood = 0;  // events with such an argument
  std::uint64_t lost = 0;            // as the streams reported
  std::map<std::string, std::uint64_t> lost_by_event;
  std::uint64_t detections = 0;
  std::uint64_t streams = 0;
  std::uint64_t complete_streams = 0;       // have an end, and were read whole
  std::uint64_t cut_streams = 0;            // have none, though such streams have one
  std::uint64_t empty_streams = 0;          // nothing came, not even the word that nothing happened
  std::uint64_t cut_parts = 0;              // frames, lines and objects without their end
  std::uint64_t cut_sources = 0;            // extracts say that what they were chosen from was damaged, or cut
  std::uint64_t corrupt_streams = 0;        // could not be read on, since they are damaged; they are among the failures
  std::vector<std::string> failures;        // streams that could not be read on, and why
  std::vector<Mismatch> mismatches;         // what the ends say was written, where that is not what was read
  std::vector<std::string> contradictions;  // in what streams say of themselves

  std::uint64_t file_gaps = 0;              // files of a recording are missing between two that were read
  std::vector<std::string> missing_files;   // the first of these
  std::uint64_t unfinished_recordings = 0;  // go on in a file that was not read
  std::uint64_t late_recordings = 0;        // of which the first files were not read; a bound may have removed them

  // Events that the collector found missing, by its own events of that.
  std::uint64_t missing() const { return events_by_slot.at(WIRE_SLOT_events_missing); }
  // The input is not empty and has no event, nor anything else of a stream: perhaps it is the wrong file.
  bool is_foreign() const { return events == 0 && unknown == 0 && malformed > 0 && damaged == 0 && mismatches.empty(); }
  // Nothing came, not even the word that nothing happened.
  bool is_empty() const {
    return events == 0 && unknown == 0 && malformed == 0 && damaged == 0 && cut_parts == 0 && complete_streams == 0 &&
           failures.empty();
  }
};

// What an input was, by what came of reading it. The worst holds.
enum class Wholeness : std::uint8_t {
  whole,    // all of it was read, as far as it can tell
  cut,      // its end is missing, or it could not be read to its end, or there was nothing in it
  damaged,  // something in it is not as it was written, or is gone from its middle
};
Wholeness wholeness(const Tally& tally);

// Which parts of the input are damaged, or missing from its middle, with their numbers; empty if there are none.
std::string damaged_parts(const Tally& tally);
// The same of what is missing at its end.
std::string cut_parts(const Tally& tally);

// Lines, for a person.
std::string summary(const Tally& tally);

}  // namespace trace
