// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/tally.h"

#include "common/base/printable.h"
#include "common/base/text.h"

namespace trace {
namespace {

std::string by_event(const Tally& tally) {
  std::string text;
  for (const EventSpec& event : events()) {
    const std::uint64_t count = tally.events_by_slot.at(event.slot);
    if (count == 0) continue;
    text += (text.empty() ? "" : ", ") + std::string(event.name) + " " + std::to_string(count);
  }
  return text;
}

void add_part(std::string& out, std::uint64_t count, std::string_view one, std::string_view many) {
  if (count == 0) return;
  out.append(out.empty() ? "" : ", ").append(counted(count, one, many));
}

}  // namespace

std::string damaged_parts(const Tally& tally) {
  std::string out;
  const auto add = [&](std::uint64_t count, std::string_view one, std::string_view many) {
    add_part(out, count, one, many);
  };
  add(tally.malformed, "malformed line or object", "malformed lines or objects");
  add(tally.damaged, "damaged block", "damaged blocks");
  add(tally.not_understood, "event not understood in part", "events not understood in part");
  add(tally.mismatches.size(), "event of which another number was written",
      "events of which other numbers were written");
  add(tally.contradictions.size(), "contradiction in what the stream says of itself",
      "contradictions in what the stream says of itself");
  add(tally.missing(), "word of the collector that events are missing",
      "words of the collector that events are missing");
  add(tally.file_gaps, "gap between files of a recording", "gaps between files of a recording");
  add(tally.corrupt_streams, "stream that could not be read on", "streams that could not be read on");
  return out;
}

std::string cut_parts(const Tally& tally) {
  std::string out;
  add_part(out, tally.cut_streams, "stream without its end", "streams without their end");
  add_part(out, tally.empty_streams, "input that is empty", "inputs that are empty");
  add_part(out, tally.cut_parts, "frame or line that is cut off", "frames or lines that are cut off");
  add_part(out, tally.cut_sources, "extract of what was not whole", "extracts of what was not whole");
  return out;
}

Wholeness wholeness(const Tally& tally) {
  if (!damaged_parts(tally).empty()) return Wholeness::damaged;
  if (tally.is_empty()) return Wholeness::cut;
  return tally.failures.empty() && cut_parts(tally).empty() ? Wholeness::whole : Wholeness::cut;
}

std::string summary(const Tally& tally) {
  std::string out = counted(tally.events, "event") + " read";
  if (tally.events > 0) out += " (" + by_event(tally) + ")";
  out += "\n" + counted(tally.detections, "detection");
  out += "\n" + std::to_string(tally.lost) + " lost, as the stream reports";
  for (const auto& [name, count] : tally.lost_by_event) {
    out += "\n  " + printable(name) + " " + std::to_string(count);
  }
  out += "\n" + std::to_string(tally.malformed) + " malformed, skipped";
  if (tally.damaged > 0) out += "\n" + counted(tally.damaged, "block") + " damaged, not to be trusted";
  if (tally.not_understood > 0)
    out += "\n" + counted(tally.not_understood, "event") + " with an argument that is not understood";
  if (tally.unknown > 0) out += "\n" + counted(tally.unknown, "event") + " of a kind not known here";
  if (tally.is_empty()) out += "\nthe input was empty";
  if (tally.is_foreign())
    out += "\nno events found: the input is neither output of trace-ebpf (json or binary) nor Tracee's JSON";
  for (const std::string& failure : tally.failures) out += "\n" + printable(failure);
  for (const std::string& one : tally.contradictions) out += "\nthe input contradicts itself: " + printable(one);
  for (const std::string& one : tally.missing_files) out += "\nthe input was not complete: " + printable(one);
  if (!tally.mismatches.empty()) {
    out += "\nthe input was not complete: it says at its end that other numbers of events were written:";
    for (const Mismatch& one : tally.mismatches) {
      out += "\n  " + printable(one.name) + " " + std::to_string(one.written) + " written, " +
             std::to_string(one.read) + " read";
    }
    return out + "\n";
  }
  const bool all_said_so = tally.streams > 0 && tally.complete_streams == tally.streams && tally.cut_parts == 0;
  if (!all_said_so) {
    out += "\nthe input did not say that it was complete";
  } else if (tally.cut_sources > 0) {
    out += "\nwhat was read is whole, but it was chosen from a recording that was not";
  } else if (tally.unfinished_recordings > 0) {
    out += "\nwhat was read is whole, but the recording goes on in a file that was not read";
  } else if (tally.late_recordings > 0) {
    out += "\nwhat was read is whole, but the first files of a recording were not read";
  } else if (tally.file_gaps == 0) {
    out += "\nthe input was complete";
  }
  return out + "\n";
}

}  // namespace trace
