// SPDX-License-Identifier: Apache-2.0
// What an attacker writes does not reach the terminal as it is, in any column of any table.
#include <algorithm>

#include <catch2/catch.hpp>

#include "common/base/text.h"
#include "common/codec/encoder.h"
#include "tests/support/event_builder.h"
#include "tests/support/records.h"

namespace trace {
namespace {

// C0, DEL, C1 as a character and as a byte, no UTF-8, direction, zero width, separators of lines and paragraphs.
const std::string kHostile =
    "\x1b[2J\n\r\x07\x7f\u009b31m\x9b\xff\u202e\u2066\u200b\ufeff\u2028\u2029\u00ad\U000e0041\n*** Detection ***";

bool is_safe(const std::string& text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= 0x20 && c < 0x7f) || c == '\n' || c == '\r'; });
}

std::vector<Event> hostile_events(const std::string& list) {
  std::vector<Event> events;
  Event& exec = events.emplace_back(event_named("sched_process_exec"));
  for (const char* name : {"cmdpath", "pathname", "interpreter_pathname", "interp", "stdin_path", "prev_comm"}) {
    if (exec.spec->field(name)) set_argument(exec, name, std::string_view(kHostile));
  }
  set_argument(exec, "argv", StringList(list));
  set_argument(exec, "env", StringList(list));
  Event& connect = events.emplace_back(event_named("security_socket_connect"));
  set_argument(connect, "remote_addr",
               socket_address({{"sa_family", "AF_UNIX"}, {"sun_path", "/\x1b[2J\n\x9b\u202e"}}));
  for (Event& event : events) {
    event.context.comm = event.context.uts = event.context.executable = event.context.container_id = kHostile;
  }
  return events;
}

void check(std::unique_ptr<Encoder> encoder) {
  const std::string list = kHostile + '\0' + kHostile + '\0';
  std::string out;
  encoder->begin({.host = kHostile, .kernel = kHostile}, out);
  for (const Event& event : hostile_events(list)) {
    const std::size_t begin = out.size();
    encoder->event(event, {}, out);
    const auto line = std::string_view(out).substr(begin);
    INFO(line);
    CHECK(std::count(line.begin(), line.end(), '\n') == 1);
  }
  INFO(out);
  CHECK(is_safe(out));
}

TEST_CASE("no table lets through what an attacker writes to a terminal") {
  for (const bool symbols : {false, true}) {
    const EncoderOptions options{.parse_arguments = symbols};
    check(make_table_encoder(options));
    check(make_table_verbose_encoder(options));
    check(make_csv_encoder(options));
  }
}

}  // namespace
}  // namespace trace
