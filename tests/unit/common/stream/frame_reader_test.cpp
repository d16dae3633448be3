// SPDX-License-Identifier: Apache-2.0
// Streams of frames, also of programs with another catalog than ours.
#include <algorithm>
#include <cstring>
#include <set>

#include <catch2/catch.hpp>

#include "common/codec/encoder.h"
#include "common/codec/frame/encode.h"
#include "tests/support/frames.h"
#include "tests/support/items.h"

namespace trace {
namespace {

using Items = std::vector<std::string>;
using namespace std::string_view_literals;
using namespace std::string_literals;

constexpr std::uint64_t kBootTime = 1'700'000'000'000'000'000;
constexpr std::uint32_t kOpenat = 257;
constexpr std::uint32_t kNobodys = 31000;  // an id that no event has

Event openat(std::uint64_t since_boot_ns) {
  Event event;
  event.spec = find_event(kOpenat);
  event.context.time_ns = kBootTime + since_boot_ns;
  return event;
}

std::string frame_of(const Event& event) {
  std::string out;
  encode_frame(event, kBootTime, out);
  return out;
}

// The next item, which is a T.
template <class T>
T next_as(EventReader& reader) {
  const Item item = reader.next();
  INFO(line_of(item));
  REQUIRE(std::holds_alternative<T>(item));
  return std::get<T>(item);
}

// Head, one event, END.
std::string stream_of(const Event& event, std::uint8_t mark = 0) {
  const auto encoder = make_frame_encoder();
  std::string out;
  encoder->begin({kBootTime, 2, "box1", "6.12.0", {mark}}, out);
  encoder->event(event, {}, out);
  encoder->totals(std::vector<wire_total>{{kOpenat, 0, 1, 1, 0, 0}}, true, 0, out);
  return out;
}

TEST_CASE("a stream that ends within its head is cut off, and what begins otherwise is damaged") {
  const std::string head = stream_of(openat(1)).substr(0, sizeof(wire_stream));
  for (std::size_t size = 1; size < head.size(); ++size) {
    INFO(size << " bytes");
    const auto cut = *open_reader(bytes_of(head.substr(0, size)));
    CHECK(next_as<Malformed>(*cut).is_cut);
    next_as<End>(*cut);
    std::string bytes = head.substr(0, size);
    bytes[0] ^= 1;
    const auto other = *open_reader(bytes_of(std::move(bytes)));
    CHECK_FALSE(next_as<Malformed>(*other).is_cut);
  }
}

TEST_CASE("streams can be joined") {
  const Items both{"event openat", "end", "event openat", "end", "complete"};
  CHECK(items_of(stream_of(openat(1), 1) + stream_of(openat(1), 2)) == both);
}

TEST_CASE("a stream that comes twice contradicts itself") {
  const std::string stream = stream_of(openat(1), 1);
  auto reader = open_reader(bytes_of(stream + stream));
  for (int i = 0; i < 4; ++i) (*reader)->next();
  const End end = next_as<End>(**reader);
  CHECK_FALSE(end.complete);
  REQUIRE(end.contradictions.size() == 1);
  CHECK(end.contradictions[0] == "a stream begins that was read before it, once more");
}

TEST_CASE("a stream without its end is not complete") {
  const std::string stream = stream_of(openat(1));
  const std::size_t end = sizeof(wire_totals) + sizeof(wire_total) + sizeof(wire_sync);
  CHECK(items_of(stream.substr(0, stream.size() - end)) == Items{"event openat"});
  CHECK(items_of(stream.substr(0, stream.size() - sizeof(wire_sync))) == Items{"event openat", "end"});
}

TEST_CASE("a stream that lacks an event, or has one too many, is not complete although it has its end") {
  const std::string frame = frame_of(openat(1));
  for (const bool lacks : {true, false}) {
    std::string stream = stream_of(openat(1));
    const std::size_t at = stream.find(frame);
    lacks ? stream.erase(at, frame.size()) : stream.insert(at, frame);
    auto opened = open_reader(bytes_of(stream + stream_of(openat(1))));  // what follows does not mend it
    REQUIRE(opened);
    EventReader& reader = **opened;
    Item item = reader.next();
    while (!std::holds_alternative<End>(item)) item = reader.next();
    const End& end = std::get<End>(item);
    CHECK_FALSE(end.complete);
    REQUIRE(end.mismatches.size() == 1);
    CHECK(end.mismatches[0].name == "openat");
    CHECK(end.mismatches[0].written == 1);
    CHECK(end.mismatches[0].read == (lacks ? 0 : 2));
  }
}

TEST_CASE("a kind of frame that is not known is told and skipped, a dictionary of an unknown kind only skipped") {
  const std::string head = StreamHead().event(kOpenat, "openat").bytes();
  const std::string frame = EventFrame("openat").bytes();
  const std::string at = std::to_string(head.size());
  CHECK(items_of(head + "\x0c\0\0\0\x63\0\0\0abcd"s + frame) ==
        Items{"malformed " + at + ": a frame of unknown kind 99", "event openat"});
  CHECK(items_of(head + "\x0c\0\0\0\x07\0\0\0abcd"s + frame) == Items{"event openat"});
}

TEST_CASE("what was lost and counted comes through frames and JSON alike") {
  for (const bool frames : {false, true}) {
    const auto encoder = frames ? make_frame_encoder() : make_json_encoder({});
    std::string out;
    encoder->begin({kBootTime, 2, "box1", "6.12.0"}, out);
    encoder->event(openat(1), {}, out);
    wire_loss loss{};
    loss.header = {sizeof(loss), WIRE_KIND_LOSS, 0};
    loss.id = kOpenat;
    loss.cpu = 1;
    loss.lane = 4;
    loss.count = 12;
    loss.first_time_ns = 5;
    loss.last_seq = 40;
    encoder->loss(loss, out);
    encoder->totals(std::vector<wire_total>{{kOpenat, 0, 13, 1, 0, 12}}, true, 0, out);

    auto opened = open_reader(bytes_of(out));
    REQUIRE(opened);
    EventReader& reader = **opened;
    CHECK(next_as<EventItem>(reader).event->spec->name == "openat");
    const wire_loss told = next_as<Loss>(reader).frame;
    CHECK(told.id == kOpenat);
    CHECK(told.cpu == 1);
    CHECK(told.lane == 4);
    CHECK(told.count == 12);
    CHECK(told.first_time_ns == kBootTime + 5);
    CHECK(told.last_time_ns == 0);
    CHECK(told.last_seq == 40);
    const Totals totals = next_as<Totals>(reader);
    CHECK(totals.final);
    CHECK(totals.chain.algorithm == WIRE_HASH_NONE);
    REQUIRE(totals.rows.size() == 1);
    CHECK(totals.rows[0].produced == 13);
    CHECK(totals.rows[0].lost == 12);
    CHECK(next_as<End>(reader).complete);
    CHECK(next_as<End>(reader).complete);
  }
}

TEST_CASE("totals carry the time at which they were written, in frames and in JSON") {
  const bool frames = GENERATE(true, false);
  const auto encoder = frames ? make_frame_encoder() : make_json_encoder();
  std::string out;
  encoder->begin({kBootTime, 2, "box1", "6.12.0"}, out);
  encoder->totals({}, false, 70, out);
  const auto reader = open_reader(bytes_of(out));
  REQUIRE(reader);
  const Totals totals = next_as<Totals>(**reader);
  CHECK_FALSE(totals.final);
  CHECK(totals.time_ns == kBootTime + 70);
}

TEST_CASE("JSON that says every second that its writer runs should have its end") {
  const auto encoder = make_json_encoder();
  std::string out;
  encoder->begin({kBootTime, 2, "box1", "6.12.0"}, out);
  const bool alive = GENERATE(true, false);
  if (alive) encoder->totals({}, false, 70, out);
  encoder->event(openat(60), {}, out);
  const auto reader = open_reader(bytes_of(out));
  REQUIRE(reader);
  Item item = (*reader)->next();
  while (!std::holds_alternative<End>(item)) item = (*reader)->next();
  CHECK_FALSE(std::get<End>(item).complete);
  CHECK(std::get<End>(item).should_be_complete == alive);
}

TEST_CASE("fields are found by name, whatever their order and company; another type is stepped over") {
  const std::string head =
      StreamHead()
          .event(kOpenat, "openat",
                 {{"new_field", 40}, {"flags", WIRE_I32}, {"pathname", WIRE_STR}, {"mode", WIRE_STR}})
          .bytes();
  const std::string frame = EventFrame(kOpenat)
                                .field(0, 40, "anything")
                                .field(1, WIRE_I32, "\x41\x02\0\0"sv)
                                .field(2, WIRE_STR, "/x")
                                .field(3, WIRE_STR, "?")
                                .bytes();
  auto reader = open_reader(bytes_of(head + frame));
  REQUIRE(reader);
  const Event& event = *next_as<EventItem>(**reader).event;
  CHECK(event.arg("pathname") == Value("/x"sv));
  CHECK(event.arg("flags") == Value(std::int64_t{577}));
  CHECK(is_absent(event.arg("mode")));
  CHECK(is_absent(event.arg("dirfd")));
}

TEST_CASE("an event under another id is found by its name, with its arguments, losses and totals") {
  const std::uint32_t close = find_event("close")->id;
  // Ours by the first id is close, and by the second nothing.
  for (const std::uint32_t id : {close, kNobodys}) {
    std::string stream = StreamHead().event(id, "openat", {{"pathname", WIRE_STR}}).bytes();
    EventFrame frame(id);
    stream += frame.field(0, WIRE_STR, "/x").bytes();
    wire_loss loss{};
    loss.header = {sizeof(loss), WIRE_KIND_LOSS, 0};
    loss.id = id;
    append_raw(loss, stream);
    auto reader = open_reader(bytes_of(stream));
    REQUIRE(reader);
    const Event& event = *next_as<EventItem>(**reader).event;
    CHECK(event.spec->name == "openat");
    CHECK(event.arg("pathname") == Value("/x"sv));
    CHECK(next_as<Loss>(**reader).frame.id == kOpenat);
  }
}

TEST_CASE("an event that this program does not have is named, also if its id is one of ours") {
  for (const std::uint32_t id : {kNobodys, kOpenat}) {
    const std::string head = StreamHead().event(id, "from_the_future", {{"x", WIRE_I32}}).bytes();
    CHECK(items_of(head + EventFrame(id).field(0, WIRE_I32, "1234").bytes()) == Items{"unknown from_the_future"});
  }
}

TEST_CASE("the system call of an event is theirs by id, and ours by name") {
  const std::string head = StreamHead().event(kNobodys, "openat").event(kOpenat, "from_the_future").bytes();
  for (const auto& [theirs, ours] : {std::pair{kNobodys, 257}, std::pair{kOpenat, WIRE_NO_SYSCALL}}) {
    std::string frame = EventFrame(kNobodys).bytes();
    const auto call = static_cast<wire_s32>(theirs);
    std::memcpy(frame.data() + offsetof(wire_event, syscall), &call, sizeof(call));
    auto reader = open_reader(bytes_of(head + frame));
    REQUIRE(reader);
    CHECK(next_as<EventItem>(**reader).event->context.syscall == ours);
  }
}

TEST_CASE("a stream of another version is refused with both versions named") {
  CHECK(items_of(StreamHead().bytes(3)) ==
        Items{"malformed 0: the stream has version 3, this program reads version 2"});
}

TEST_CASE("after a catalog that is damaged, and is not ours, nothing is read until it is said again") {
  const auto head = [](std::string_view mark) {
    return StreamHead().event(kNobodys, "from_the_future").bytes(WIRE_VERSION, mark);
  };
  const std::string frame = EventFrame(kNobodys).bytes();
  std::string damaged = head("");
  damaged[damaged.find("from_the_future")] = 'F';
  CHECK(items_of(damaged + frame + head("") + frame) ==
        Items{"malformed 192: a catalog that is damaged: nothing is read until it is said again",
              "malformed " + std::to_string(damaged.size() + frame.size()) +
                  ": a stream begins where the one before it has not ended",
              "unknown from_the_future"});
}

TEST_CASE("a mark that a process made up is not followed") {
  const std::string_view mark = "secret of stream";
  const std::string forged_sync = "\x28\0\0\0\x08\0\0\0secret of others"s + std::string(16, '\0');
  const std::string argument = forged_sync + EventFrame("ptrace").bytes();
  const std::string frame = EventFrame("openat").field(1, WIRE_STR, argument).bytes();
  const std::string head = StreamHead().event(kOpenat, "openat").event(101, "ptrace").bytes(WIRE_VERSION, mark);
  std::string stream = head + frame;
  const wire_u32 size = 0x7fffffff;
  std::memcpy(stream.data() + head.size(), &size, sizeof(size));
  CHECK(items_of(stream) == Items{"malformed " + std::to_string(head.size()) + ": a frame of 2147483647 bytes"});
}

TEST_CASE("a sync frame of another stream is told") {
  const std::string head = StreamHead().event(kOpenat, "openat").bytes(WIRE_VERSION, "secret of stream");
  const std::string sync = "\x28\0\0\0\x08\0\0\0secret of others"s + std::string(16, '\0');
  CHECK(
      items_of(head + sync + EventFrame(kOpenat).bytes()) ==
      Items{"malformed " + std::to_string(head.size()) + ": a sync frame that is not of this stream", "event openat"});
}

TEST_CASE("a clock step is told, and holds for the events and losses after it, in frames and in JSON") {
  for (const bool frames : {false, true}) {
    const auto encoder = frames ? make_frame_encoder() : make_json_encoder({});
    std::string out;
    encoder->begin({kBootTime, 2, "box1", "6.12.0"}, out);
    encoder->event(openat(1), {}, out);
    wire_clock clock{{sizeof(clock), WIRE_KIND_CLOCK, 0}, 40, kBootTime + 7'000'000, 250};
    encoder->clock(clock, out);
    Event later = openat(50);
    later.context.time_ns += 7'000'000;
    encoder->event(later, {}, out);
    wire_loss loss{{sizeof(loss), WIRE_KIND_LOSS, 0}, kOpenat, 0, 0, 1, 60, 60, 1, 1};
    encoder->loss(loss, out);

    auto reader = open_reader(bytes_of(out));
    REQUIRE(reader);
    CHECK(next_as<EventItem>(**reader).event->context.time_ns == kBootTime + 1);
    const wire_clock told = next_as<ClockStep>(**reader).frame;
    CHECK(told.time_ns == kBootTime + 7'000'040);
    CHECK(told.boot_time_ns == kBootTime + 7'000'000);
    CHECK(told.error_ns == 250);
    CHECK(next_as<EventItem>(**reader).event->context.time_ns == kBootTime + 7'000'050);
    CHECK(next_as<Loss>(**reader).frame.first_time_ns == kBootTime + 7'000'060);
  }
}

wire_artifact some_artifact() {
  wire_artifact artifact{};
  artifact.id = 3;
  artifact.size = 11;
  artifact.seq = 70;
  artifact.lane = 4;
  artifact.what = WIRE_ARTIFACT_WRITTEN;
  artifact.hash.algorithm = WIRE_HASH_SHA256;
  for (std::size_t i = 0; i < sizeof(artifact.hash.bytes); ++i) artifact.hash.bytes[i] = static_cast<wire_u8>(i * 9);
  return artifact;
}

TEST_CASE("an artifact comes through frames with its hash, its cause and its bytes") {
  const auto encoder = make_frame_encoder();
  std::string out;
  encoder->begin({kBootTime, 2, "box1", "6.12.0"}, out);
  wire_artifact artifact = some_artifact();
  encoder->artifact(artifact, "hello ", out);
  artifact.offset = 6;
  encoder->artifact(artifact, "world", out);

  auto reader = open_reader(bytes_of(out));
  REQUIRE(reader);
  std::string bytes;
  for (int pieces = 0; pieces < 2; ++pieces) {
    const Artifact told = next_as<Artifact>(**reader);
    CHECK(told.frame.offset == bytes.size());
    CHECK(told.frame.id == 3);
    CHECK(told.frame.size == 11);
    CHECK(told.frame.seq == 70);
    CHECK(told.frame.lane == 4);
    CHECK(told.frame.what == WIRE_ARTIFACT_WRITTEN);
    CHECK(std::memcmp(&told.frame.hash, &artifact.hash, sizeof(artifact.hash)) == 0);
    bytes += told.piece;
  }
  CHECK(bytes == "hello world");
}

TEST_CASE("an artifact comes through JSON once, without its bytes") {
  const auto encoder = make_json_encoder({});
  std::string out;
  wire_artifact artifact = some_artifact();
  encoder->artifact(artifact, "hello ", out);
  artifact.offset = 6;
  encoder->artifact(artifact, "world", out);
  CHECK(out ==
        "{\"artifact\":{\"id\":3,\"kind\":\"written\",\"size\":11,\"lane\":4,\"seq\":70,\"sha256\":"
        "\"0009121b242d363f48515a636c757e879099a2abb4bdc6cfd8e1eaf3fc050e17\"}}\n");

  auto reader = open_reader(bytes_of(out));
  REQUIRE(reader);
  const wire_artifact told = next_as<Artifact>(**reader).frame;
  CHECK(told.id == 3);
  CHECK(told.what == WIRE_ARTIFACT_WRITTEN);
  CHECK(std::memcmp(&told.hash, &artifact.hash, sizeof(artifact.hash)) == 0);
  CHECK(std::holds_alternative<End>((*reader)->next()));
}

}  // namespace
}  // namespace trace
