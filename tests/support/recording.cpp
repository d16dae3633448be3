// SPDX-License-Identifier: Apache-2.0
#include "tests/support/recording.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "common/codec/frame/encode.h"
#include "common/stream/reader.h"
#include "tests/support/random_event.h"

namespace trace {
namespace {

constexpr std::uint64_t kBootTime = 1'700'000'000'000'000'000;

constexpr std::array<const char*, 4> kEvents = {"openat", "sched_process_exec", "security_socket_connect",
                                                "commit_creds"};

}  // namespace

void Recording::record(unsigned events, unsigned events_a_block) {
  RandomEvents random(3);
  StreamInfo info{kBootTime, 2, "box1", "6.12.0"};
  info.mark.fill('m');
  const auto encoder = make_frame_encoder();
  encoder->begin(info, bytes);
  std::vector<wire_total> totals;
  for (const char* name : kEvents) totals.push_back({find_event(name)->id, 0, 0, 0, 0, 0});
  for (unsigned i = 0; i < events; ++i) {
    Event event = random.make(*find_event(kEvents[i % kEvents.size()]));
    event.context.time_ns = kBootTime + 1'000'000'000 + i;
    event.context.thread_start_ns = kBootTime + 1;
    event.context.cpu = event.context.lane = 0;
    event.context.seq = i + 1;
    event.context.executable = i % 2 == 0 ? "/bin/first" : "/bin/second";
    encoder->event(event, {}, bytes);
    ++totals[i % kEvents.size()].written;
    if ((i + 1) % events_a_block == 0) encoder->totals(totals, false, 0, bytes);
  }
  for (wire_total& total : totals) total.produced = total.written;
  encoder->totals(totals, true, 0, bytes);
  find_frames();
}

void Recording::find_frames() {
  std::size_t block = 0;
  for (std::size_t at = 0; at < bytes.size();) {
    wire_header header{};
    std::memcpy(&header, bytes.data() + at, sizeof(header));
    frames.push_back({{at, at + header.size}, header.kind});
    at += header.size;
    if (header.kind == WIRE_KIND_SYNC) blocks.push_back({std::exchange(block, at), at});
  }
}

const Recording::Frame& Recording::frame_at(std::size_t at) const {
  return *std::find_if(frames.begin(), frames.end(), [&](const Frame& frame) { return frame.has(at); });
}

const Span& Recording::block_at(std::size_t at) const {
  return *std::find_if(blocks.begin(), blocks.end(), [&](const Span& block) { return block.has(at); });
}

bool Reading::tells_of(const Span& block) const {
  return std::any_of(told.begin(), told.end(),
                     [&](const Span& one) { return one.begin < block.end && block.begin < one.end; });
}

Reading read_frames(std::string bytes, std::size_t chunk) {
  Reading reading;
  auto opened = open_reader(bytes_of(std::move(bytes), chunk));
  if (!opened) return reading;
  bool over = false;
  const auto take = Overloaded{
      [&](const EventItem& item) { encode_frame(*item.event, kBootTime, reading.events.emplace_back()); },
      [&](const Malformed& what) {
        reading.told.push_back({what.position, what.position + 1});
      },
      [&](const Damaged& what) {
        reading.told.push_back({what.first, what.last + 1});
      },
      [&](const End& end) {
        reading.complete = end.complete;
        over = true;
      },
      [&](const auto&) {},
  };
  while (!over) std::visit(take, (*opened)->next());
  return reading;
}

}  // namespace trace
