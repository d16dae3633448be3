// SPDX-License-Identifier: Apache-2.0
#include "common/cli/manual.h"

#include <fstream>
#include <sstream>

#include <catch2/catch.hpp>

#include "collector/cli/flags.h"
#include "collector/cli/options_capture.h"
#include "rules/cli/flags.h"
#include "tests/support/source_file.h"

namespace trace {
namespace {

std::string path_of(const std::string& page) {
  return source_file("docs/" + page);
}

std::string content_of(const std::string& page) {
  std::ifstream file(path_of(page));
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string replaced(std::string page, std::string_view table, const std::string& items) {
  const std::optional<std::string> made = with_items(page, table, items);
  if (!made) FAIL("no place for the table of " << table);
  return *made;
}

std::string collector_page(std::string page) {
  page = replaced(std::move(page), "flags", manual_of_flags(collector_program()));
  page = replaced(std::move(page), "formats", manual_of_formats());
  page = replaced(std::move(page), "options of outputs", manual_of_output_options());
  return replaced(std::move(page), "captures", manual_of_captures());
}

std::string engine_page(std::string page) {
  page = replaced(std::move(page), "flags", manual_of_flags(engine_program()));
  page = replaced(std::move(page), "exports", manual_of_exports());
  return replaced(std::move(page), "formats", manual_of_detection_formats());
}

TEST_CASE("the man pages say what the tables of flags and formats say") {
  INFO("write them anew: build/tests/unit_tests [write-manuals]");
  CHECK((content_of("trace-ebpf.1") == collector_page(content_of("trace-ebpf.1"))));
  CHECK((content_of("trace-rules.1") == engine_page(content_of("trace-rules.1"))));
}

TEST_CASE("the man pages are written anew", "[.][write-manuals]") {
  const std::string collector = collector_page(content_of("trace-ebpf.1"));
  const std::string engine = engine_page(content_of("trace-rules.1"));
  std::ofstream(path_of("trace-ebpf.1")) << collector;
  std::ofstream(path_of("trace-rules.1")) << engine;
}

TEST_CASE("an item of the man page has the flag's names and its value") {
  static constexpr Flag kFlags[] = {
      {.group = "", .letter = 'o', .name = "output", .value = "SPEC", .repeats = true, .manual = "Where to.\n"},
      {.group = "", .name = "list", .value = "[FORMAT]", .manual = "All.\n"},
      {.group = "", .letter = 'h', .name = "help", .manual = "This.\n"},
  };
  CHECK(manual_of_flags({.name = "p", .flags = kFlags}) ==
        ".It Fl o , Fl -output Ar SPEC\nWhere to.\nMay be repeated.\n"
        ".It Fl -list Op Ar FORMAT\nAll.\n"
        ".It Fl h , Fl -help\nThis.\n");
}

TEST_CASE("a page without the comments has no place for a table") {
  CHECK_FALSE(with_items("text", "flags", ""));
}

}  // namespace
}  // namespace trace
