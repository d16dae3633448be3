// SPDX-License-Identifier: Apache-2.0
#include "rules/verify/manifest_check.h"

#include <catch2/catch.hpp>

#include "common/artifact/manifest.h"

namespace trace {
namespace {

std::string line(std::string_view kind, std::string_view result, ManifestEnd& end) {
  ManifestLine made;
  made.time_ns = 1000 + end.lines;
  made.kind = kind;
  made.result = result;
  return manifest_line(made, end);
}

CheckedManifest check(const std::string& bytes) {
  auto found = check_manifest(Input(bytes_of(bytes, 100)));
  REQUIRE(found);
  return *std::move(found);
}

TEST_CASE("a manifest is whole if its lines follow each other and a run ends it") {
  ManifestEnd end;
  const std::string begin = line("keeper", "begin", end) + line("exec", "missed", end);
  const std::string whole = begin + line("keeper", "end", end);
  CHECK(check(whole).integrity == Integrity::whole);
  CHECK(check(whole).lines == 3);
  CHECK(check(whole).last_ns == 1002);
  CHECK(check(whole).hashes_at_ends.size() == 1);
  CHECK(check(begin).integrity == Integrity::cut);
  CHECK(check("").integrity == Integrity::cut);
  const CheckedManifest torn = check(whole.substr(0, whole.size() - 5));
  CHECK(torn.integrity == Integrity::cut);
  CHECK(torn.torn_bytes > 0);
}

TEST_CASE("a line of a manifest that was changed shows in the line after it") {
  ManifestEnd end;
  std::string bytes = line("keeper", "begin", end) + line("exec", "missed", end) + line("keeper", "end", end);
  bytes.replace(bytes.find("missed"), 6, "filled");
  const CheckedManifest found = check(bytes);
  CHECK(found.integrity == Integrity::altered);
  REQUIRE(found.alterations.size() == 1);
  CHECK(found.alterations[0].what == "line 3: it does not follow the line before, or that was changed");
}

TEST_CASE("what is no line of a manifest is told") {
  CHECK(check("nothing\n").alterations.at(0).what == "line 1: it is no object of JSON");
  CHECK(check(std::string(3 << 20, 'x')).integrity == Integrity::altered);
}

}  // namespace
}  // namespace trace
