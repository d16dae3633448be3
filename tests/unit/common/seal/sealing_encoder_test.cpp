// SPDX-License-Identifier: Apache-2.0
#include "common/seal/sealing_encoder.h"

#include <algorithm>
#include <array>

#include <catch2/catch.hpp>

#include "common/artifact/sha256.h"
#include "common/base/bytes.h"
#include "common/seal/seal.h"
#include "common/stream/byte_source.h"
#include "common/stream/zstd_source.h"
#include "tests/support/random_event.h"
#include "tests/support/sealed_recording.h"

namespace trace {
namespace {

std::string decompressed(std::string packed) {
  const auto source = decompress(bytes_of(std::move(packed)));
  std::string plain;
  std::array<char, 5000> buffer;
  while (true) {
    const auto n = source->read(buffer);
    if (!n || *n == 0) return plain;
    plain.append(buffer.data(), *n);
  }
}

TEST_CASE("what is decompressed is what the encoder writes that is sealed") {
  const auto plain = make_frame_encoder();
  const SealedRecording bare = record_sealed(*plain, 3, 50, 'm');
  const SealedRecording sealed = sealed_recording(3, 50);
  CHECK((decompressed(sealed.bytes) == bare.bytes));
  const Reading reading = read_frames(sealed.bytes);
  CHECK(reading.events.size() == 150);
  CHECK(reading.complete);
}

TEST_CASE("each part ends with a block, and is readable by itself") {
  const SealedRecording sealed = sealed_recording(3, 50);
  REQUIRE(sealed.parts.size() == 3);
  for (const Span& part : sealed.parts) {
    const std::string plain = decompressed(sealed.bytes_of(part));
    REQUIRE(plain.size() > sizeof(wire_sync));
    CHECK(load<wire_header>(plain, plain.size() - sizeof(wire_sync)).kind == WIRE_KIND_SYNC);
  }
}

TEST_CASE("a seal says what is in its part") {
  const SealedRecording sealed = sealed_recording(3, 50);
  CHECK(sealed.seal(0).flags == WIRE_SEAL_OPENS);
  CHECK(sealed.seal(1).flags == 0);
  CHECK(sealed.seal(3).flags == WIRE_SEAL_CLOSES);
  for (std::size_t n = 1; n < sealed.seals.size(); ++n) {
    const wire_seal seal = sealed.seal(n);
    const Span& part = sealed.parts[n - 1];
    CHECK(seal.number == n);
    CHECK(seal.offset == part.begin);
    CHECK(seal.bytes == part.end - part.begin);
    CHECK(seal.plain_bytes == decompressed(sealed.bytes_of(part)).size());
    CHECK(seal.events == 50);
    CHECK(seal.last_time_ns - seal.first_time_ns == 49);
    CHECK(seal.sealed_ns > seal.last_time_ns);
    CHECK(may_have_event(seal, find_event("sched_process_exec")->id));
    const Digest content = digest_of(sealed.bytes_of(part));
    CHECK(std::equal(content.begin(), content.end(), std::begin(seal.content)));
    const wire_seal before = sealed.seal(n - 1);
    CHECK(std::equal(std::begin(before.seal), std::end(before.seal), std::begin(seal.previous)));
  }
}

TEST_CASE(
    "the seal that opens a file has the time when the stream begins, and a later file begins where the one before "
    "ended") {
  const auto encoder = make_sealing_encoder(make_frame_encoder());
  constexpr std::uint64_t kSecond = 1'000'000'000;
  const auto opening = [&](std::uint64_t begin_ns) {
    StreamInfo info{kSealedBootTime, 1, "box1", "6.12.0"};
    info.begin_ns = begin_ns;
    std::string bytes;
    encoder->begin(info, bytes);
    encoder->totals({}, true, begin_ns + kSecond, bytes);
    return load<wire_seal>(bytes);
  };
  const auto is_of = [](const wire_seal& seal, std::uint64_t boot_ns) {
    return seal.sealed_boot_ns == boot_ns && seal.sealed_ns == kSealedBootTime + boot_ns;
  };
  CHECK(is_of(opening(70 * kSecond), 70 * kSecond));
  CHECK(is_of(opening(90 * kSecond), 90 * kSecond));
  CHECK(is_of(opening(0), 91 * kSecond));
}

TEST_CASE("a part ends when it is large, without waiting for a checkpoint") {
  const auto encoder = make_sealing_encoder(make_frame_encoder());
  RandomEvents random(3);
  std::string bytes;
  encoder->begin({kSealedBootTime, 1, "box1", "6.12.0"}, bytes);
  const Event event = random.make(*find_event("sched_process_exec"));
  for (unsigned i = 0; i < 20'000; ++i) encoder->event(event, {}, bytes);
  encoder->totals({}, true, 1, bytes);
  const SealedRecording sealed = find_seals(bytes);
  REQUIRE(sealed.parts.size() > 2);
  for (std::size_t n = 1; n + 1 < sealed.seals.size(); ++n) {
    CHECK(sealed.seal(n).plain_bytes >= kPartBytes);
    CHECK(sealed.seal(n).plain_bytes < kPartBytes + 2 * WIRE_BLOCK_BYTES);
  }
}

TEST_CASE("what is cut off just after a checkpoint can be read up to that") {
  const auto encoder = make_sealing_encoder(make_frame_encoder());
  RandomEvents random(3);
  std::string bytes;
  encoder->begin({kSealedBootTime, 1, "box1", "6.12.0"}, bytes);
  encoder->totals({}, false, 1, bytes);
  for (unsigned i = 0; i < 5; ++i) {
    encoder->event(random.make(*find_event("sched_process_exec")), {}, bytes);
  }
  encoder->totals({}, false, 2, bytes);
  CHECK(read_frames(bytes).events.size() == 5);
}

TEST_CASE("a file that goes on names itself, and the next one names its last seal") {
  const auto encoder = make_sealing_encoder(make_frame_encoder());
  std::string first, second;
  StreamInfo info{kSealedBootTime, 2, "box1", "6.12.0"};
  info.mark.fill('m');
  encoder->begin(info, first);
  encoder->end_file({}, 1'000'000'000, first);
  info.file = 1;
  encoder->begin(info, second);
  encoder->totals({}, true, 2'000'000'000, second);
  const SealedRecording a = find_seals(first);
  const SealedRecording b = find_seals(second);
  CHECK(a.seal(0).file == 0);
  CHECK(a.seal(1).flags == (WIRE_SEAL_CLOSES | WIRE_SEAL_GOES_ON));
  CHECK(b.seal(0).file == 1);
  CHECK(b.seal(1).file == 1);
  CHECK(b.seal(1).flags == WIRE_SEAL_CLOSES);
  const wire_seal last = a.seal(1);
  const wire_seal next = b.seal(0);
  CHECK(std::equal(std::begin(last.seal), std::end(last.seal), std::begin(next.previous)));
  for (const std::string& file : {first, second}) CHECK(read_frames(file).complete);
}

TEST_CASE("what is told again is not among the events of a seal") {
  const auto encoder = make_sealing_encoder(make_frame_encoder());
  std::string bytes;
  encoder->begin({kSealedBootTime, 2, "box1", "6.12.0"}, bytes);
  RandomEvents random(5);
  Event event = random.make(*find_event("existing_process"));
  event.context.flags = WIRE_FLAG_STATE;
  encoder->event(event, {}, bytes);
  encoder->totals({}, true, 1'000'000'000, bytes);
  CHECK(find_seals(bytes).seal(1).events == 0);
}

}  // namespace
}  // namespace trace
