// SPDX-License-Identifier: Apache-2.0
// Every byte of a stream cut off, flipped and doubled: the reader neither crashes nor gives out an event half-made, and
// what is not damaged is still read.
#include <catch2/catch.hpp>

#include "common/codec/encoder.h"
#include "common/stream/reader.h"
#include "tests/support/random_event.h"

namespace trace {
namespace {

struct Seen {
  unsigned events = 0;
  unsigned malformed = 0;
  bool complete = false;
};

Seen read_all(std::string bytes, std::size_t chunk = SIZE_MAX) {
  Seen seen;
  auto reader = open_reader(bytes_of(std::move(bytes), chunk));
  REQUIRE(reader);
  for (unsigned steps = 0; steps < 100'000; ++steps) {
    const EventReader::Item item = (*reader)->next();
    if (item == EventReader::Item::end || item == EventReader::Item::failed) break;
    if (item == EventReader::Item::event) {
      REQUIRE((*reader)->event().spec != nullptr);
      ++seen.events;
    }
    if (item == EventReader::Item::malformed) ++seen.malformed;
  }
  seen.complete = (*reader)->complete();
  return seen;
}

struct Stream {
  std::string bytes;
  std::size_t head = 0;  // bytes before the first event
  unsigned events = 0;
};

Stream make_stream(const std::unique_ptr<Encoder>& encoder) {
  RandomEvents random(3);
  Stream stream;
  encoder->begin({1'700'000'000'000'000'000, 2, "host", "6.1"}, stream.bytes);
  stream.head = stream.bytes.size();
  std::vector<wire_total> totals;
  for (const char* name : {"openat", "sched_process_exec", "security_socket_connect", "commit_creds"}) {
    const EventSpec& event = *find_event(name);
    encoder->event(random.make(event), {}, stream.bytes);
    totals.push_back({event.id, 0, 1, 1, 0, 0});
    ++stream.events;
  }
  encoder->totals(totals, true, stream.bytes);
  return stream;
}

TEST_CASE("a stream of frames is read whole, however it arrives") {
  const Stream stream = make_stream(make_frame_encoder());
  for (const std::size_t chunk : {std::size_t{1}, std::size_t{7}, std::size_t{4096}}) {
    const Seen seen = read_all(stream.bytes, chunk);
    CHECK(seen.events == stream.events);
    CHECK(seen.malformed == 0);
    CHECK(seen.complete);
  }
}

TEST_CASE("a stream of frames cut anywhere is read up to the cut") {
  const Stream stream = make_stream(make_frame_encoder());
  for (std::size_t size = stream.head; size < stream.bytes.size(); ++size) {
    const Seen seen = read_all(stream.bytes.substr(0, size));
    CHECK_FALSE(seen.complete);
    CHECK(seen.events <= stream.events);
  }
  CHECK(read_all(stream.bytes.substr(0, stream.bytes.size() - 1)).events == stream.events);
}

TEST_CASE("a flipped byte in a frame spoils that frame at most, unless it is in a size") {
  const Stream stream = make_stream(make_frame_encoder());
  for (std::size_t at = stream.head; at < stream.bytes.size(); ++at) {
    std::string bytes = stream.bytes;
    bytes[at] = static_cast<char>(bytes[at] ^ 0x5a);
    const Seen seen = read_all(std::move(bytes));
    CHECK(seen.events <= stream.events);
  }
}

TEST_CASE("a doubled byte is told and does not crash the reader of frames") {
  const Stream stream = make_stream(make_frame_encoder());
  for (std::size_t at = stream.head; at < stream.bytes.size(); ++at) {
    std::string bytes = stream.bytes;
    bytes.insert(at, 1, bytes[at]);
    read_all(std::move(bytes));
  }
}

TEST_CASE("a damaged line of JSON costs that line only") {
  const Stream stream = make_stream(make_json_encoder({}));
  for (std::size_t at = 0; at + 1 < stream.bytes.size(); ++at) {
    std::string bytes = stream.bytes;
    if (bytes[at] == '\n') continue;
    bytes[at] = static_cast<char>(bytes[at] ^ 0x15);
    if (bytes[at] == '\n') continue;
    const Seen seen = read_all(std::move(bytes));
    CHECK(seen.events + 1 >= stream.events);
  }
}

TEST_CASE("lines far longer than 64 KiB are read") {
  std::string line;
  Event event;
  event.spec = find_event("openat");
  const std::string path(500'000, 'x');
  event.args[1].value = std::string_view(path);
  make_json_encoder({})->event(event, {}, line);
  CHECK(read_all(line + line).events == 2);
}

}  // namespace
}  // namespace trace
