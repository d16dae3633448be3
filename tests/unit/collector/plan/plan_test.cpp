// SPDX-License-Identifier: Apache-2.0
#include "collector/plan/plan.h"

#include <catch2/catch.hpp>

#include "tests/support/fake_kernel.h"

namespace trace {
namespace {

PlannedEvent planned(const Kernel& kernel, std::uint16_t slot, const Refused& refused = {}) {
  std::bitset<WIRE_SLOT_MAX> selected;
  selected.set(slot);
  const Plan plan = make_plan(kernel, selected, refused);
  REQUIRE(plan.events.size() == 1);
  return plan.events.front();
}

}  // namespace

TEST_CASE("the best hook that the kernel has is taken", "[plan]") {
  FakeKernel kernel;
  kernel.add_all(ProviderKind::sys_exit);
  kernel.add_all(ProviderKind::fentry);
  const PlannedEvent event = planned(kernel, WIRE_SLOT_security_file_open);
  CHECK(event.program() == "security_file_open__fentry");
  REQUIRE(event.refusals.size() == 1);
  CHECK(event.refusals[0].provider->kind == ProviderKind::lsm);
  CHECK(event.refusals[0].why == "not there");
}

TEST_CASE("a hook that is there and denied is passed over", "[plan]") {
  FakeKernel kernel;
  kernel.add_all(ProviderKind::sys_exit);
  kernel.add_all(ProviderKind::fentry);
  kernel.denied.emplace(ProviderKind::fentry, "security_file_open");
  CHECK(planned(kernel, WIRE_SLOT_security_file_open).program() == "security_file_open__sys_exit");
}

TEST_CASE("who may load nothing is told what is there", "[plan]") {
  FakeKernel kernel;
  kernel.add_all(ProviderKind::fentry);
  kernel.denied.emplace(ProviderKind::fentry, "security_file_open");
  kernel.refusal = "no capabilities";
  CHECK(planned(kernel, WIRE_SLOT_security_file_open).program() == "security_file_open__fentry");
}

TEST_CASE("a program that was refused is not planned again, and says why", "[plan]") {
  FakeKernel kernel;
  kernel.add_all(ProviderKind::tp_btf);
  const PlannedEvent event =
      planned(kernel, WIRE_SLOT_io_uring_submit, {{"io_uring_submit__tp_btf", "the verifier does not like it"}});
  CHECK(event.program() == "io_uring_submit__tp_btf_1");
  REQUIRE(event.refusals.size() == 1);
  CHECK(event.refusals[0].why == "the verifier does not like it");
}

TEST_CASE("a program whose helper the kernel lacks is not tried, its variant is", "[plan]") {
  FakeKernel kernel;
  kernel.add_all(ProviderKind::tp_btf);
  CHECK(planned(kernel, WIRE_SLOT_sched_process_exec).program() == "sched_process_exec__tp_btf");
  kernel.lacking.emplace("for_each_map_elem");
  const PlannedEvent event = planned(kernel, WIRE_SLOT_sched_process_exec);
  CHECK(event.program() == "sched_process_exec__tp_btf_1");
  REQUIRE(event.refusals.size() == 1);
  CHECK(event.refusals[0].why == "the kernel has no helper bpf_for_each_map_elem");
}

TEST_CASE("an event without any hook has no program, and a reason for each", "[plan]") {
  const PlannedEvent event = planned(FakeKernel(), WIRE_SLOT_security_file_open);
  CHECK(event.provider == nullptr);
  CHECK(event.program().empty());
  CHECK(event.refusals.size() == event.event->providers.size());
}

}  // namespace trace
