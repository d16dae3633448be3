// SPDX-License-Identifier: Apache-2.0
#include "common/artifact/manifest.h"

#include <fcntl.h>

#include <catch2/catch.hpp>

#include "common/artifact/sha256.h"
#include "common/base/unique_fd.h"
#include "tests/support/folder.h"

namespace trace {
namespace {

ManifestLine some_line() {
  ManifestLine line;
  line.time_ns = 7;
  line.kind = "exec";
  line.result = "captured";
  line.path = "/tmp/x";
  return line;
}

Result<ManifestTail> tail_of(const Folder& folder, const std::string& content) {
  const UniqueFd fd(::open(folder.with("m", content).c_str(), O_RDONLY));
  REQUIRE(fd);
  return read_manifest_tail(fd.get());
}

TEST_CASE("a line of a manifest says what is known, and no more") {
  ManifestEnd end;
  const std::string zeros(64, '0');
  CHECK(manifest_line(some_line(), end) ==
        R"({"n":1,"time":7,"kind":"exec","result":"captured","path":"/tmp/x","prev":")" + zeros + "\"}\n");
  ManifestLine full = some_line();
  full.size = 0;
  full.truncated_at = 5;
  full.changed = true;
  full.late_ns = 9;
  full.count = 3;
  full.process = ManifestProcess{1, 2, "sh", 3, "c"};
  full.file = ManifestFile{1, 2, 3, 4, 5, 6, 7};
  full.event = ManifestEvent{0, 4};
  const std::string text = manifest_line(full, end);
  CHECK(text.find(R"("size":0,"truncated_at":5,"changed":true,"late_ns":9,"count":3,)"
                  R"("process":{"pid":1,"start":2,"comm":"sh","uid":3,"container":"c"},)"
                  R"("file":{"dev":1,"inode":2,"mode":3,"uid":4,"gid":5,"mtime":6,"ctime":7},)"
                  R"("event":{"lane":0,"seq":4},"prev":)") != std::string::npos);
}

TEST_CASE("each line of a manifest has the hash of the one before") {
  ManifestEnd end;
  const std::string first = manifest_line(some_line(), end);
  const std::string hash = sha256_of(first.substr(0, first.size() - 1));
  CHECK(end.hash == hash);
  CHECK(manifest_line(some_line(), end).find("\"n\":2,") != std::string::npos);
  CHECK(end.lines == 2);
  ManifestEnd other{1, hash};
  CHECK(manifest_line(some_line(), other).find("\"prev\":\"" + hash + "\"") != std::string::npos);
}

TEST_CASE("what is not UTF-8 stands in hexadecimal digits too, and a line stays one") {
  ManifestLine line = some_line();
  line.path = "/tmp/\xff\n\"";
  ManifestEnd end;
  const std::string text = manifest_line(line, end);
  CHECK(text.find(R"(\n\"","path_hex":"2f746d702fff0a22")") != std::string::npos);
  CHECK(text.find('\n') == text.size() - 1);
}

TEST_CASE("a manifest is gone on with where it ended") {
  const Folder folder;
  ManifestEnd end;
  std::string content;
  const auto nothing = tail_of(folder, "");
  REQUIRE(nothing);
  CHECK(nothing->end.lines == 0);
  CHECK(nothing->end.hash == std::string(64, '0'));
  for (int i = 0; i < 1000; ++i) {
    content += manifest_line(some_line(), end);
    if (i > 2 && i < 990) continue;
    const auto tail = tail_of(folder, content);
    REQUIRE(tail);
    CHECK(tail->end.lines == end.lines);
    CHECK(tail->end.hash == end.hash);
    CHECK(tail->torn == 0);
  }
  const auto torn = tail_of(folder, content + "{\"n\":");
  REQUIRE(torn);
  CHECK(torn->torn == 5);
  CHECK(torn->end.hash == end.hash);
}

TEST_CASE("what is no manifest is not gone on with") {
  const Folder folder;
  CHECK_FALSE(tail_of(folder, "something else\n"));
  const auto torn = tail_of(folder, "{\"n\":1");
  REQUIRE(torn);
  CHECK(torn->torn == 6);
  CHECK(torn->end.lines == 0);
}

}  // namespace
}  // namespace trace
