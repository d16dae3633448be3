// SPDX-License-Identifier: Apache-2.0
#include "collector/enrich/cgroups.h"

#include <filesystem>
#include <set>

#include <catch2/catch.hpp>

#include "tests/support/folder.h"

namespace trace {

TEST_CASE("every cgroup below the mount point is visited, and no file", "[enrich]") {
  const Folder folder;
  const std::string root = folder.path();
  std::filesystem::create_directories(root + "/a/b");
  std::set<std::string> visited;
  for_each_cgroup({root + "/a", false, 0}, [&](std::uint64_t, std::string_view path) { visited.emplace(path); });
  CHECK(visited == std::set<std::string>{root + "/a/b"});
}

TEST_CASE("without a hierarchy there is nothing to visit", "[enrich]") {
  for_each_cgroup({}, [](std::uint64_t, std::string_view) { FAIL("visited"); });
}

TEST_CASE("the hierarchy found is one that is mounted", "[enrich]") {
  const CgroupHierarchy hierarchy = find_cgroup_hierarchy();
  if (!hierarchy.mount.empty()) CHECK(std::filesystem::is_directory(hierarchy.mount));
}

}  // namespace trace
