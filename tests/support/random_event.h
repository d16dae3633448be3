// SPDX-License-Identifier: Apache-2.0
// Events with random, valid values, for properties that hold for every event of the catalog.
#pragma once

#include <deque>
#include <random>
#include <string>

#include "common/event/event.h"

namespace trace {

class RandomEvents {
 public:
  explicit RandomEvents(unsigned seed) : random_(seed) {}

  // The event's values live as long as this object.
  Event make(const EventSpec& spec);

 private:
  std::uint64_t number() { return random_(); }
  std::string_view text(std::size_t most);
  std::string_view keep(std::string bytes);
  Value value(const FieldSpec& field);
  Value list(const TypeSpec& type);
  Record record(const TypeSpec& type);
  Record seconds(const TypeSpec& type);

  std::mt19937_64 random_;
  std::deque<std::string> texts_;
};

}  // namespace trace
