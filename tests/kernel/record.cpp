// SPDX-License-Identifier: Apache-2.0
#include "tests/kernel/record.h"

#include <simdjson.h>

#include <cstdlib>

#include <catch2/catch.hpp>

namespace trace::kernel_tests {
namespace {

using Members = std::map<std::string, std::string, std::less<>>;

std::string text_of(const Members& members, std::string_view key) {
  const auto found = members.find(key);
  return found == members.end() ? "(absent)" : found->second;
}

std::string unquoted(const std::string& text) {
  return text.size() >= 2 && text.front() == '"' ? text.substr(1, text.size() - 2) : std::string();
}

void read_arguments(simdjson::dom::array list, Members& arguments) {
  for (const simdjson::dom::element argument : list) {
    std::string_view name;
    simdjson::dom::element value;
    if (argument["name"].get(name) || argument["value"].get(value)) continue;
    arguments[std::string(name)] = simdjson::minify(value);
  }
}

}  // namespace

std::string Record::member(std::string_view key) const {
  return text_of(members, key);
}

std::string Record::arg(std::string_view key) const {
  return text_of(arguments, key);
}

long long Record::number(std::string_view key) const {
  const std::string text = arg(key);
  char* end = nullptr;
  const long long value = std::strtoll(text.c_str(), &end, 10);
  INFO(line);
  REQUIRE((end != text.c_str() && *end == '\0'));
  return value;
}

std::string Record::provider() const {
  const std::string provenance = member("provenance");
  constexpr std::string_view kKey = R"("provider":")";
  const std::size_t at = provenance.find(kKey);
  if (at == std::string::npos) return {};
  const std::size_t begin = at + kKey.size();
  return provenance.substr(begin, provenance.find('"', begin) - begin);
}

std::optional<Record> parse_record(std::string_view line) {
  simdjson::dom::parser parser;
  simdjson::dom::object object;
  if (parser.parse(line.data(), line.size()).get(object)) return std::nullopt;
  Record record;
  record.line = line;
  for (const auto& [key, value] : object) {
    simdjson::dom::array list;
    if (key == "args" && !value.get(list)) {
      read_arguments(list, record.arguments);
    } else {
      record.members[std::string(key)] = simdjson::minify(value);
    }
  }
  record.name = unquoted(record.member("eventName"));
  record.pid = std::atoi(record.member("processId").c_str());
  return record;
}

std::string quoted(std::string_view text) {
  return '"' + std::string(text) + '"';
}

}  // namespace trace::kernel_tests
