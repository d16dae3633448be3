// SPDX-License-Identifier: Apache-2.0
#include "collector/enrich/container_stage.h"

#include <sys/stat.h>

#include <filesystem>

#include <catch2/catch.hpp>

#include "tests/support/event_builder.h"
#include "tests/support/folder.h"

namespace trace {
namespace {

const std::string kId(64, 'a');

struct Told {
  std::uint64_t cgroup_id = 0;
  std::optional<wire_container_age> age;
  bool operator==(const Told&) const = default;
};

struct Containing {
  Containers table;
  ContainerStage stage{table};
  Emit emit;
  std::vector<Told> told;

  Containing() {
    stage.on_container([this](std::uint64_t id, std::optional<wire_container_age> age) { told.push_back({id, age}); });
  }
  void tell(std::string_view name, std::uint64_t cgroup_id, const std::string& path) {
    Event event = event_named(name);
    set_argument(event, "cgroup_id", cgroup_id);
    set_argument(event, "cgroup_path", std::string_view(path));
    set_argument(event, "hierarchy_id", std::uint64_t{0});
    stage.on(event, emit);
  }
  std::string container_of(std::uint64_t cgroup_id, std::uint16_t flags = 0) {
    Event event = event_named("task_rename");
    event.context.flags = flags;
    event.context.cgroup_id = cgroup_id;
    stage.on(event, emit);
    return std::string(event.context.container_id);
  }
};

}  // namespace

TEST_CASE("an event says which container it happened in", "[enrich]") {
  Containing containing;
  containing.tell("cgroup_mkdir", 7, "/docker/" + kId);
  CHECK(containing.container_of(7) == kId);
  CHECK(containing.container_of(8).empty());
}

TEST_CASE("the kernel side is told of new containers and of those that are gone", "[enrich]") {
  Containing containing;
  containing.tell("cgroup_mkdir", 6, "/user.slice");
  containing.tell("cgroup_mkdir", 7, "/docker/" + kId);
  containing.tell("cgroup_rmdir", 7, "/docker/" + kId);
  containing.tell("cgroup_rmdir", 6, "/user.slice");
  CHECK(containing.told == std::vector<Told>{{7, WIRE_CONTAINER_STARTED}, {7, std::nullopt}});
}

TEST_CASE("a scan takes in the containers that are there, as from before", "[enrich]") {
  const Folder folder;
  const std::string root = folder.path();
  const std::string path = root + "/docker/" + kId;
  std::filesystem::create_directories(path);
  Containing containing;
  containing.stage.scan({root, false, 0});
  struct stat status {};
  REQUIRE(stat(path.c_str(), &status) == 0);
  CHECK(containing.told == std::vector<Told>{{status.st_ino, WIRE_CONTAINER_FROM_BEFORE}});
  CHECK(containing.container_of(status.st_ino) == kId);
}

TEST_CASE("the kernel side is told of containers, and finds what is within them itself", "[enrich]") {
  Containing containing;
  containing.tell("cgroup_mkdir", 7, "/docker/" + kId);
  containing.tell("cgroup_mkdir", 8, "/docker/" + kId + "/init");
  containing.tell("cgroup_mkdir", 9, "/docker/" + kId + "/" + std::string(64, 'b'));
  CHECK(containing.told == std::vector<Told>{{7, WIRE_CONTAINER_STARTED}});
  CHECK(containing.container_of(8) == kId);
}

TEST_CASE("of cgroups that there is no room for it is not known in which container, but that they are in one",
          "[enrich]") {
  Containing containing;
  constexpr std::uint64_t kBeyond = Containers::kOfOneMax + 1;
  for (std::uint64_t cgroup = 1; cgroup < kBeyond; ++cgroup) {
    containing.tell("cgroup_mkdir", cgroup, "/docker/" + kId + "/" + std::to_string(cgroup));
  }
  CHECK(containing.container_of(kBeyond, WIRE_FLAG_CONTAINER).empty());
  CHECK_FALSE(containing.stage.full_table());
  containing.tell("cgroup_mkdir", kBeyond, "/docker/" + kId + "/x");
  REQUIRE(containing.stage.full_table());
  CHECK(containing.stage.full_table()->name == "cgroups");
  CHECK(containing.container_of(kBeyond, WIRE_FLAG_CONTAINER) == "unknown");
  CHECK(containing.container_of(kBeyond + 1).empty());
  CHECK(containing.container_of(1, WIRE_FLAG_CONTAINER) == kId);
}

}  // namespace trace
