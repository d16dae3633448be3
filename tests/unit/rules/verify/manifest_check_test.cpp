// SPDX-License-Identifier: Apache-2.0
#include "rules/verify/manifest_check.h"

#include <catch2/catch.hpp>

#include "common/artifact/manifest.h"

namespace trace {
namespace {

// Lines of such results, one after the other; those of the keeper begin and end a run.
std::string manifest_of(std::initializer_list<std::string_view> results) {
  ManifestEnd end;
  std::string out;
  for (const std::string_view result : results) {
    ManifestLine line;
    line.time_ns = 1000 + end.lines;
    line.kind = result == "missed" ? "exec" : "keeper";
    line.result = result;
    out += manifest_line(line, end);
  }
  return out;
}

CheckedManifest check(const std::string& bytes) {
  KeyCheck keys;
  auto found = check_manifest(Input(bytes_of(bytes, 100)), keys);
  REQUIRE(found);
  return *std::move(found);
}

TEST_CASE("a manifest is whole if its lines follow each other and a run ends it") {
  const std::string begin = manifest_of({"begin", "missed"});
  const std::string whole = manifest_of({"begin", "missed", "end"});
  CHECK(check(whole).integrity == Integrity::whole);
  CHECK(check(whole).lines == 3);
  CHECK(check(whole).last_ns == 1002);
  CHECK(check(whole).ends.size() == 1);
  CHECK(check(begin).integrity == Integrity::cut);
  CHECK(check("").integrity == Integrity::cut);
  const CheckedManifest torn = check(whole.substr(0, whole.size() - 5));
  CHECK(torn.integrity == Integrity::cut);
  CHECK(torn.torn_bytes > 0);
}

TEST_CASE("a line of a manifest that was changed shows in the line after it") {
  std::string bytes = manifest_of({"begin", "missed", "end"});
  bytes.replace(bytes.find("missed"), 6, "filled");
  const CheckedManifest found = check(bytes);
  CHECK(found.integrity == Integrity::altered);
  REQUIRE(found.alterations.count() == 1);
  CHECK(found.alterations.first()[0].what == "line 3: it does not follow the line before, or that was changed");
}

TEST_CASE("of lines that are all wrong the first are told, and the others counted") {
  std::string bytes;
  for (unsigned i = 0; i < 5000; ++i) bytes += "{}\n";
  const CheckedManifest found = check(bytes);
  CHECK(found.alterations.first().size() == Alterations::kMax);
  CHECK(found.alterations.count() == 5000);
}

TEST_CASE("an object that had to make room is not missed, unless it was kept again") {
  ManifestEnd end;
  ManifestLine kept;
  kept.kind = "exec";
  kept.result = "captured";
  kept.object = "objects/ab/abc";
  kept.sha256 = "abc";
  kept.name = "out/host/exec.1.x";
  ManifestLine removed;
  removed.kind = "keeper";
  removed.result = "removed";
  removed.object = kept.object;
  std::string lines = manifest_line(kept, end) + manifest_line(removed, end);
  const CheckedManifest without = check(lines);
  CHECK(without.objects.empty());
  CHECK(without.links.empty());
  CHECK(without.removed == 1);
  CHECK(without.leftovers.empty());
  CHECK(check(lines + manifest_line(kept, end)).objects.size() == 1);
}

// So many objects, each with a link, of which each pair has the same content.
std::string manifest_of_objects(unsigned count, ManifestEnd& end) {
  std::string out;
  for (unsigned i = 0; i < count; ++i) {
    ManifestLine line;
    line.kind = "exec";
    line.object = "objects/" + std::to_string(i / 2);
    line.sha256 = std::to_string(i / 2);
    line.name = "out/" + std::to_string(i);
    out += manifest_line(line, end);
  }
  return out;
}

TEST_CASE("with an object all links to it go, and no others") {
  ManifestEnd end;
  std::string lines = manifest_of_objects(6, end);
  ManifestLine removed;
  removed.kind = "keeper";
  removed.result = "removed";
  removed.object = "objects/1";
  const CheckedManifest found = check(lines + manifest_line(removed, end));
  CHECK(found.objects.size() == 2);
  REQUIRE(found.links.size() == 4);
  CHECK_FALSE(found.links.contains("out/2"));
  CHECK_FALSE(found.links.contains("out/3"));
}

TEST_CASE("a manifest that names more than there is room for is an error with its line") {
  ManifestEnd end;
  const std::string lines = manifest_of_objects(20'000, end);
  KeyCheck keys;
  CHECK(check_manifest(Input(bytes_of(lines)), keys, 16 << 20));
  const auto found = check_manifest(Input(bytes_of(lines)), keys, 1 << 20);
  REQUIRE_FALSE(found);
  CHECK(found.error().code == Code::invalid);
  CHECK(found.error().message.starts_with("line "));
}

TEST_CASE("objects that are removed and captured again take the room of one") {
  ManifestEnd end;
  std::string lines;
  for (unsigned i = 0; i < 5000; ++i) {
    lines += manifest_of_objects(1, end);
    ManifestLine removed;
    removed.kind = "keeper";
    removed.result = "removed";
    removed.object = "objects/0";
    lines += manifest_line(removed, end);
  }
  KeyCheck keys;
  CHECK(check_manifest(Input(bytes_of(lines)), keys, 2000));
}

TEST_CASE("what is no line of a manifest is told") {
  CHECK(check("nothing\n").alterations.first().at(0).what == "line 1: it is no object of JSON");
  CHECK(check(std::string(3 << 20, 'x')).integrity == Integrity::altered);
  const auto long_line = [](std::size_t size) { return "{\"x\":\"" + std::string(size - 8, 'x') + "\"}\n"; };
  const auto told = [](const CheckedManifest& found) { return found.alterations.first().at(0).what; };
  CHECK(told(check(long_line(kManifestLineMax + 1))) == "line 0: a line that is longer than a line can be");
  CHECK(told(check(long_line(kManifestLineMax))) != "line 0: a line that is longer than a line can be");
}

}  // namespace
}  // namespace trace
