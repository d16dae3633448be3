// SPDX-License-Identifier: Apache-2.0
// Heads of events that were written by another build.
#include "common/codec/frame/head.h"

#include <algorithm>
#include <functional>
#include <vector>

#include <catch2/catch.hpp>

#include "common/codec/frame/decode.h"
#include "common/codec/frame/encode.h"
#include "tests/support/frames.h"
#include "tests/support/random_event.h"

namespace trace {
namespace {

// The build that wrote a stream: its heads have these members, one after the other.
class OtherBuild {
 public:
  explicit OtherBuild(std::vector<HeadMemberSpec> members) : members_(std::move(members)) {
    std::uint16_t offset = WIRE_HEAD_FIXED;
    for (HeadMemberSpec& member : members_) {
      member.offset = offset;
      offset = static_cast<std::uint16_t>(offset + member.size);
    }
    size_ = offset;
  }

  // A decoder that has read the head of its stream.
  FrameDecoder decoder() const {
    StreamHead head;
    for (const HeadMemberSpec& member : members_) head.member(member);
    const EventSpec& event = *find_event("getppid");
    head.event(event.id, event.name);
    const std::string catalog = head.bytes().substr(sizeof(wire_stream));
    FrameDecoder decoder(0);
    REQUIRE(decoder.read_catalog(catalog, digest(catalog)));
    return decoder;
  }

  // The frame as it would have written it; members that are not ours are all ones.
  std::string frame_of(const Event& event) const {
    std::string ours;
    encode_frame(event, 0, ours);
    std::string theirs = ours.substr(0, WIRE_HEAD_FIXED);
    for (const HeadMemberSpec& member : members_) {
      const auto same = std::find_if(kHeadMembers.begin(), kHeadMembers.end(),
                                     [&](const HeadMemberSpec& one) { return one.name == member.name; });
      theirs += same == kHeadMembers.end() ? std::string(member.size, '\xff') : ours.substr(same->offset, same->size);
    }
    put_bytes(static_cast<wire_u16>(size_), theirs, offsetof(wire_event, head_size));
    theirs += ours.substr(sizeof(wire_event));
    put_bytes(static_cast<wire_u32>(theirs.size()), theirs, 0);
    return theirs;
  }

 private:
  std::vector<HeadMemberSpec> members_;
  std::uint16_t size_ = 0;
};

std::vector<HeadMemberSpec> our_members() {
  return {kHeadMembers.begin(), kHeadMembers.end()};
}

Event some_event(RandomEvents& random) {
  return random.make(*find_event("getppid"));
}

// All fields of the context but one, as values.
void check_same_but(const Context& expected, const Context& found, std::string_view but = {}) {
  for (std::size_t i = 0; i < kContextFields.size(); ++i) {
    INFO(kContextFields[i].name);
    const auto field = static_cast<ContextField>(i);
    const bool is_derived = kContextFields[i].name.ends_with("EntityId");
    if (kContextFields[i].name == but || is_derived) continue;
    CHECK(context_value(found, field) == context_value(expected, field));
  }
}

TEST_CASE("a head with members in another order is read by their names") {
  RandomEvents random(1);
  const Event event = some_event(random);
  std::vector<HeadMemberSpec> members = our_members();
  std::reverse(members.begin(), members.end());
  const OtherBuild other(std::move(members));
  Event read;
  const std::string frame = other.frame_of(event);  // which the event points into
  REQUIRE(other.decoder().decode(frame, read));
  check_same_but(event.context, read.context);
  CHECK(read.context.policies == event.context.policies);
  CHECK(read.context.seq == event.context.seq);
}

TEST_CASE("a head with a member that is not known here is read without it") {
  RandomEvents random(2);
  const Event event = some_event(random);
  std::vector<HeadMemberSpec> members = our_members();
  members.insert(members.begin() + 3, {"made_up_later", WIRE_U64, 0, 8});
  const OtherBuild other(std::move(members));
  Event read;
  const std::string frame = other.frame_of(event);  // which the event points into
  REQUIRE(other.decoder().decode(frame, read));
  check_same_but(event.context, read.context);
}

TEST_CASE("a member that the head lacks is zero, and a name empty") {
  RandomEvents random(3);
  const Event event = some_event(random);
  for (const std::string_view lacking : {"uid", "comm"}) {
    std::vector<HeadMemberSpec> members = our_members();
    std::erase_if(members, [&](const HeadMemberSpec& member) { return member.name == lacking; });
    const OtherBuild other(std::move(members));
    Event read;
    const std::string frame = other.frame_of(event);  // which the event points into
    REQUIRE(other.decoder().decode(frame, read));
    check_same_but(event.context, read.context, lacking == "uid" ? "userId" : "processName");
    CHECK((lacking == "uid" ? read.context.uid == 0 : read.context.comm.empty()));
  }
}

TEST_CASE("a member of another type than here is not believed") {
  std::vector<StreamMember> theirs;
  for (const HeadMemberSpec& ours : kHeadMembers) {
    const wire_type type = ours.name == "uid" ? WIRE_U64 : ours.type;
    theirs.push_back({static_cast<std::uint8_t>(type), ours.offset, ours.size, ours.name});
  }
  const HeadLayout layout(theirs);
  CHECK_FALSE(layout.is_ours());
  Event event;
  event.spec = find_event("getppid");
  event.context.uid = 7;
  event.context.ppid = 8;
  std::string frame;
  encode_frame(event, 0, frame);
  wire_event head{};
  REQUIRE(layout.read(frame, head));
  CHECK(head.uid == 0);
  CHECK(head.ppid == 8);
}

TEST_CASE("a frame that is shorter than its head is refused") {
  std::string frame;
  Event event;
  event.spec = find_event("getppid");
  encode_frame(event, 0, frame);
  wire_event head{};
  for (std::size_t size = 0; size < sizeof(wire_event); ++size)
    CHECK_FALSE(HeadLayout().read(frame.substr(0, size), head));
  const OtherBuild other({{"uid", WIRE_U32, 0, 4}});
  const std::string theirs = other.frame_of(event);
  const FrameDecoder decoder = other.decoder();
  Event read;
  REQUIRE(decoder.decode(theirs, read));
  std::string too_long = theirs;
  put_bytes(wire_u16{500}, too_long, offsetof(wire_event, head_size));
  CHECK_FALSE(decoder.decode(too_long, read));
  std::string too_short = theirs;
  put_bytes(wire_u16{WIRE_HEAD_FIXED}, too_short, offsetof(wire_event, head_size));
  CHECK_FALSE(decoder.decode(too_short, read));
}

}  // namespace
}  // namespace trace
