// SPDX-License-Identifier: Apache-2.0
// Every byte of a stream of frames cut off, flipped, doubled: nothing crashes, no event comes out
// that was not put in (unless the damage is in a value, which nothing can tell), and what is whole
// behind the damage is read.
#include <catch2/catch.hpp>

#include "common/codec/stream_catalog.h"
#include "common/wire/frame.h"
#include "tests/support/streams.h"

namespace trace::test {
namespace {

std::vector<Event> five_events(EventMaker& maker) {
  std::vector<Event> events;
  for (const char* name :
       {"openat", "security_socket_connect", "sched_process_exec", "pipe", "read"}) {
    events.push_back(maker.make(name));
  }
  return events;
}

std::size_t count(const std::vector<std::string>& items, std::string_view start) {
  std::size_t found = 0;
  for (const std::string& item : items)
    found += item.starts_with(start) ? 1 : 0;
  return found;
}

const std::size_t kFirstEvent = sizeof(wire_stream) + catalog_frame().size();

TEST_CASE("a whole stream is complete, however it comes in pieces") {
  EventMaker maker(1);
  const std::string stream = stream_of(five_events(maker));
  for (const std::size_t chunk : {std::size_t{1}, std::size_t{7}, std::size_t{4096}, SIZE_MAX}) {
    const auto items = items_of(stream, chunk);
    CHECK(count(items, "event") == 5);
    CHECK(count(items, "malformed") == 0);
    CHECK(items.back() == "complete");
  }
}

TEST_CASE("a stream cut anywhere gives the events before the cut, and is not complete") {
  EventMaker maker(2);
  const std::vector<Event> events = five_events(maker);
  const std::string stream = stream_of(events);
  std::vector<std::size_t> ends;
  for (std::size_t at = kFirstEvent; const Event& event : events) {
    ends.push_back(at += frame_of(event).size());
  }
  for (std::size_t cut = 0; cut < stream.size(); cut += cut < kFirstEvent ? 97 : 1) {
    const auto items = items_of(stream.substr(0, cut));
    std::size_t whole = 0;
    while (whole < ends.size() && ends[whole] <= cut)
      ++whole;
    if (count(items, "event") != whole || count(items, "malformed") != 0 ||
        count(items, "complete") != 0) {
      FAIL("cut at " << cut << ": " << items.size() << " items");
    }
  }
}

TEST_CASE("a flipped byte costs at most the frame that it is in") {
  EventMaker maker(3);
  const std::string stream = stream_of(five_events(maker));
  for (const char flip : {'\x01', '\x80', '\xff'}) {
    for (std::size_t at = kFirstEvent; at < stream.size(); ++at) {
      std::string damaged = stream;
      damaged[at] = static_cast<char>(damaged[at] ^ flip);
      const auto items = items_of(std::move(damaged));
      const std::size_t events = count(items, "event") + count(items, "unknown");
      if (events < 4 || events > 5 || count(items, "failed") != 0) {
        for (const std::string& item : items)
          UNSCOPED_INFO(item);
        FAIL("flip at " << at << " with " << int(flip));
      }
      // What was lost shows: as malformed, or in the totals.
      if (events == 4 && count(items, "complete") != 0) FAIL("silent loss at " << at);
    }
  }
}

TEST_CASE("a flipped byte in the first two frames is found out or does not matter") {
  EventMaker maker(4);
  const std::string stream = stream_of(five_events(maker));
  for (std::size_t at = 0; at < kFirstEvent; at += at < 2 * sizeof(wire_stream) ? 1 : 131) {
    std::string damaged = stream;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x55);
    const auto items = items_of(std::move(damaged));
    const bool read = count(items, "event") == 5;
    const bool refused = count(items, "event") == 0 && count(items, "failed") == 1;
    if (!read && !refused) {
      for (const std::string& item : items)
        UNSCOPED_INFO(item);
      FAIL("flip at " << at);
    }
  }
}

TEST_CASE("a byte too many costs at most the frame that it is in") {
  EventMaker maker(5);
  const std::string stream = stream_of(five_events(maker));
  for (std::size_t at = kFirstEvent; at < stream.size(); ++at) {
    std::string damaged = stream;
    damaged.insert(at, 1, '\x03');
    const auto items = items_of(std::move(damaged));
    const std::size_t events = count(items, "event");
    if (events < 4 || events > 5) FAIL("inserted at " << at);
  }
}

TEST_CASE("bytes that are no stream at all are refused line by line, not believed") {
  std::string noise;
  std::mt19937 random(6);
  for (int i = 0; i < 100'000; ++i)
    noise += static_cast<char>(random());
  CHECK(count(items_of(noise), "event") == 0);

  EventMaker maker(6);
  const std::string stream = stream_of(five_events(maker));
  const auto items = items_of(stream.substr(0, kFirstEvent) + noise + stream.substr(kFirstEvent));
  CHECK(count(items, "event") == 5);
  CHECK(count(items, "malformed") >= 1);
}

}  // namespace
}  // namespace trace::test
