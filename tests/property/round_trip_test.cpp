// SPDX-License-Identifier: Apache-2.0
// Every event of the catalog: frame -> Event -> JSON -> Event -> frame is what it was.
#include <catch2/catch.hpp>

#include "common/codec/encoder.h"
#include "common/codec/frame/decode.h"
#include "common/codec/frame/encode.h"
#include "tests/support/decoded_line.h"
#include "tests/support/general_line.h"
#include "tests/support/random_event.h"

namespace trace {
namespace {

constexpr std::uint64_t kBootTime = 1'700'000'000'000'000'000;

bool same_arguments(const Event& a, const Event& b) {
  for (std::size_t i = 0; i < a.spec->fields.size(); ++i) {
    if (a.args[i].value != b.args[i].value || a.args[i].marks != b.args[i].marks) return false;
  }
  return true;
}

std::string frame_of(const Event& event) {
  std::string frame;
  encode_frame(event, kBootTime, frame);
  return frame;
}

TEST_CASE("every event survives frames and JSON, byte for byte") {
  RandomEvents random(7);
  const FrameDecoder frames(kBootTime);
  const auto encoder = make_json_encoder({});
  for (const EventSpec& spec : events()) {
    for (int i = 0; i < 20; ++i) {
      const Event made = random.make(spec);
      INFO(spec.name);
      const std::string frame = frame_of(made);
      Event from_frame;
      REQUIRE(frames.decode(frame, from_frame));
      REQUIRE(same_arguments(made, from_frame));

      std::string line;
      encoder->event(from_frame, frame, line);
      line.pop_back();
      INFO(line);
      const DecodedLine decoded(line);
      const GeneralLine general(line);
      REQUIRE(decoded.is(JsonDecoder::Line::event));
      REQUIRE(general.is(JsonDecoder::Line::event));
      for (const Event* event : {&decoded.event(), &general.event()}) {
        REQUIRE(same_arguments(from_frame, *event));
        CHECK(frame_of(*event) == frame);
        CHECK(event->context.process_entity == from_frame.context.process_entity);
      }
    }
  }
}

TEST_CASE("arguments that are parsed to symbols are read back as numbers") {
  const EventSpec& spec = *find_event("openat");
  Event event;
  event.spec = &spec;
  event.args[2].value = std::int64_t{0x80241};
  std::string line;
  make_json_encoder({true, false})->event(event, {}, line);
  CHECK(line.find("O_WRONLY|O_CREAT|O_TRUNC|O_CLOEXEC") != std::string::npos);
  const DecodedLine decoded(line);
  REQUIRE(decoded.is(JsonDecoder::Line::event));
  CHECK(decoded.event().args[2].value == Value(std::int64_t{0x80241}));
}

}  // namespace
}  // namespace trace
