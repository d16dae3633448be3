// SPDX-License-Identifier: Apache-2.0
// Texts of arguments beside those of Tracee 0.23.
#include <simdjson.h>

#include <catch2/catch.hpp>

#include "common/codec/meaning_text.h"
#include "tests/support/reference.h"

namespace trace::test {
namespace {

TEST_CASE("the texts of arguments are Tracee's") {
  const auto text = read_reference("tracee-argparse-cases.json", "golden: Tracee's argument texts");
  if (!text) return;
  simdjson::dom::parser parser;
  simdjson::dom::array cases;
  REQUIRE(parser.parse(*text).get(cases) == simdjson::SUCCESS);
  int compared = 0;
  for (const simdjson::dom::element row : cases) {
    const EventSpec* const event = find_event(std::string_view(row["event"]));
    if (event == nullptr) continue;
    const std::string_view name = row["arg"];
    const auto ordinal = event->field(name);
    REQUIRE(ordinal);
    const Meaning meaning = event->fields[*ordinal].meaning;
    REQUIRE(meaning != Meaning::none);
    const auto raw = static_cast<std::uint64_t>(std::int64_t(row["in"]));
    INFO(event->name << "." << name << " " << raw);
    const std::string shown = meaning_text(meaning, raw);
    CHECK(shown == std::string_view(row["out"]));
    const auto back = parse_meaning(meaning, shown);
    REQUIRE(back);
    if (shown.find("O_PATH") == std::string::npos) CHECK(meaning_text(meaning, *back) == shown);
    ++compared;
  }
  CHECK(compared > 1000);
}

}  // namespace
}  // namespace trace::test
