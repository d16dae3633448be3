// SPDX-License-Identifier: Apache-2.0
#include "collector/run/missing.h"

#include <unistd.h>

#include <ctime>

#include <spdlog/spdlog.h>

namespace trace {
namespace {

// By the collector itself, now.
OwnedEvent made_by_us(std::uint16_t slot, const Pipeline& pipeline) {
  OwnedEvent made(events()[slot]);
  Context& context = made.event.context;
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  context.time_ns = static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000 + static_cast<std::uint64_t>(now.tv_nsec);
  context.comm = "trace-ebpf";
  context.uts = pipeline.host();
  context.pid = context.tid = context.host_pid = context.host_tid = static_cast<std::uint32_t>(::getpid());
  context.lane = WIRE_NO_LANE;
  context.policies = 1;
  return made;
}

}  // namespace

void tell_missing(const Discrepancy& found, Pipeline& pipeline) {
  spdlog::error(
      "{} events of lane {} (numbers {} to {}) {}: something interferes with the events, and this collection cannot be "
      "trusted to be whole",
      found.count, found.lane, found.first_seq, found.last_seq,
      found.reason == "gap" ? "were made, did not arrive, and are not counted as lost"
                            : "came twice, or were not made by the programs of the collector");
  OwnedEvent made = made_by_us(WIRE_SLOT_events_missing, pipeline);
  made.put("reason", found.reason);
  made.put("count", found.count);
  made.put("lane", std::uint64_t{found.lane});
  made.put("first_seq", found.first_seq);
  made.put("last_seq", found.last_seq);
  pipeline.tell(made.event);
}

void tell_unbalanced(const EventSpec& event, const Account& account, Pipeline& pipeline) {
  const std::uint64_t accounted = account.written + account.filtered + account.lost;
  const std::uint64_t count =
      account.produced > accounted ? account.produced - accounted : accounted - account.produced;
  spdlog::error("the account of {} does not balance: {} were made, {} written, {} filtered, {} lost", event.name,
                account.produced, account.written, account.filtered, account.lost);
  OwnedEvent made = made_by_us(WIRE_SLOT_events_missing, pipeline);
  made.put("reason", std::string_view("balance"));
  made.put("count", count);
  made.put("event_name", event.name);
  pipeline.tell(made.event);
}

void tell_full(const FullTable& table, Pipeline& pipeline) {
  spdlog::warn("the table of {} is full ({}): {}", table.name, table.room, table.consequence);
  OwnedEvent made = made_by_us(WIRE_SLOT_table_full, pipeline);
  made.put("table", table.name);
  made.put("room", table.room);
  pipeline.tell(made.event);
}

}  // namespace trace
