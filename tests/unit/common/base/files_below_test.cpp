// SPDX-License-Identifier: Apache-2.0
#include "common/base/files_below.h"

#include <catch2/catch.hpp>

#include "tests/support/folder.h"

namespace trace {

TEST_CASE("files below a folder are found by suffix, sorted, without what is hidden") {
  const Folder folder;
  std::filesystem::create_directory(folder.file("sub"));
  std::filesystem::create_directory(folder.file(".hidden"));
  folder.with("sub/b.yml", "");
  folder.with("a.yaml", "");
  folder.with("sub/c.YAML", "");
  folder.with("c.txt", "");
  folder.with(".d.yaml", "");
  folder.with(".hidden/e.yaml", "");
  const auto found = files_below(folder.path(), {".yaml", ".yml"});
  REQUIRE(found);
  CHECK(*found == std::vector<std::string>{folder.file("a.yaml"), folder.file("sub/b.yml"), folder.file("sub/c.YAML")});
  const auto all = files_below(folder.path(), {});
  REQUIRE(all);
  CHECK(all->size() == 4);
}

TEST_CASE("a folder that is not there is an error with its name") {
  const auto found = files_below("/no/such", {".yaml"});
  REQUIRE_FALSE(found);
  CHECK(found.error().message == "/no/such: No such file or directory");
}

}  // namespace trace
