// SPDX-License-Identifier: Apache-2.0
// Every byte of a stream of JSON flipped: what is not damaged is still read.
#include <vector>

#include <catch2/catch.hpp>

#include "common/codec/encoder.h"
#include "tests/support/items.h"
#include "tests/support/random_event.h"

namespace trace {
namespace {

constexpr unsigned kEvents = 4;

std::string make_stream() {
  RandomEvents random(3);
  const auto encoder = make_json_encoder({});
  std::string bytes;
  encoder->begin({1'700'000'000'000'000'000, 2, "host", "6.1"}, bytes);
  std::vector<wire_total> totals;
  for (const char* name : {"openat", "sched_process_exec", "security_socket_connect", "commit_creds"}) {
    const EventSpec& event = *find_event(name);
    encoder->event(random.make(event), {}, bytes);
    totals.push_back({event.id, 0, 1, 1, 0, 0});
  }
  encoder->totals(totals, true, 0, bytes);
  return bytes;
}

unsigned events_in(const std::string& bytes) {
  unsigned events = 0;
  for (const std::string& item : items_of(bytes)) events += item.starts_with("event ") ? 1 : 0;
  return events;
}

TEST_CASE("a damaged line of JSON costs that line only") {
  const std::string stream = make_stream();
  REQUIRE(events_in(stream) == kEvents);
  for (std::size_t at = 0; at + 1 < stream.size(); ++at) {
    std::string bytes = stream;
    if (bytes[at] == '\n') continue;
    bytes[at] = static_cast<char>(bytes[at] ^ 0x15);
    if (bytes[at] == '\n') continue;
    CHECK(events_in(bytes) + 1 >= kEvents);
  }
}

TEST_CASE("lines far longer than 64 KiB are read") {
  std::string line;
  Event event;
  event.spec = find_event("openat");
  const std::string path(500'000, 'x');
  event.args[1].value = std::string_view(path);
  make_json_encoder({})->event(event, {}, line);
  CHECK(events_in(line + line) == 2);
}

}  // namespace
}  // namespace trace
