// SPDX-License-Identifier: Apache-2.0
#include "collector/derive/derive_stage.h"

#include <catch2/catch.hpp>

namespace trace {

TEST_CASE("only what is asked for is derived, and only what it uses is learnt from", "[derive]") {
  const Containers containers;
  const Processes processes;
  const Tables tables{containers, processes};
  CHECK(DeriveStage(EventSlots(), tables).needs().learns.none());
  const DeriveStage create(EventSlots().set(WIRE_SLOT_container_create), tables);
  CHECK(create.needs().learns == EventSlots().set(WIRE_SLOT_cgroup_mkdir));
  const DeriveStage both(EventSlots().set(WIRE_SLOT_container_create).set(WIRE_SLOT_container_remove), tables);
  CHECK(both.needs().learns == EventSlots().set(WIRE_SLOT_cgroup_mkdir).set(WIRE_SLOT_cgroup_rmdir));
}

TEST_CASE("every derived event of the catalog has a function", "[derive]") {
  std::size_t derived = 0;
  for (const EventSpec& event : events()) derived += event.origin == Origin::derived ? 1 : 0;
  CHECK(derivations().size() == derived);
}

}  // namespace trace
