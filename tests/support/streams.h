// SPDX-License-Identifier: Apache-2.0
// Streams and events for tests.
#pragma once

#include <cstdint>
#include <deque>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "common/codec/encoder.h"
#include "common/event/event.h"
#include "common/stream/reader.h"

namespace trace::test {

inline constexpr std::uint64_t kBootTimeNs = 1'700'000'000'000'000'000;

// Makes events with random values of every kind that all formats can hold. It owns the bytes that
// they point to.
class EventMaker {
 public:
  enum class Texts : std::uint8_t {
    of_every_kind,
    plain
  };  // plain: ASCII that JSON need not escape
  explicit EventMaker(std::uint64_t seed, Texts texts = Texts::of_every_kind)
      : random_(seed), texts_(texts) {}

  // An event with each argument there (or, one time in eight if `may_lack`, absent).
  Event make(const EventSpec& spec, bool may_lack = true);
  // REQUIRES: the catalog has an event of that name.
  Event make(std::string_view name);

 private:
  Value value_of(const FieldSpec& field);
  std::uint64_t number();
  std::string_view keep(std::string text);
  std::string text(std::size_t longest);
  std::string socket_address();
  std::string credentials();

  std::mt19937_64 random_;
  Texts texts_;
  std::deque<std::string> kept_;
};

// The frame of an event, and a whole stream of events: STREAM, CATALOG, the events, END.
std::string frame_of(const Event& event);
std::string stream_of(const std::vector<Event>& events);

// Everything that a reader gives out, as one line each: "event openat", "malformed 160 ..." and so
// on.
std::vector<std::string> items_of(EventReader& reader);
std::vector<std::string> items_of(std::string bytes, std::size_t chunk = SIZE_MAX);

}  // namespace trace::test
