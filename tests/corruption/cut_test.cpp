// SPDX-License-Identifier: Apache-2.0
// Extracts of recordings that are damaged or cut anywhere: each is a stream that is complete in itself, and says that its source was not.
#include <catch2/catch.hpp>

#include "rules/cut/cutter.h"
#include "tests/support/recording.h"
#include "tests/support/sealed_recording.h"

namespace trace {
namespace {

std::string extract_of(std::string bytes) {
  Cutter cutter({}, {}, [] { return make_frame_encoder(); });
  std::string out;
  auto reader = open_reader(bytes_of(std::move(bytes)));
  if (!reader) return out;
  for (bool goes_on = true; goes_on;) {
    const Item item = (*reader)->next();
    goes_on = !std::holds_alternative<End>(item);
    cutter.take(item, (*reader)->head(), out);
  }
  cutter.end({}, out);
  return out;
}

// An extract has the events that were read of its source, in order, and one more.
void check_extract_of(const std::string& bytes) {
  const Reading source = read_frames(bytes);
  const std::string made = extract_of(bytes);
  if (made.empty()) {
    CHECK(source.events.empty());
    return;
  }
  const Reading extract = read_frames(made);
  const bool is_sound = extract.complete && extract.told.empty() && extract.events.size() == source.events.size() + 1 &&
                        std::equal(source.events.begin(), source.events.end(), extract.events.begin());
  if (!is_sound) {
    FAIL_CHECK(source.events.size() << " events, of which the extract has " << extract.events.size() << ", "
                                    << (extract.complete ? "complete" : "not complete"));
  }
}

TEST_CASE("an extract of a recording with a damaged byte anywhere is complete, with what can be read") {
  Recording recording;
  recording.record(12, 4);
  const std::size_t catalog = recording.blocks.at(0).end;
  for (std::size_t at = 0; at < recording.bytes.size(); at += at < catalog ? 197 : 3) {
    INFO("byte " << at);
    std::string bytes = recording.bytes;
    bytes[at] ^= 0x41;
    check_extract_of(bytes);
  }
}

TEST_CASE("an extract of a recording that is cut anywhere is complete, with what can be read") {
  Recording recording;
  recording.record(12, 4);
  const std::size_t catalog = recording.blocks.at(0).end;
  for (std::size_t size = 0; size < recording.bytes.size(); size += size < catalog ? 197 : 3) {
    INFO("cut at " << size);
    check_extract_of(recording.bytes.substr(0, size));
  }
}

TEST_CASE("an extract of a sealed recording with a damaged part has the others") {
  const SealedRecording recording = sealed_recording(4, 12);
  for (std::size_t at = 0; at < recording.bytes.size(); at += 61) {
    INFO("byte " << at);
    std::string bytes = recording.bytes;
    bytes[at] ^= 0x41;
    check_extract_of(bytes);
  }
}

}  // namespace
}  // namespace trace
