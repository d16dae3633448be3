// SPDX-License-Identifier: Apache-2.0
#include "rules/run/recordings.h"

#include <catch2/catch.hpp>

#include "tests/support/folder.h"

namespace trace {

TEST_CASE("a folder stands for the recordings in it, by name") {
  const Folder folder;
  for (const char* const name : {"b.trace.zst", "a.trace", "c.json", "notes.txt", ".d.trace", "detections.json"})
    folder.with(name, "x");
  std::filesystem::create_directory(folder.file("e.trace"));
  const auto found = recordings_in(folder.path());
  REQUIRE(found);
  CHECK(*found == std::vector<std::string>{folder.file("a.trace"), folder.file("b.trace.zst"), folder.file("c.json")});
}

TEST_CASE("a folder without recordings is an error") {
  const Folder folder;
  const auto none = recordings_in(folder.path());
  REQUIRE_FALSE(none);
  CHECK(none.error().message == "folder \"" + folder.path() + "\": there is no recording in it");
  CHECK_FALSE(recordings_in(folder.file("nowhere")));
}

}  // namespace trace
