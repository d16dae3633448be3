// SPDX-License-Identifier: Apache-2.0
#include "collector/show/list.h"

#include <fstream>
#include <sstream>
#include <vector>

#include <catch2/catch.hpp>

#include "common/catalog/catalog.h"
#include "rules/lang/text/yaml.h"
#include "tests/support/source_file.h"

namespace trace {
namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

TEST_CASE("the table looks as Tracee's") {
  const std::string table = events_table(false);
  CHECK(table.find("\nSyscall Events\n\n+---") != std::string::npos);
  CHECK(table.find("\nOther Events\n\n+---") != std::string::npos);
  CHECK(table.find("| RULE  ") != std::string::npos);
  const auto at = table.find("| read  ");
  REQUIRE(at != std::string::npos);
  const auto lines = lines_of(table.substr(at));
  CHECK(lines[0].find("| syscalls, fs, fs_read_write ") != std::string::npos);
  CHECK(lines[0].find("| int fd, void* buf, size_t                |") != std::string::npos);
  CHECK(lines[1].find("| count                                    |") != std::string::npos);
  CHECK(lines[2].find("+---") == 0);
}

TEST_CASE("the first rows are Tracee's, letter by letter") {
  const std::string border =
      "+------------------------------+--------------------------------+--------------------------"
      "----------------+\n";
  const std::string rows =
      "| RULE                         | SETS                           | ARGUMENTS                "
      "                |\n" +
      border +
      "| read                         | syscalls, fs, fs_read_write    | int fd, void* buf, size_t"
      "                |\n"
      "|                              |                                | count                    "
      "                |\n" +
      border;
  CHECK(events_table(false).find("\nSyscall Events\n\n" + border + rows) != std::string::npos);
}

TEST_CASE("the wide table has one line for each event") {
  const auto lines = lines_of(events_table(true));
  std::size_t rows = 0;
  for (const std::string& line : lines) {
    if (line.starts_with("| ") && !line.starts_with("| RULE")) ++rows;
  }
  CHECK(rows == events().size());
}

TEST_CASE("the JSON list has every event with its arguments") {
  const auto documents = parse_yaml({"list", events_json()});  // JSON is YAML
  REQUIRE(documents);
  const std::vector<YamlNode>& list = documents->front().items;
  REQUIRE(list.size() == events().size());
  std::size_t i = 0;
  for (const YamlNode& node : list) {
    const EventSpec& event = events()[i++];
    CHECK(node["id"].text == std::to_string(event.id));
    CHECK(node["name"].text == event.name);
    CHECK(node["args"].items.size() == event.fields.size());
    CHECK(node["providers"].items.size() == event.providers.size());
    for (const YamlNode& set : node["sets"].items) CHECK(event.in_set(set.text));
  }
}

TEST_CASE("docs/events.md is what the catalog says") {
  std::ifstream file(source_file("docs/events.md"));
  std::stringstream text;
  text << file.rdbuf();
  INFO("make it anew: trace-ebpf --list markdown > docs/events.md");
  CHECK((text.str() == events_markdown()));
}

}  // namespace
}  // namespace trace
