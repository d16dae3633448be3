// SPDX-License-Identifier: Apache-2.0
#include "collector/plan/room_settings.h"

#include <memory>

#include <catch2/catch.hpp>

#include "common/catalog/catalog.h"

namespace trace {
namespace {

std::unique_ptr<wire_settings> with_room(std::uint32_t ring_bytes, std::size_t lanes) {
  auto settings = std::make_unique<wire_settings>();
  set_room(*settings, ring_bytes, lanes);
  return settings;
}

}  // namespace

TEST_CASE("a small ring buffer is looked at more often, as is one of many lanes", "[plan]") {
  CHECK(with_room(1 << 24, 6)->look_mask == 63);
  CHECK(with_room(1 << 24, 3 * 128)->look_mask == 15);
  CHECK(with_room(1 << 16, 6)->look_mask == 3);
  CHECK(with_room(1 << 16, 3 * 512)->look_mask == 0);
}

TEST_CASE("what feeds a table is needed, what the catalog says weighs, the rest is light", "[plan]") {
  const auto settings = with_room(1 << 24, 6);
  CHECK(settings->weights[WIRE_SLOT_existing_process] == WIRE_NEEDED);
  CHECK(settings->weights[WIRE_SLOT_sched_process_exec] == WIRE_NEEDED);
  CHECK(settings->weights[WIRE_SLOT_SYSCALL_memfd_create] == WIRE_WEIGHS);
  CHECK(settings->weights[WIRE_SLOT_commit_creds] == WIRE_WEIGHS);
  CHECK(settings->weights[WIRE_SLOT_security_file_open] == WIRE_LIGHT);
  CHECK(settings->weights[WIRE_SLOT_SYSCALL_getppid] == WIRE_LIGHT);
}

}  // namespace trace
