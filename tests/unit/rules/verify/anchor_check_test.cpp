// SPDX-License-Identifier: Apache-2.0
#include "rules/verify/anchor_check.h"

#include <catch2/catch.hpp>

#include "common/seal/sealing_encoder.h"
#include "common/wire/extract.h"
#include "rules/verify/seal_check.h"
#include "tests/support/sealed_recording.h"

namespace trace {
namespace {

struct Anchored {
  SealedRecording recording;
  std::vector<Anchor> anchors;
};

// Parts are 20 s apart: nine of them are of three epochs.
Anchored anchored_recording(char mark = 'a', bool is_signed = true) {
  Anchored made;
  SealsTold told;
  if (is_signed) told.key = [](std::uint32_t, const PublicKey&) {};
  told.anchor = [&](const Anchor& anchor) { made.anchors.push_back(anchor); };
  const auto encoder = make_sealing_encoder(make_frame_encoder(), std::move(told));
  made.recording = record_sealed(*encoder, 9, 2, mark);
  return made;
}

SealedStream check(std::string bytes, const std::vector<Anchor>& anchors) {
  KeptElsewhere kept{KeyCheck(), AnchorCheck(anchors)};
  auto found = check_seals(Input(bytes_of(std::move(bytes))), kept);
  REQUIRE(found);
  return *std::move(found);
}

TEST_CASE("anchors are of the first seal, the last one, and the last one of each minute") {
  std::vector<std::uint64_t> numbers;
  for (const Anchor& anchor : anchored_recording().anchors) numbers.push_back(anchor.number);
  CHECK(numbers == std::vector<std::uint64_t>{0, 3, 6, 9});
  CHECK(anchored_recording('a', false).anchors.size() == 2);
}

TEST_CASE("a recording whose anchors are all in it is as it is without them") {
  const Anchored made = anchored_recording();
  CHECK(check(made.recording.bytes, made.anchors).integrity == Integrity::whole);
  // A log that was not written to the end, and one that has others too.
  CHECK(check(made.recording.bytes, {made.anchors[0]}).integrity == Integrity::whole);
  std::vector<Anchor> more = anchored_recording('b').anchors;
  more.insert(more.end(), made.anchors.begin(), made.anchors.end());
  CHECK(check(made.recording.bytes, more).integrity == Integrity::whole);
}

TEST_CASE("a recording that was cut just after a seal is told by its anchors alone") {
  const Anchored made = anchored_recording();
  const std::string cut = made.recording.bytes.substr(0, made.recording.seals[4].end);
  CHECK(check(cut, {}).integrity == Integrity::cut);
  const SealedStream found = check(cut, made.anchors);
  CHECK(found.integrity == Integrity::altered);
  REQUIRE(found.alterations.count() == 1);
  CHECK(found.alterations.first()[0].what.starts_with(
      "2 seals of which there are anchors, from seal 6 on, are not in it"));
  CHECK(found.alterations.first()[0].first == cut.size());
}

TEST_CASE("a recording that was made anew has none of the anchors") {
  const Anchored made = anchored_recording();
  const Anchored other = anchored_recording('b');
  CHECK(check(other.recording.bytes, {}).integrity == Integrity::whole);
  CHECK(check(other.recording.bytes, made.anchors).integrity == Integrity::altered);
  // With the same mark, which stands in the file.
  const Anchored anew = anchored_recording();
  const SealedStream found = check(anew.recording.bytes, made.anchors);
  CHECK(found.integrity == Integrity::altered);
  CHECK(found.alterations.first()[0].what.starts_with("4 seals"));
}

TEST_CASE(
    "a file of which the log has nothing is not proved to its end, if it is one of a recording that is in the log") {
  const Anchored made = anchored_recording();
  std::vector<Anchor> others = made.anchors;
  for (Anchor& anchor : others) anchor.file = 1;
  const SealedStream found = check(made.recording.bytes, others);
  CHECK(found.integrity == Integrity::cut);
  CHECK(found.anchors.has_none_of_file);
}

TEST_CASE("a recording that was emptied, or cut within its first seal, fails by anchors") {
  const Anchored made = anchored_recording();
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{999}}) {
    CHECK(check(made.recording.bytes.substr(0, size), {}).integrity == Integrity::cut);
    CHECK(check(made.recording.bytes.substr(0, size), made.anchors).integrity == Integrity::altered);
  }
}

TEST_CASE("an extract of whole parts has all seals, and no head that nobody signed leads past its anchors") {
  const Anchored made = anchored_recording();
  wire_extract head{};
  head.skippable = WIRE_EXTRACT_SKIPPABLE;
  head.size = sizeof(head) - offsetof(wire_extract, magic);
  head.magic = WIRE_EXTRACT_MAGIC;
  const wire_seal first = made.recording.seal(0);
  std::copy(std::begin(first.mark), std::end(first.mark), std::begin(head.mark));
  head.version = WIRE_EXTRACT_VERSION;
  std::string bytes(reinterpret_cast<const char*>(&head), sizeof(head));
  CHECK(check(bytes + made.recording.bytes, made.anchors).integrity == Integrity::cut);
  bytes += made.recording.bytes.substr(0, made.recording.seals[4].end);
  CHECK(check(bytes, {}).integrity == Integrity::cut);
  CHECK(check(bytes, made.anchors).integrity == Integrity::altered);
}

TEST_CASE("by anchors what has no seals fails") {
  Recording plain;
  plain.record(8, 3);
  CHECK(check(plain.bytes, {}).integrity == Integrity::unsealed);
  CHECK(check(plain.bytes, {Anchor{}}).integrity == Integrity::altered);
}

TEST_CASE("a recording that was joined to another is held to its own anchors") {
  const Anchored first = anchored_recording();
  const Anchored second = anchored_recording('b');
  std::vector<Anchor> both = first.anchors;
  both.insert(both.end(), second.anchors.begin(), second.anchors.end());
  CHECK(check(first.recording.bytes + second.recording.bytes, both).integrity == Integrity::whole);
  CHECK(check(first.recording.bytes + second.recording.bytes, first.anchors).integrity == Integrity::altered);
}

}  // namespace
}  // namespace trace
