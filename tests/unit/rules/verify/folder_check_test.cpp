// SPDX-License-Identifier: Apache-2.0
// Folders of artifacts: artifact_check_test.cpp. Here: of recordings.
#include "rules/verify/folder_check.h"

#include <map>

#include <catch2/catch.hpp>

#include "common/seal/sealing_encoder.h"
#include "tests/support/sealed_recording.h"

namespace trace {
namespace {

using Files = std::map<std::string, std::string>;
constexpr std::string_view kNotRegular = "a FIFO, say";  // as a content

Verified verified(const Files& files) {
  auto file = files.begin();
  const auto next = [&]() -> Result<std::optional<OpenedForCheck>> {
    if (file == files.end()) return std::optional<OpenedForCheck>();
    OpenedForCheck opened{"dir/" + file->first, file->second == kNotRegular ? nullptr : bytes_of(file->second), 0};
    ++file;
    return std::optional(std::move(opened));
  };
  KeptElsewhere kept;
  auto found = check_folder("dir", next, kept);
  REQUIRE(found);
  return *std::move(found);
}

// By one encoder, so that each names the last seal of the one before.
Files series() {
  const auto encoder = make_sealing_encoder(make_frame_encoder());
  Files files;
  for (std::uint32_t file = 0; file < 3; ++file) {
    files[std::to_string(file + 1) + ".zst"] = record_sealed(*encoder, 2, 3, 'm', file).bytes;
  }
  return files;
}

TEST_CASE("files that follow each other are intact and complete") {
  const Verified found = verified(series());
  CHECK(found.integrity == Integrity::whole);
  CHECK(found.alterations.empty());
}

TEST_CASE("a file that is missing between others is told; the first ones may have been deleted") {
  Files files = series();
  files.erase("1.zst");
  const Verified later = verified(files);
  CHECK(later.integrity == Integrity::whole);
  CHECK(later.remarks.at(0) == "2.zst: begins after 1 file of its recording, not here");

  files = series();
  files.erase("2.zst");
  const Verified gap = verified(files);
  CHECK(gap.integrity == Integrity::altered);
  REQUIRE(gap.alterations.count() == 1);
  CHECK(gap.alterations.first()[0].what.starts_with("3.zst: it does not follow"));
}

TEST_CASE("a file that was cut in the middle of others is told; the last one may end anywhere") {
  Files files = series();
  files["3.zst"].resize(files["3.zst"].size() - 100);
  CHECK(verified(files).integrity == Integrity::cut);
  files["2.zst"].resize(files["2.zst"].size() - 100);
  CHECK(verified(files).integrity == Integrity::altered);
}

TEST_CASE("what is no recording is named, and not looked at") {
  Files files = series();
  files["notes.txt"] = "case 7";
  const Verified found = verified(files);
  CHECK(found.integrity == Integrity::whole);
  CHECK(found.remarks.back() == "notes.txt: not looked at: its name is not of a recording");
}

TEST_CASE("what is no regular file is an alteration, and the others are looked at") {
  for (const std::string name : {"0.zst", "manifest.ndjson", "z"}) {
    Files files = series();
    files["2.zst"][1500] ^= 1;
    files[name] = kNotRegular;
    const Verified found = verified(files);
    CHECK(found.integrity == Integrity::altered);
    CHECK(found.alterations.first().back().what == name + " is no regular file, and was not looked at");
    if (name != "manifest.ndjson") CHECK(found.alterations.first().front().what == "2.zst: what seal 1 sealed");
  }
}

TEST_CASE("what is changed in one of them is told with its name") {
  Files files = series();
  files["2.zst"][1500] ^= 1;
  const Verified found = verified(files);
  REQUIRE_FALSE(found.alterations.empty());
  CHECK(found.alterations.first()[0].what == "2.zst: what seal 1 sealed");
}

}  // namespace
}  // namespace trace
