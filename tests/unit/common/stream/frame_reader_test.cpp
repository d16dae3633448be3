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

// Head, one event, END.
std::string stream_of(const Event& event) {
  const auto encoder = make_frame_encoder();
  std::string out;
  encoder->begin({kBootTime, 2, "box1", "6.12.0"}, out);
  encoder->event(event, {}, out);
  encoder->totals(std::vector<wire_total>{{kOpenat, 0, 1, 1, 0, 0}}, true, out);
  return out;
}

TEST_CASE("streams can be joined") {
  const std::string stream = stream_of(openat(1));
  CHECK(items_of(stream + stream) == Items{"event openat", "end", "event openat", "end", "complete"});
}

TEST_CASE("a stream without its end is not complete") {
  const std::string stream = stream_of(openat(1));
  const std::size_t end = sizeof(wire_totals) + sizeof(wire_total);
  CHECK(items_of(stream.substr(0, stream.size() - end)) == Items{"event openat"});
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
    while (reader.next() != EventReader::Item::end) continue;
    CHECK_FALSE(reader.complete());
    REQUIRE(reader.mismatches().size() == 1);
    CHECK(reader.mismatches()[0].name == "openat");
    CHECK(reader.mismatches()[0].written == 1);
    CHECK(reader.mismatches()[0].read == (lacks ? 0 : 2));
  }
}

TEST_CASE("a kind of frame that is not known is told and skipped, the reserved one only skipped") {
  std::string stream = stream_of(openat(1));
  const std::size_t at = stream.find(frame_of(openat(1)));
  std::string strange = stream;
  strange.insert(at, "\x0c\0\0\0\x63\0\0\0abcd"sv);
  CHECK(items_of(strange) ==
        Items{"malformed " + std::to_string(at) + ": a frame of unknown kind 99", "event openat", "end", "complete"});
  stream.insert(at, "\x0c\0\0\0\x07\0\0\0abcd"sv);
  CHECK(items_of(stream) == Items{"event openat", "end", "complete"});
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
    encoder->totals(std::vector<wire_total>{{kOpenat, 0, 13, 1, 0, 12}}, true, out);

    auto opened = open_reader(bytes_of(out));
    REQUIRE(opened);
    EventReader& reader = **opened;
    CHECK(reader.next() == EventReader::Item::event);
    REQUIRE(reader.next() == EventReader::Item::loss);
    CHECK(reader.loss().id == kOpenat);
    CHECK(reader.loss().cpu == 1);
    CHECK(reader.loss().lane == 4);
    CHECK(reader.loss().count == 12);
    CHECK(reader.loss().first_time_ns == kBootTime + 5);
    CHECK(reader.loss().last_time_ns == 0);
    CHECK(reader.loss().last_seq == 40);
    REQUIRE(reader.next() == EventReader::Item::totals);
    CHECK(reader.totals_are_final());
    REQUIRE(reader.totals().size() == 1);
    CHECK(reader.totals()[0].produced == 13);
    CHECK(reader.totals()[0].lost == 12);
    CHECK(reader.next() == EventReader::Item::end);
    CHECK(reader.complete());
    CHECK(reader.next() == EventReader::Item::end);
  }
}

TEST_CASE("totals carry the newest time before them") {
  const auto encoder = make_frame_encoder();
  std::string out;
  encoder->begin({kBootTime, 2, "box1", "6.12.0"}, out);
  const auto time_of_totals = [&] {
    out.clear();
    encoder->totals({}, false, out);
    wire_totals totals{};
    std::memcpy(&totals, out.data(), sizeof(totals));
    return totals.time_ns;
  };
  CHECK(time_of_totals() == 0);
  encoder->event(openat(70), {}, out);
  encoder->event(openat(60), {}, out);
  CHECK(time_of_totals() == 70);
  wire_loss loss{};
  loss.last_time_ns = 90;
  encoder->loss(loss, out);
  CHECK(time_of_totals() == 90);
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
  REQUIRE((*reader)->next() == EventReader::Item::event);
  const Event& event = (*reader)->event();
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
    REQUIRE((*reader)->next() == EventReader::Item::event);
    CHECK((*reader)->event().spec->name == "openat");
    CHECK((*reader)->event().arg("pathname") == Value("/x"sv));
    REQUIRE((*reader)->next() == EventReader::Item::loss);
    CHECK((*reader)->loss().id == kOpenat);
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
    REQUIRE((*reader)->next() == EventReader::Item::event);
    CHECK((*reader)->event().context.syscall == ours);
  }
}

TEST_CASE("a catalog that was damaged is told, and nothing is read by it") {
  std::string stream = stream_of(openat(1));
  stream[stream.find("pathname")] = 'P';
  CHECK(items_of(stream) ==
        Items{"malformed 184: the catalog is not the one that the head of the stream is of: nothing "
              "behind it can be read"});
}

