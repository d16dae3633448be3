// SPDX-License-Identifier: Apache-2.0
#include "common/codec/json/decode.h"

#include "common/codec/json/quick.h"

namespace trace {

JsonDecoder::JsonDecoder() : shape_(std::make_unique<json::LineShape>()) {}
JsonDecoder::~JsonDecoder() = default;
JsonDecoder::JsonDecoder(JsonDecoder&&) noexcept = default;
JsonDecoder& JsonDecoder::operator=(JsonDecoder&&) noexcept = default;

// Times are made those since the epoch, where a checkpoint says what they are relative to.
Result<JsonDecoder::Line> JsonDecoder::decode(std::string_view line) {
  Result<Line> done = read(line);
  if (!done) return done;
  const auto& totals = contents_.totals;
  if (*done == Line::event) contents_.event.context.time_ns += relative_to_ns_;
  if (*done == Line::totals && !totals.final) relative_to_ns_ = totals.relative_to_ns;
  if (*done == Line::clock && relative_to_ns_ != 0) relative_to_ns_ = contents_.clock.boot_time_ns;
  return done;
}

Result<JsonDecoder::Line> JsonDecoder::read(std::string_view line) {
  std::string& arena = contents_.arena;
  Event& event = contents_.event;
  arena.clear();
  event.not_understood = 0;
  if (arena.capacity() < json::arena_size(line.size())) arena.reserve(json::arena_size(line.size()));
  if (const auto name = json::read_quickly(line, *shape_, arena, event)) {
    if (event.spec != nullptr) return Line::event;
    contents_.unknown_name = *name;
    return Line::unknown;
  }
  Result<Line> read = general_.read(line, contents_);
  // It is said with each checkpoint, and by none of x86_64, of which a stream may follow one that is not.
  if (read && *read == Line::totals && (contents_.totals.architecture || contents_.totals.begins)) {
    event.architecture = contents_.totals.architecture.value_or(Architecture::x86_64);
  }
  return read;
}

}  // namespace trace
