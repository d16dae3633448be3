// SPDX-License-Identifier: Apache-2.0
// Streams of frames that are cut, flipped, doubled and torn at every byte. Of each it is demanded that exactly the events that
// the damage did not touch are read, and that the damage is told and placed in its block. Where a size was touched the rest of
// the block may be lost (after a SYNC frame the next one), since what is in it could be an argument that a process that is
// watched wrote.
#include <algorithm>
#include <random>

#include <catch2/catch.hpp>

#include "common/codec/frame/catalog_frame.h"
#include "tests/support/recording.h"

namespace trace {
namespace {

// A recording, and one that was damaged.
class Damage {
 public:
  explicit Damage(const Recording& recording) : recording_(recording), bytes_(recording.bytes) {}

  Damage& flip(std::size_t at, unsigned bits) {
    touch({at, at + 1});
    bytes_[at] = static_cast<char>(static_cast<unsigned char>(bytes_[at]) ^ bits);
    shifts_ = recording_.frame_at(at).begin + sizeof(wire_header::size) > at;
    return *this;
  }
  Damage& double_byte(std::size_t at) {
    touch({at, at + 1});
    bytes_.insert(at, 1, bytes_[at]);
    shifts_ = true;
    return *this;
  }
  Damage& remove(const Span& span) {
    touch(span);
    bytes_.erase(span.begin, span.end - span.begin);
    shifts_ = true;
    return *this;
  }

  // Why the reading is not as it has to be; empty if it is.
  std::string what_is_wrong() const {
    const Reading reading = read_frames(bytes_);
    if (reading.complete) return "it is called complete";
    if (!reading.tells_of(damaged())) return "the damage is not told, or not in its block";
    std::size_t at = 0;
    std::size_t others = 0;
    for (const Recording::Frame& frame : recording_.frames) {
      if (frame.kind != WIRE_KIND_EVENT || may_be_lost(frame)) continue;
      const auto found = std::find(reading.events.begin() + static_cast<std::ptrdiff_t>(at), reading.events.end(),
                                   recording_.bytes_of(frame));
      if (found == reading.events.end()) return "the event at " + std::to_string(frame.begin) + " is not read";
      others += static_cast<std::size_t>(found - reading.events.begin()) - at;
      at = static_cast<std::size_t>(found - reading.events.begin()) + 1;
    }
    others += reading.events.size() - at;
    if (others > lost_at_most()) return "events are read that were not written";
    return "";
  }

 private:
  void touch(const Span& span) { touched_ = span; }
  bool is_touched(const Span& frame) const { return frame.begin < touched_.end && touched_.begin < frame.end; }
  // The block; and the next one, if where that begins was damaged.
  Span damaged() const {
    const Span block = recording_.block_at(touched_.begin);
    if (!shifts_ || recording_.frame_at(touched_.begin).kind != WIRE_KIND_SYNC) return block;
    const bool is_last = block.end == recording_.bytes.size();
    return {block.begin, is_last ? block.end + 1 : recording_.block_at(block.end).end};
  }
  bool may_be_lost(const Recording::Frame& frame) const {
    return is_touched(frame) || (shifts_ && damaged().has(frame.begin) && frame.begin >= touched_.begin);
  }
  std::size_t lost_at_most() const {
    return static_cast<std::size_t>(std::count_if(
        recording_.frames.begin(), recording_.frames.end(),
        [&](const Recording::Frame& frame) { return frame.kind == WIRE_KIND_EVENT && may_be_lost(frame); }));
  }

  const Recording& recording_;
  std::string bytes_;
  Span touched_;
  bool shifts_ = false;  // frames after it are not where the sizes say
};

const Recording& small() {
  static const Recording recording = [] {
    Recording made;
    made.record(8, 3);
    return made;
  }();
  return recording;
}

// The bytes of the stream, and of its catalog, which is most of it, every `step`th.
std::vector<std::size_t> places(const Recording& recording, std::size_t step) {
  std::vector<std::size_t> all;
  for (const Recording::Frame& frame : recording.frames) {
    for (std::size_t at = frame.begin; at < frame.end; at += frame.kind == WIRE_KIND_CATALOG ? step : 1)
      all.push_back(at);
  }
  return all;
}

TEST_CASE("a stream of frames is read whole, however it arrives") {
  for (const std::size_t chunk : {std::size_t{1}, std::size_t{7}, std::size_t{4096}, SIZE_MAX}) {
    const Reading reading = read_frames(small().bytes, chunk);
    CHECK(reading.events.size() == 8);
    CHECK(reading.told.empty());
    CHECK(reading.complete);
  }
}

TEST_CASE("a stream of frames that is cut anywhere is read up to the cut, and is not complete") {
  const Recording& stream = small();
  for (std::size_t size = stream.blocks[0].end; size < stream.bytes.size(); ++size) {
    const Reading reading = read_frames(stream.bytes.substr(0, size));
    std::vector<std::string> whole;
    for (const Recording::Frame& frame : stream.frames) {
      if (frame.kind == WIRE_KIND_EVENT && frame.end <= size) whole.emplace_back(stream.bytes_of(frame));
    }
    INFO(size);
    CHECK(reading.events == whole);
    CHECK_FALSE(reading.complete);
    CHECK(reading.told.empty() == (stream.frame_at(size).begin == size));
  }
}

TEST_CASE("a flipped bit is told and placed, and spoils its frame at most, unless it is in a size") {
  for (const std::size_t at : places(small(), 7)) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      INFO("bit " << bit << " of byte " << at << " in a frame of kind " << small().frame_at(at).kind);
      CHECK(Damage(small()).flip(at, 1U << bit).what_is_wrong() == "");
    }
  }
}

