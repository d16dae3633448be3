// SPDX-License-Identifier: Apache-2.0
#include "common/codec/meaning_text.h"

#include <catch2/catch.hpp>
#include <simdjson.h>

#include "tests/support/reference.h"

namespace trace {
namespace {

std::uint64_t number_of(simdjson::dom::element value) {
  if (value.is_uint64()) return value.get_uint64().value();
  return static_cast<std::uint64_t>(value.get_int64().value());
}

TEST_CASE("argument texts are Tracee's") {
  const auto text = read_reference("tracee-argparse-cases.json");
  if (!text) return;
  simdjson::dom::parser parser;
  unsigned compared = 0;
  for (const simdjson::dom::element row : parser.parse(*text).get_array()) {
    const EventSpec* event = find_event(row["event"].get_string().value());
    const auto ordinal = event == nullptr ? std::nullopt : event->field(row["arg"].get_string().value());
    simdjson::dom::element in;
    std::string_view out;
    if (!ordinal || row["in"].get(in) || row["out"].get_string().get(out)) continue;
    if (!in.is_int64() && !in.is_uint64()) continue;
    INFO(row["event"] << "." << row["arg"] << " " << in);
    CHECK(meaning_text(event->fields[*ordinal].meaning, number_of(in)) == out);
    ++compared;
  }
  CHECK(compared > 1000);
}

TEST_CASE("a text is read back as the number it was made from") {
  for (const Meaning meaning : {Meaning::open_flags, Meaning::clone_flags, Meaning::inode_mode, Meaning::access_mode}) {
    for (const std::uint64_t raw : {0x241U, 0x8000U, 0x1a4U, 0x3d0f00U, 2U}) {
      const std::string text = meaning_text(meaning, raw);
      const auto parsed = parse_meaning(meaning, text);
      INFO(text);
      REQUIRE(parsed);
      CHECK(meaning_text(meaning, *parsed) == text);
    }
  }
}

TEST_CASE("an unknown name is not a number") {
  CHECK_FALSE(parse_meaning(Meaning::open_flags, "O_NONSENSE"));
  CHECK_FALSE(parse_meaning(Meaning::ptrace_request, ""));
  CHECK(parse_meaning(Meaning::ptrace_request, "4242") == 4242U);
}

}  // namespace
}  // namespace trace
