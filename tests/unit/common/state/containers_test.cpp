// SPDX-License-Identifier: Apache-2.0
#include "common/state/containers.h"

#include <catch2/catch.hpp>

namespace trace {
namespace {

const std::string kId(64, 'a');
const std::string kOtherId(64, 'b');

struct Kernel {
  Containers containers;

  const Container* tell(std::uint32_t event_id, std::uint64_t cgroup, std::string_view path, std::uint64_t hierarchy) {
    Event event;
    event.spec = find_event(event_id);
    event.clear_arguments();
    event.context.time_ns = 77;
    event.args[WIRE_ORDINAL(cgroup_mkdir, cgroup_id)].value = cgroup;
    event.args[WIRE_ORDINAL(cgroup_mkdir, cgroup_path)].value = path;
    event.args[WIRE_ORDINAL(cgroup_mkdir, hierarchy_id)].value = hierarchy;
    return containers.update(event);
  }
  const Container* mkdir(std::uint64_t cgroup, const std::string& path, std::uint64_t hierarchy = 0) {
    return tell(WIRE_EVENT_cgroup_mkdir, cgroup, path, hierarchy);
  }
  const Container* rmdir(std::uint64_t cgroup) { return tell(WIRE_EVENT_cgroup_rmdir, cgroup, "", 0); }
};

}  // namespace

TEST_CASE("a container is created with its first cgroup and removed with its last", "[state]") {
  Kernel kernel;
  const Container* container = kernel.mkdir(1, "/docker/" + kId);
  REQUIRE(container != nullptr);
  CHECK(container->cgroups == 1);
  CHECK(container->created_ns == 77);
  CHECK_FALSE(container->is_from_before);
  CHECK(kernel.mkdir(2, "/docker/" + kId + "/init") == container);
  CHECK(container->cgroups == 2);
  CHECK(kernel.rmdir(2)->cgroups == 1);
  CHECK(kernel.rmdir(1)->cgroups == 0);
}

TEST_CASE("a cgroup made within a container from before is as old as that", "[state]") {
  Kernel kernel;
  kernel.containers.found(1, "/docker/" + kId);
  const Container* container = kernel.mkdir(2, "/docker/" + kId + "/init");
  REQUIRE(container != nullptr);
  CHECK(container->is_from_before);
}

TEST_CASE("a container that was found before its event came is new", "[state]") {
  Kernel kernel;
  kernel.containers.found(1, "/docker/" + kId);
  const Container* container = kernel.mkdir(1, "/docker/" + kId);
  REQUIRE(container != nullptr);
  CHECK_FALSE(container->is_from_before);
  CHECK(container->cgroups == 1);
}

TEST_CASE("cgroups of other hierarchies have the same numbers and are not looked at", "[state]") {
  Kernel kernel;
  kernel.containers.set_hierarchy(4);
  CHECK(kernel.mkdir(1, "/docker/" + kId, 3) == nullptr);
  CHECK(kernel.mkdir(1, "/docker/" + kId, 4) != nullptr);
}

TEST_CASE("a removed cgroup stays known for events that come late, and no longer", "[state]") {
  Kernel kernel;
  kernel.mkdir(1, "/docker/" + kId);
  kernel.rmdir(1);
  REQUIRE(kernel.containers.find(1) != nullptr);
  CHECK(kernel.containers.find(1)->id == kId);
  CHECK(kernel.rmdir(1) == nullptr);
  for (std::uint64_t cgroup = 2; cgroup < 2 + Containers::kRemovedMax; ++cgroup) {
    kernel.mkdir(cgroup, "/docker/" + kOtherId);
    kernel.rmdir(cgroup);
  }
  CHECK(kernel.containers.find(1) == nullptr);
}

TEST_CASE("cgroups beyond the bound are not taken in", "[state]") {
  Kernel kernel;
  for (std::uint64_t cgroup = 1; cgroup <= Containers::kMax + 10; ++cgroup) {
    std::string id = std::to_string(cgroup);
    kernel.containers.found(cgroup, "/docker/" + id.insert(0, 64 - id.size(), '0'));
  }
  CHECK(kernel.containers.size() == Containers::kMax);
  CHECK(kernel.containers.left_out() == 10);
}

TEST_CASE("one container takes no room from others", "[state]") {
  Kernel kernel;
  for (std::uint64_t cgroup = 1; cgroup <= Containers::kMax; ++cgroup) {
    kernel.mkdir(cgroup, "/docker/" + kId + "/" + std::to_string(cgroup));
  }
  CHECK(kernel.containers.size() == Containers::kOfOneMax);
  CHECK(kernel.containers.left_out() == Containers::kMax - Containers::kOfOneMax);
  CHECK(kernel.mkdir(Containers::kMax + 1, "/docker/" + kOtherId) != nullptr);
}

}  // namespace trace
