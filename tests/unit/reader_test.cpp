// SPDX-License-Identifier: Apache-2.0
#include "common/stream/reader.h"

#include <zstd.h>

#include <catch2/catch.hpp>

#include "common/stream/json_reader.h"
#include "tests/support/streams.h"

namespace trace::test {
namespace {

using Items = std::vector<std::string>;

constexpr const char* kLine = R"({"eventName":"openat"})";

TEST_CASE("an empty stream is at its end, and not complete") {
  CHECK(items_of("").empty());
  CHECK(items_of("\n\n  \r\n").empty());
}

TEST_CASE("a malformed line is skipped with its number") {
  const auto items = items_of(std::string(kLine) + "\n\nnonsense\n" + kLine);
  REQUIRE(items.size() == 3);
  CHECK(items[0] == "event openat");
  CHECK(items[1].starts_with("malformed 3: "));
  CHECK(items[2] == "event openat");
}

TEST_CASE("a line of a megabyte is read, in pieces of any size") {
  const std::string line = R"({"eventName":"openat","args":[{"name":"pathname","value":")" +
                           std::string(2'000'000, 'x') + "\"}]}\n";
  for (const std::size_t chunk : {std::size_t{1000}, SIZE_MAX}) {
    CHECK(items_of(kLine + ("\n" + line) + kLine, chunk) ==
          Items{"event openat", "event openat", "event openat"});
  }
}

TEST_CASE("a line above the limit is skipped") {
  std::string stream(kJsonLineMax + 10, 'x');
  stream += "\n" + std::string(kLine) + "\n";
  CHECK(items_of(stream) == Items{"malformed 1: the line is longer than 64 MiB", "event openat"});
}

TEST_CASE("what was lost and counted comes through JSON and frames") {
  for (const bool frames : {false, true}) {
    const auto encoder = frames ? make_frame_encoder() : make_json_encoder({});
    std::string out;
    encoder->begin({kBootTimeNs, 2, "box1", "6.12.0"}, out);
    EventMaker maker(1);
    encoder->event(maker.make("openat"), {}, out);
    wire_loss loss{};
    loss.id = 257;
    loss.cpu = 1;
    loss.count = 12;
    loss.first_time_ns = 5;
    loss.last_seq = 40;
    encoder->loss(loss, out);
    encoder->totals(std::vector<wire_total>{{257, 0, 0, 1, 0, 12}}, false, out);
    encoder->totals(std::vector<wire_total>{{257, 0, 13, 1, 0, 12}}, true, out);

    auto opened = open_reader(bytes_of(out));
    REQUIRE(opened);
    EventReader& reader = **opened;
    CHECK(reader.next() == EventReader::Item::event);
    REQUIRE(reader.next() == EventReader::Item::loss);
    CHECK(reader.loss().id == 257);
    CHECK(reader.loss().count == 12);
    CHECK(reader.loss().first_time_ns == kBootTimeNs + 5);
    CHECK(reader.loss().last_seq == 40);
    REQUIRE(reader.next() == EventReader::Item::totals);
    CHECK(!reader.totals_are_final());
    REQUIRE(reader.next() == EventReader::Item::totals);
    CHECK(reader.totals_are_final());
    REQUIRE(reader.totals().size() == 1);
    CHECK(reader.totals()[0].produced == 13);
    CHECK(reader.next() == EventReader::Item::end);
    CHECK(reader.complete());
    CHECK(reader.next() == EventReader::Item::end);
  }
}

TEST_CASE("frames that lack an event which they count are not complete") {
  EventMaker maker(2);
  const Event event = maker.make("openat");
  std::string stream = stream_of({event, event});
  const std::string frame = frame_of(event);
  stream.erase(stream.find(frame), frame.size());
  CHECK(items_of(stream) == Items{"event openat", "end"});
}

TEST_CASE("streams can be joined") {
  EventMaker maker(3);
  const std::string stream = stream_of({maker.make("openat")});
  CHECK(items_of(stream + stream) ==
        Items{"event openat", "end", "event openat", "end", "complete"});
}

TEST_CASE("a kind of frame that is not known is skipped") {
  EventMaker maker(4);
  const Event event = maker.make("openat");
  std::string stream = stream_of({event});
  stream.insert(stream.find(frame_of(event)), std::string("\x0c\0\0\0\x07\0\0\0abcd", 12));
  CHECK(items_of(stream) == Items{"event openat", "end", "complete"});
}

TEST_CASE("a compressed stream is told by its first bytes, and read up to where it is cut") {
  EventMaker maker(5);
  const std::string stream = stream_of({maker.make("openat")});
  std::string compressed(ZSTD_compressBound(stream.size()), '\0');
  compressed.resize(
      ZSTD_compress(compressed.data(), compressed.size(), stream.data(), stream.size(), 3));
  CHECK(items_of(compressed, 7) == Items{"event openat", "end", "complete"});
  CHECK(items_of(compressed.substr(0, compressed.size() / 2)).empty());
  std::string damaged = compressed;
  damaged[damaged.size() / 2] = static_cast<char>(damaged[damaged.size() / 2] ^ 0x40);
  const auto items = items_of(damaged);  // whatever it is, it ends
  CHECK(items.size() < 1000);
}

TEST_CASE("a file that is not there is named") {
  const auto source = open_bytes("/nonexistent/file");
  REQUIRE(!source);
  CHECK(source.error().message == "opening '/nonexistent/file': No such file or directory");
}

}  // namespace
}  // namespace trace::test
