// SPDX-License-Identifier: Apache-2.0
// Signed manifests, as they are written and as they are verified.
#include "collector/capture/manifest_seals.h"

#include <fcntl.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <catch2/catch.hpp>

#include "collector/capture/manifest_log.h"
#include "common/artifact/sha256.h"
#include "common/base/text.h"
#include "rules/verify/manifest_check.h"
#include "tests/support/folder.h"

namespace trace {
namespace {

struct Signed {
  std::string text;
  std::vector<PublicKey> keys;  // a run each
};

// As many runs in one manifest, with a line of an artifact each.
Signed signed_manifest(int runs = 1) {
  const Folder folder;
  const std::string path = folder.file("manifest.ndjson");
  Signed made;
  for (int run = 0; run < runs; ++run) {
    auto log = ManifestLog::open(UniqueFd(::open(path.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600)), true);
    REQUIRE(log);
    made.keys.push_back(*log->key());
    ManifestLine line;
    line.kind = "exec";
    line.result = "missed";
    log->write(line);
    REQUIRE(log->finish());
  }
  made.text = content_of(path);
  return made;
}

CheckedManifest check(const std::string& text, std::vector<PublicKey> keys) {
  KeyCheck by(std::move(keys));
  auto found = check_manifest(Input(bytes_of(text)), by);
  REQUIRE(found);
  return *std::move(found);
}

// Its lines, chained anew: what somebody makes who has no key.
std::string chained(const std::vector<std::string_view>& lines) {
  std::string out, previous(64, '0');
  for (const std::string_view line : lines) {
    std::string own(line.substr(0, line.rfind(",\"prev\"")));
    own += ",\"prev\":\"" + previous + "\"}";
    previous = sha256_of(own);
    out += own + "\n";
  }
  return out;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines = parts_of(text, '\n');
  lines.pop_back();
  return lines;
}

TEST_CASE("a signed manifest is whole by its key, and by no other") {
  const Signed made = signed_manifest();
  const CheckedManifest found = check(made.text, made.keys);
  CHECK(found.integrity == Integrity::whole);
  CHECK(found.seals == 2);
  CHECK(found.unsealed_lines == 0);
  CHECK(text_of_seals(found) == "2 seals");
  CHECK(check(made.text, {}).integrity == Integrity::whole);
  CHECK(check(made.text, signed_manifest().keys).integrity == Integrity::altered);
}

TEST_CASE("a line that was changed before a seal is told, though the lines were chained anew") {
  const Signed made = signed_manifest();
  REQUIRE(chained(lines_of(made.text)) == made.text);
  std::string changed = made.text;
  changed.replace(changed.find("missed"), 6, "filled");
  const std::string anew = chained(lines_of(changed));
  for (const auto& keys : {made.keys, std::vector<PublicKey>{}}) {
    const CheckedManifest found = check(anew, keys);
    CHECK(found.integrity == Integrity::altered);
    CHECK(found.alterations.first().at(0).what == "line 5: its seal is not of the lines before");
  }
}

TEST_CASE("by a key a manifest without its seals is altered, and what comes after the last one is not proved") {
  const Signed made = signed_manifest();
  const std::vector<std::string_view> lines = lines_of(made.text);
  REQUIRE(lines.size() == 5);  // begin, sealed, missed, end, sealed
  const CheckedManifest without = check(chained({lines[0], lines[2], lines[3]}), made.keys);
  CHECK(without.integrity == Integrity::altered);
  CHECK(check("", made.keys).integrity == Integrity::altered);
  const CheckedManifest longer = check(chained({lines[0], lines[1], lines[2], lines[3]}), made.keys);
  CHECK(longer.integrity == Integrity::cut);
  CHECK(text_of_seals(longer) == "1 seal; the last 2 lines are not sealed");
}

TEST_CASE("each run of a manifest is signed by a key of its own") {
  const Signed made = signed_manifest(2);
  CHECK(check(made.text, made.keys).integrity == Integrity::whole);
  CHECK(check(made.text, {made.keys[0]}).integrity == Integrity::altered);
  CHECK(check(made.text, {made.keys[1]}).integrity == Integrity::altered);
}

}  // namespace
}  // namespace trace
