// SPDX-License-Identifier: Apache-2.0
// The derived events of containers, run over events of cgroups.
#include <catch2/catch.hpp>

#include "collector/derive/derivations.h"
#include "collector/derive/derive_stage.h"
#include "tests/support/event_builder.h"

namespace trace {
namespace {

const std::string kId(64, 'a');

struct Deriving {
  Containers containers;
  Processes processes;
  DeriveStage stage{EventSlots().set(), {containers, processes}};
  Emit emit;

  // The tables take an event in before the stage sees it.
  std::vector<OwnedEvent> tell(std::string_view name, std::uint64_t cgroup_id, const std::string& path,
                               std::uint64_t hierarchy = 0) {
    Event event = event_named(name);
    event.context.time_ns = 77;
    event.context.seq = 5;
    event.context.host_pid = 42;
    event.context.flags = WIRE_FLAG_BACKGROUND | WIRE_FLAG_COMPAT;
    set_argument(event, "cgroup_id", cgroup_id);
    set_argument(event, "cgroup_path", std::string_view(path));
    set_argument(event, "hierarchy_id", hierarchy);
    containers.update(event);
    stage.on(event, emit);
    return std::exchange(emit.made(), {});
  }
};

std::string_view text(const OwnedEvent& one, std::string_view field) {
  return std::get<std::string_view>(one.event.arg(field));
}

}  // namespace

TEST_CASE("the first cgroup of a container makes container_create", "[derive]") {
  Deriving deriving;
  const auto made = deriving.tell("cgroup_mkdir", 1, "/docker/" + kId);
  REQUIRE(made.size() == 1);
  CHECK(made[0].event.spec->name == "container_create");
  CHECK(text(made[0], "runtime") == "docker");
  CHECK(text(made[0], "container_id") == kId);
  CHECK(std::get<std::uint64_t>(made[0].event.arg("ctime")) == 77);
  CHECK(is_absent(made[0].event.arg("container_image")));
  CHECK(deriving.tell("cgroup_mkdir", 2, "/docker/" + kId + "/init").empty());
}

TEST_CASE("the last cgroup of a container makes container_remove", "[derive]") {
  Deriving deriving;
  deriving.tell("cgroup_mkdir", 1, "/docker/" + kId);
  deriving.tell("cgroup_mkdir", 2, "/docker/" + kId + "/init");
  CHECK(deriving.tell("cgroup_rmdir", 2, "").empty());
  const auto made = deriving.tell("cgroup_rmdir", 1, "");
  REQUIRE(made.size() == 1);
  CHECK(made[0].event.spec->name == "container_remove");
  CHECK(text(made[0], "container_id") == kId);
}

TEST_CASE("cgroups that are of no container, or of another hierarchy, make nothing", "[derive]") {
  Deriving deriving;
  CHECK(deriving.tell("cgroup_mkdir", 1, "/user.slice").empty());
  CHECK(deriving.tell("cgroup_rmdir", 1, "/user.slice").empty());
  deriving.containers.found(2, "/docker/" + kId);
  CHECK(deriving.tell("cgroup_mkdir", 2, "/docker/" + kId, 3).empty());
}

TEST_CASE("a container from before is not created again", "[derive]") {
  Deriving deriving;
  deriving.containers.found(1, "/docker/" + kId);
  CHECK(deriving.tell("cgroup_mkdir", 2, "/docker/" + kId + "/init").empty());
}

TEST_CASE("a derived event has the context of what it was made of, without its number", "[derive]") {
  Deriving deriving;
  const auto made = deriving.tell("cgroup_mkdir", 1, "/docker/" + kId);
  REQUIRE(made.size() == 1);
  const Context& context = made[0].event.context;
  CHECK(context.host_pid == 42);
  CHECK(context.time_ns == 77);
  CHECK(context.seq == 0);
  CHECK(context.flags == WIRE_FLAG_COMPAT);
  CHECK(context.provider == ProviderKind::none);
}

}  // namespace trace
