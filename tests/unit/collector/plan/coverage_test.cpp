// SPDX-License-Identifier: Apache-2.0
#include "collector/plan/coverage.h"

#include <catch2/catch.hpp>

namespace trace {
namespace {

using Slots = std::bitset<WIRE_SLOT_MAX>;

PlannedEvent planned(std::string_view name, bool is_served) {
  const EventSpec* event = find_event(name);
  PlannedEvent planned{event, nullptr, {}};
  if (is_served) {
    planned.provider = event->providers.data();
  } else {
    planned.refusals.push_back({event->providers.data(), "no such hook"});
  }
  return planned;
}

}  // namespace

TEST_CASE("a derived event brings with it what it is made of", "[plan]") {
  const Slots slots = with_uses(Slots().set(WIRE_SLOT_container_create));
  CHECK(slots == Slots().set(WIRE_SLOT_container_create).set(WIRE_SLOT_cgroup_mkdir));
}

TEST_CASE("a derived event can be had if what it is made of can", "[plan]") {
  const Slots selected = Slots().set(WIRE_SLOT_container_create);
  CHECK(coverage_of({{planned("cgroup_mkdir", true)}}, selected).served == 1);
  const Coverage none = coverage_of({{planned("cgroup_mkdir", false)}}, selected);
  CHECK(none.served == 0);
  CHECK(none.warnings == std::vector<std::string>{
                             "event \"cgroup_mkdir\" cannot be had on this kernel: tp_btf: no such hook",
                             "event \"container_create\" cannot be had on this kernel: it is made of cgroup_mkdir"});
}

TEST_CASE("what is needed besides does not count as served", "[plan]") {
  const Coverage coverage = coverage_of({{planned("cgroup_mkdir", true)}}, Slots().set(WIRE_SLOT_task_rename));
  CHECK(coverage.served == 0);
}

}  // namespace trace
