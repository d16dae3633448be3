// SPDX-License-Identifier: Apache-2.0
#include "rules/verify/file_chain.h"

#include <algorithm>
#include <map>

#include <catch2/catch.hpp>

#include "common/seal/sealing_encoder.h"
#include "rules/verify/folder_check.h"
#include "tests/support/sealed_recording.h"

namespace trace {
namespace {

using Files = std::map<std::string, std::string>;

std::string name_of(std::uint32_t file) {
  return std::to_string(file) + ".zst";
}

// The files of one recording, all but the last of which go on.
Files recording(std::uint32_t count, char mark = 'm') {
  const auto encoder = make_sealing_encoder(make_frame_encoder());
  Files files;
  for (std::uint32_t file = 0; file < count; ++file) {
    std::string bytes;
    StreamInfo info{kSealedBootTime, 2, "box1", "6.12.0"};
    info.mark.fill(static_cast<std::uint8_t>(mark));
    info.begin_ns = (file + 1) * 1'000'000'000ULL;
    info.file = file;
    encoder->begin(info, bytes);
    if (file + 1 == count) {
      encoder->totals({}, true, info.begin_ns + 1, bytes);
    } else {
      encoder->end_file({}, info.begin_ns + 1, bytes);
    }
    files[name_of(file)] = bytes;
  }
  return files;
}

Verified verified(const Files& files) {
  auto file = files.begin();
  KeptElsewhere kept;
  auto found = check_folder(
      "dir",
      [&]() -> Result<std::optional<OpenedForCheck>> {
        if (file == files.end()) return std::optional<OpenedForCheck>();
        OpenedForCheck opened{"dir/" + file->first, bytes_of(file->second), 0};
        ++file;
        return std::optional(std::move(opened));
      },
      kept);
  REQUIRE(found);
  return *std::move(found);
}

bool remarks(const Verified& found, const std::string& what) {
  return std::find(found.remarks.begin(), found.remarks.end(), what) != found.remarks.end();
}

std::string alteration(const Verified& found) {
  CHECK(found.integrity == Integrity::altered);
  REQUIRE(found.alterations.count() >= 1);
  return found.alterations.first()[0].what;
}

}  // namespace

TEST_CASE("all files of a recording are whole") {
  const Verified found = verified(recording(4));
  CHECK(found.integrity == Integrity::whole);
  CHECK(found.alterations.empty());
}

TEST_CASE("the first files may be missing, and it is said how many") {
  Files files = recording(4);
  files.erase("0.zst");
  files.erase("1.zst");
  const Verified found = verified(files);
  CHECK(found.integrity == Integrity::whole);
  CHECK(remarks(found, "2.zst: begins after 2 files of its recording, not here"));
}

TEST_CASE("files that are missing between others are told with their number") {
  Files files = recording(5);
  files.erase("1.zst");
  CHECK(alteration(verified(files)) ==
        "2.zst: it does not follow the file before it: 1 file between it and 0.zst is missing");
  files.erase("2.zst");
  CHECK(alteration(verified(files)) ==
        "3.zst: it does not follow the file before it: 2 files between it and 0.zst are missing");
}

TEST_CASE("files that were swapped or renamed are told") {
  Files files = recording(3);
  std::swap(files["0.zst"], files["1.zst"]);
  CHECK(alteration(verified(files)).starts_with("2.zst: it does not follow the file before it"));
  Files renamed = recording(3);
  renamed["9.zst"] = renamed["1.zst"];
  renamed.erase("1.zst");
  CHECK(alteration(verified(renamed)) ==
        "2.zst: it does not follow the file before it: 1 file between it and 0.zst is missing");
  CHECK(verified(renamed).alterations.first()[1].what ==
        "9.zst: it does not follow the file before it: in their recording it is before 2.zst");
}

TEST_CASE("a recording whose last files are missing is not complete") {
  Files files = recording(3);
  files.erase("2.zst");
  const Verified found = verified(files);
  CHECK(found.integrity == Integrity::cut);
  CHECK(remarks(found, "1.zst: its recording goes on in a file that is not here"));
}

TEST_CASE("another recording begins anew, and its first files may not be missing after the one before") {
  Files files = recording(2);
  Files second = recording(3, 'n');
  for (const auto& [name, bytes] : second) files["b" + name] = bytes;
  CHECK(verified(files).integrity == Integrity::whole);
  files.erase("b0.zst");
  CHECK(alteration(verified(files)) ==
        "b1.zst: it does not follow the file before it: those of its recording that are before it are missing");
}

}  // namespace trace
