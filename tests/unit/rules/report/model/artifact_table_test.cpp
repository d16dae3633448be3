// SPDX-License-Identifier: Apache-2.0
#include "rules/report/model/artifact_table.h"

#include <catch2/catch.hpp>

#include "common/artifact/manifest.h"
#include "tests/support/incident.h"

namespace trace {
namespace {

constexpr std::string_view kHash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

struct Fixture : Incident {
  void captured(std::string_view path) {
    const OwnedEvent made = event("artifact", {7, 1, "dropper"},
                                  {{"kind", std::string_view("exec")},
                                   {"role", std::string_view("program")},
                                   {"result", std::string_view("captured")},
                                   {"pathname", path},
                                   {"sha256", kHash},
                                   {"size", std::uint64_t{100}}});
    artifacts.take(made.event, 3);
  }
  std::string line(std::string path) {
    ManifestLine line;
    line.time_ns = kIncidentNs;
    line.kind = "exec";
    line.role = "program";
    line.result = "captured";
    line.path = std::move(path);
    line.sha256 = kHash;
    line.size = 100;
    line.process = ManifestProcess{7, 1, "dropper", 0, ""};
    return manifest_line(line, end);
  }
  std::string three_lines() {
    std::string out;
    for (const char* path : {"/a", "/b", "/c"}) out += line(path);
    return out;
  }
  void read(std::string manifest, std::size_t chunk = SIZE_MAX) {
    REQUIRE(artifacts.read_manifest(*bytes_of(std::move(manifest), chunk)));
  }

  ManifestEnd end;
  ArtifactTable artifacts;
};

TEST_CASE_METHOD(Fixture, "an artifact is known from the recording, the manifest, or both") {
  captured("/tmp/both");
  captured("/tmp/event");
  read(line("/tmp/both") + line("/tmp/line"));
  const auto rows = artifacts.sorted();
  REQUIRE(rows.size() == 3);
  for (const ArtifactRow* row : rows) {
    CHECK(row->events == (row->path == "/tmp/line" ? 0 : 1));
    CHECK(row->lines == (row->path == "/tmp/event" ? 0 : 1));
  }
}

TEST_CASE_METHOD(Fixture, "the chain of a manifest holds, however it is read") {
  const std::string manifest = three_lines();
  for (const std::size_t chunk : {std::size_t{1}, std::size_t{100}, SIZE_MAX}) {
    ArtifactTable other;
    REQUIRE(other.read_manifest(*bytes_of(manifest, chunk)));
    CHECK(other.manifest().lines == 3);
    CHECK(other.manifest().broken_at == 0);
    CHECK(other.manifest().head == end.hash);
  }
}

TEST_CASE_METHOD(Fixture, "a line that was changed, and one that is missing, break the chain") {
  std::string changed = three_lines();
  const std::string first = changed.substr(0, changed.find('\n') + 1);
  std::string without = changed.substr(first.size());
  changed.replace(changed.find("/a"), 2, "/x");
  ArtifactTable one;
  REQUIRE(one.read_manifest(*bytes_of(changed)));
  CHECK(one.manifest().broken_at == 2);
  ArtifactTable other;
  REQUIRE(other.read_manifest(*bytes_of(without)));
  CHECK(other.manifest().broken_at == 1);
}

TEST_CASE_METHOD(Fixture, "what is no line of a manifest is counted, and the end of one that is not whole") {
  read("nonsense\n[]\n\n{\"n\":");
  CHECK(artifacts.manifest().malformed == 3);
  CHECK(artifacts.manifest().torn == 5);
  CHECK(artifacts.sorted().empty());
}

TEST_CASE_METHOD(Fixture, "a line may lack everything, or have it of another kind") {
  read("{}\n{\"path\":7,\"process\":[],\"size\":-1,\"count\":\"x\"}\n{\"path\":\"/a\",\"process\":{}}\n");
  CHECK(artifacts.manifest().malformed == 0);
  REQUIRE(artifacts.sorted().size() == 2);
  CHECK(artifacts.sorted()[0]->lines == 2);
}

TEST_CASE_METHOD(Fixture, "a path that is not UTF-8 is the same in the recording and the manifest") {
  captured("/tmp/\xff");
  read(line("/tmp/\xff"));
  REQUIRE(artifacts.sorted().size() == 1);
  CHECK(artifacts.sorted()[0]->path == "/tmp/\xff");
}

TEST_CASE_METHOD(Fixture, "a line without an end is refused") {
  CHECK_FALSE(artifacts.read_manifest(*bytes_of(std::string(2 << 20, 'x'))));
}

}  // namespace
}  // namespace trace
