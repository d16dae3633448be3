// SPDX-License-Identifier: Apache-2.0
// Every event of the catalog: frame -> Event -> JSON -> Event -> frame is what it was.
#include <catch2/catch.hpp>

#include "common/codec/encoder.h"
#include "common/codec/frame_decode.h"
#include "common/codec/frame_encode.h"
#include "common/codec/json_decode.h"
#include "common/stream/input.h"
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

TEST_CASE("every event survives frames and JSON") {
  RandomEvents events_made(7);
  const FrameDecoder frames(kBootTime);
  JsonDecoder json;
  const auto encoder = make_json_encoder({});
  for (const EventSpec& spec : events()) {
    for (int i = 0; i < 20; ++i) {
      const Event made = events_made.make(spec);
      INFO(spec.name);
      const std::string frame = frame_of(made);
      Event from_frame;
      REQUIRE(frames.decode(frame, from_frame));
      REQUIRE(same_arguments(made, from_frame));
      CHECK(from_frame.context.executable == made.context.executable);
      CHECK(from_frame.context.container_id == made.context.container_id);

      std::string line;
      encoder->event(from_frame, frame, line);
      const std::size_t size = line.size() - 1;
      line.append(Input::kPadding, ' ');
      INFO(line);
      const auto kind = json.decode(std::string_view(line).substr(0, size));
      REQUIRE(kind);
      REQUIRE(*kind == JsonDecoder::Line::event);
      REQUIRE(same_arguments(from_frame, json.event()));
      CHECK(json.event().context.time_ns == from_frame.context.time_ns);
      CHECK(json.event().context.retval == from_frame.context.retval);
      CHECK(json.event().context.syscall == from_frame.context.syscall);
      CHECK(json.event().context.comm == from_frame.context.comm);
      CHECK(json.event().context.executable == from_frame.context.executable);
      CHECK(json.event().context.container_id == from_frame.context.container_id);
      CHECK(json.event().context.flags == from_frame.context.flags);
    }
  }
}

TEST_CASE("an event without arguments survives JSON, with symbols and without") {
  JsonDecoder json;
  for (const bool symbols : {false, true}) {
    const auto encoder = make_json_encoder({symbols, false});
    for (const EventSpec& spec : events()) {
      Event event;
      event.spec = &spec;
      std::string line;
      encoder->event(event, {}, line);
      const std::size_t size = line.size() - 1;
      line.append(Input::kPadding, ' ');
      INFO(line);
      REQUIRE(json.decode(std::string_view(line).substr(0, size)));
      for (std::size_t i = 0; i < spec.fields.size(); ++i) {
        const wire_type type = spec.fields[i].type;
        const bool followed = type == WIRE_SOCKADDR || type == WIRE_TIMESPEC;
        if (followed) CHECK(is_absent(json.event().args[i].value));
      }
    }
  }
}

TEST_CASE("pointers that were not followed are shown as such") {
  const auto shown = [](std::string_view name, bool symbols) {
    Event event;
    event.spec = find_event(name);
    std::string line;
    make_json_encoder({symbols, false})->event(event, {}, line);
    return line.substr(line.find("\"args\":"));
  };
  CHECK(shown("connect", false).find(R"("struct sockaddr*","value":0})") != std::string::npos);
  CHECK(shown("connect", true).find(R"("struct sockaddr*","value":"0x0"})") != std::string::npos);
  CHECK(shown("nanosleep", true).find(R"("struct timespec*","value":"0x0"})") != std::string::npos);
  CHECK(shown("execve", false).find(R"("const char*const*","value":0})") != std::string::npos);
  CHECK(shown("execve", true).find(R"("const char*const*","value":"0x0"})") != std::string::npos);
  CHECK(shown("sched_process_exec", true).find(R"("const char**","value":[]})") != std::string::npos);
}

TEST_CASE("arguments that are parsed to symbols are read back as numbers") {
  const EventSpec& spec = *find_event("openat");
  Event event;
  event.spec = &spec;
  event.args[2].value = std::int64_t{0x80241};
  std::string line;
  make_json_encoder({true, false})->event(event, {}, line);
  CHECK(line.find("O_WRONLY|O_CREAT|O_TRUNC|O_CLOEXEC") != std::string::npos);
  const std::size_t size = line.size() - 1;
  line.append(Input::kPadding, ' ');
  JsonDecoder json;
  REQUIRE(json.decode(std::string_view(line).substr(0, size)));
  CHECK(std::get<std::int64_t>(json.event().args[2].value) == 0x80241);
}

}  // namespace
}  // namespace trace
