// SPDX-License-Identifier: Apache-2.0
#include "common/codec/json/shape.h"

#include <utility>

namespace trace::json {

bool read_before_value(Cursor& line, bool first, std::string_view& name, bool& ended) {
  if (first && !line.mark('{')) return false;
  line.step_over_blanks();
  ended = line.mark('}');
  if (ended) return true;
  return (first || line.mark(',')) && line.expect("\"") && line.raw_text(name) && line.mark(':');
}

void ObjectShape::forget() {
  count_ = kTooLong + 1;
  steps_[kBegin].next = steps_[kTooLong].next = &steps_[kTooLong];
}

ObjectShape::Step* ObjectShape::learn(Step* from, std::string_view before, std::uint8_t key) {
  Step* step = &steps_[kTooLong];
  if (before.size() <= ShortText::kMax) {
    std::size_t i = kTooLong + 1;
    while (i < count_ && steps_[i].before.view() != before) ++i;
    if (i == kMax) {
      forget();
      if (from != begin()) from = &steps_[kTooLong];  // what begins an object follows nothing else
      i = count_;
    }
    if (i == count_) {
      steps_[i] = {ShortText(before), key, &steps_[kTooLong]};
      ++count_;
    }
    step = &steps_[i];
  }
  step->key = key;
  from->next = step;
  return step;
}

void ArgumentShape::learn(std::size_t place, ArgumentHead head) {
  if (place >= kPlaces || head.text.size() + head.tail.size() > kBytesMax) return;
  places_[place][older_[place]] = std::move(head);
  older_[place] ^= 1;
}

}  // namespace trace::json