TEST_CASE("a byte that is overwritten is told and placed, and spoils its frame at most, unless it is in a size") {
  for (const std::size_t at : places(small(), 31)) {
    for (const unsigned bits : {0x5aU, 0xffU}) {
      INFO("byte " << at << " in a frame of kind " << small().frame_at(at).kind);
      CHECK(Damage(small()).flip(at, bits).what_is_wrong() == "");
    }
  }
}

TEST_CASE("a byte that is doubled or missing is told, and spoils no frame before it and no other block") {
  for (const std::size_t at : places(small(), 31)) {
    INFO("byte " << at << " in a frame of kind " << small().frame_at(at).kind);
    CHECK(Damage(small()).double_byte(at).what_is_wrong() == "");
    CHECK(Damage(small()).remove({at, at + 1}).what_is_wrong() == "");
  }
}

TEST_CASE("of 300 bits flipped at random in a large stream all are told and placed") {
  Recording stream;
  stream.record(3000, 100'000);
  REQUIRE(stream.blocks.size() > 5);
  std::mt19937 random(7);
  for (int i = 0; i < 300; ++i) {
    const std::size_t at = random() % stream.bytes.size();
    INFO("byte " << at << " in a frame of kind " << stream.frame_at(at).kind);
    CHECK(Damage(stream).flip(at, 1U << random() % 8).what_is_wrong() == "");
  }
}

TEST_CASE("a block that is missing, doubled or in another place is told") {
  const Recording& stream = small();
  REQUIRE(stream.blocks.size() >= 4);
  const Span second = stream.blocks[1];
  const Span third = stream.blocks[2];
  const auto bytes = [&](const Span& span) { return std::string(stream.bytes_of(span)); };
  const std::string head = bytes(stream.blocks[0]);
  const std::string rest = stream.bytes.substr(third.end);
  for (const std::string& middle :
       {bytes(second), bytes(third), bytes(third) + bytes(second), bytes(second) + bytes(second) + bytes(third)}) {
    const Reading reading = read_frames(head + middle + rest);
    CHECK_FALSE(reading.told.empty());
    CHECK_FALSE(reading.complete);
  }
}

TEST_CASE("the head is said again, so that a stream whose beginning is lost is read from there") {
  Recording stream;
  stream.record(85'000, 1'000'000);
  REQUIRE(stream.bytes.size() > WIRE_HEAD_AGAIN_BYTES);
  const auto is_head = [&](const Span& block) { return stream.frame_at(block.begin).kind == WIRE_KIND_STREAM; };
  const auto again = std::find_if(stream.blocks.begin() + 1, stream.blocks.end(), is_head);
  REQUIRE(again != stream.blocks.end());

  const Reading whole = read_frames(stream.bytes);
  CHECK(whole.events.size() == 85'000);
  CHECK(whole.complete);

  const auto after = static_cast<std::size_t>(std::count_if(
      stream.frames.begin(), stream.frames.end(),
      [&](const Recording::Frame& frame) { return frame.kind == WIRE_KIND_EVENT && frame.begin > again->begin; }));
  for (const std::size_t lost : {std::size_t{1}, std::size_t{100}, std::size_t{1'000'003}}) {
    const Reading reading = read_frames(stream.bytes.substr(stream.blocks[1].begin + lost));
    CHECK(reading.events.size() == after);
    CHECK(std::equal(reading.events.rbegin(), reading.events.rend(), whole.events.rbegin()));
    CHECK_FALSE(reading.told.empty());
    CHECK_FALSE(reading.complete);
  }
}

}  // namespace
}  // namespace trace
