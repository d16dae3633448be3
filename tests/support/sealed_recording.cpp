// SPDX-License-Identifier: Apache-2.0
#include "tests/support/sealed_recording.h"

#include "common/base/bytes.h"
#include "common/seal/seal.h"
#include "common/seal/sealing_encoder.h"
#include "tests/support/random_event.h"

namespace trace {

wire_seal SealedRecording::seal(std::size_t n) const {
  return load<wire_seal>(bytes, seals[n].begin);
}

SealedRecording record_sealed(Encoder& encoder, unsigned parts, unsigned events_a_part, char mark, std::uint32_t file) {
  constexpr std::uint64_t kApartNs = 20'000'000'000;
  RandomEvents random(5);
  StreamInfo info{kSealedBootTime, 2, "box1", "6.12.0"};
  info.mark.fill(static_cast<std::uint8_t>(mark));
  info.file = file;
  std::string bytes;
  encoder.begin(info, bytes);
  const EventSpec& spec = *find_event("sched_process_exec");
  wire_total total{spec.id, 0, 0, 0, 0, 0};
  std::uint64_t time_ns = 1'000'000'000;
  encoder.totals({&total, 1}, false, time_ns, bytes);
  for (unsigned i = 0; i < parts * events_a_part; ++i) {
    Event event = random.make(spec);
    event.context.time_ns = kSealedBootTime + time_ns + i % events_a_part;
    event.context.cpu = event.context.lane = 0;
    event.context.seq = i + 1;
    encoder.event(event, {}, bytes);
    ++total.written;
    if ((i + 1) % events_a_part != 0) continue;
    time_ns += kApartNs;
    const bool is_last = i + 1 == parts * events_a_part;
    if (is_last) total.produced = total.written;
    encoder.totals({&total, 1}, is_last, time_ns, bytes);
  }
  return find_seals(std::move(bytes));
}

SealedRecording sealed_recording(unsigned parts, unsigned events_a_part, char mark) {
  const auto encoder = make_sealing_encoder(make_frame_encoder());
  return record_sealed(*encoder, parts, events_a_part, mark);
}

SealedRecording find_seals(std::string bytes) {
  SealedRecording made{std::move(bytes), {}, {}};
  std::size_t from = 0;
  for (std::size_t at = 0; (at = made.bytes.find(signature_of_all_seals(), at)) != std::string::npos;) {
    if (at != 0) made.parts.push_back({from, at});
    made.seals.push_back({at, at + sizeof(wire_seal)});
    from = at += sizeof(wire_seal);
  }
  return made;
}

}  // namespace trace