TEST_CASE("a stream of another version is refused with both versions named") {
  CHECK(items_of(StreamHead().bytes(2)) ==
        Items{"malformed 0: the stream has version 2, this program reads version 1"});
}

// A stream of many events, one a microsecond, with the mark "secret of a stream".
struct LongStream {
  static constexpr unsigned kEvents = 2000;
  std::string bytes;
  std::vector<std::size_t> begins;  // of the events

  explicit LongStream(std::string_view mark = "secret of stream") {
    StreamInfo info{kBootTime, 2, "box1", "6.12.0"};
    std::copy(mark.begin(), mark.end(), info.mark.begin());
    const auto encoder = make_frame_encoder();
    encoder->begin(info, bytes);
    for (unsigned i = 0; i < kEvents; ++i) {
      begins.push_back(bytes.size());
      Event event = openat(i * 1000);
      event.context.host_pid = 7;
      event.context.executable = i < 3 ? "/bin/first" : "/bin/second";
      encoder->event(event, {}, bytes);
    }
    encoder->totals(std::vector<wire_total>{{kOpenat, 0, kEvents, kEvents, 0, 0}}, true, bytes);
  }
  void spoil_size(std::size_t at, wire_u32 size) { std::memcpy(bytes.data() + at, &size, sizeof(size)); }
};

struct Found {
  std::vector<std::string> malformed;
  std::vector<std::uint64_t> since_boot_us;
  std::set<std::string> executables;
  bool complete = false;
};

Found find_all(const std::string& bytes, std::size_t chunk) {
  Found found;
  auto opened = open_reader(bytes_of(bytes, chunk));
  REQUIRE(opened);
  EventReader& reader = **opened;
  for (auto item = reader.next(); item != EventReader::Item::end; item = reader.next()) {
    REQUIRE(item != EventReader::Item::failed);
    if (item == EventReader::Item::malformed) found.malformed.push_back(reader.malformed().what);
    if (item != EventReader::Item::event) continue;
    found.since_boot_us.push_back((reader.event().context.time_ns - kBootTime) / 1000);
    found.executables.emplace(reader.event().context.executable);
  }
  found.complete = reader.complete();
  return found;
}

TEST_CASE("behind a size that cannot be believed the reader finds its way again") {
  const std::size_t chunk = GENERATE(std::size_t{977}, SIZE_MAX);
  LongStream stream;
  CHECK(find_all(stream.bytes, chunk).complete);
  stream.spoil_size(stream.begins[2], 0x7fffffff);
  const Found found = find_all(stream.bytes, chunk);
  REQUIRE(found.malformed.size() == 1);
  CHECK(found.malformed[0].find("a frame of 2147483647 bytes: ") == 0);
  CHECK(found.malformed[0].find(" bytes are skipped") != std::string::npos);
  // No more than what lies between two SYNC frames is lost, and programs are said anew behind one.
  CHECK(found.since_boot_us.size() > LongStream::kEvents - WIRE_SYNC_BYTES / sizeof(wire_event) - 3);
  CHECK(found.since_boot_us.size() < LongStream::kEvents);
  CHECK(found.since_boot_us.back() == LongStream::kEvents - 1);
  CHECK(found.executables == std::set<std::string>{"/bin/first", "/bin/second"});
  CHECK_FALSE(found.complete);
}

TEST_CASE("a size that reaches beyond the end of the stream costs no more than other damage") {
  LongStream stream;
  stream.spoil_size(stream.begins[2], 1 << 20);
  const Found found = find_all(stream.bytes, SIZE_MAX);
  REQUIRE(found.malformed.size() == 1);
  CHECK(found.malformed[0].find("the stream ends within a frame: ") == 0);
  CHECK(found.since_boot_us.back() == LongStream::kEvents - 1);
}

TEST_CASE("a mark that a traced process made up is not followed") {
  LongStream stream;
  wire_sync forged{{sizeof(wire_sync), WIRE_KIND_SYNC, 0}, "secret of other"};
  std::string argument(reinterpret_cast<const char*>(&forged), sizeof(forged));
  argument += EventFrame("ptrace").bytes();
  stream.bytes.insert(stream.begins[3], EventFrame("openat").field(1, WIRE_STR, argument).bytes());
  stream.spoil_size(stream.begins[3], 0x7fffffff);
  CHECK(find_all(stream.bytes, SIZE_MAX).malformed.size() == 1);

  LongStream without("");
  without.spoil_size(without.begins[2], 0x7fffffff);
  CHECK(find_all(without.bytes, SIZE_MAX).since_boot_us.size() == 2);
}

TEST_CASE("a sync frame of another stream is told") {
  LongStream stream;
  stream.bytes.insert(stream.begins[1], "\x18\0\0\0\x08\0\0\0secret of others"sv);
  CHECK(find_all(stream.bytes, SIZE_MAX).malformed ==
        std::vector<std::string>{"a sync frame that is not of this stream"});
}

}  // namespace
}  // namespace trace
