// SPDX-License-Identifier: Apache-2.0
#include "collector/capture/beneath.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include <catch2/catch.hpp>

#include "tests/support/folder.h"

namespace trace {
namespace {

namespace fs = std::filesystem;

UniqueFd opened(const Folder& folder) {
  return UniqueFd(::open(folder.path().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
}

}  // namespace

TEST_CASE("what is beneath a folder is found by its descriptor, whatever its name leads to") {
  const Folder folder;
  const UniqueFd root = opened(folder);
  REQUIRE(make_folder_beneath(root.get(), "in"));
  CHECK(make_folder_beneath(root.get(), "in"));
  for (int i = 0; i < 2000; ++i) folder.with("in/" + std::string(200, 'n') + std::to_string(i), "x");
  const auto entries = entries_of(root.get(), "in");
  REQUIRE(entries);
  CHECK(entries->size() == 2000);
  CHECK(std::ranges::all_of(*entries, [](const Entry& entry) { return entry.status.stx_size == 1; }));
  CHECK_FALSE(entries_of(root.get(), "none"));
  CHECK_FALSE(entries_of(root.get(), ".."));
}

TEST_CASE("a folder is removed with what is in it, and links in it lead nowhere") {
  const Folder folder, other;
  other.with("kept", "x");
  const UniqueFd root = opened(folder);
  fs::create_directories(folder.file("in/a/b"));
  folder.with("in/a/b/file", "x");
  fs::create_directory_symlink(other.path(), folder.file("in/a/link"));
  CHECK_FALSE(open_beneath(root.get(), "in/a/link/kept", O_RDONLY));
  CHECK_FALSE(entries_of(root.get(), "in/a/link"));
  remove_beneath(root.get(), "in");
  CHECK_FALSE(fs::exists(folder.file("in")));
  CHECK(fs::exists(other.file("kept")));
}

}  // namespace trace
