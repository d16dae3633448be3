// SPDX-License-Identifier: Apache-2.0
#include "common/codec/frame/head.h"

#include <algorithm>
#include <cstring>

#include "common/event/entity.h"

namespace trace {
namespace {

// Entities of most events of a load are the same few: the hash is made once for a process, not once for an event.
std::uint32_t cached_entity(std::uint32_t pid, std::uint64_t start_ns) {
  struct Entry {
    std::uint64_t start_ns = ~std::uint64_t{0};
    std::uint32_t pid = 0;
    std::uint32_t id = 0;
  };
  thread_local std::array<Entry, 256> cache;
  Entry& entry = cache[pid % cache.size()];
  if (entry.pid != pid || entry.start_ns != start_ns) entry = {start_ns, pid, entity_id(pid, start_ns)};
  return entry.id;
}

template <std::size_t n>
void copy_padded(char (&to)[n], std::string_view from) {
  if (!from.empty()) std::memcpy(to, from.data(), std::min(n, from.size()));  // an empty one may be a null pointer
}

// The lane of a line of JSON that says the processor only: the first one there.
std::uint16_t lane_of(std::uint16_t lane, std::uint16_t cpu) {
  return lane / WIRE_LANES_PER_CPU == cpu ? lane : static_cast<std::uint16_t>(cpu * WIRE_LANES_PER_CPU);
}

}  // namespace

HeadLayout::HeadLayout(std::span<const StreamMember> theirs) : is_ours_(theirs.size() == kHeadMembers.size()) {
  for (std::size_t i = 0; i < kHeadMembers.size(); ++i) {
    const HeadMemberSpec& ours = kHeadMembers[i];
    const auto found = std::find_if(theirs.begin(), theirs.end(), [&](const StreamMember& member) {
      return member.name == ours.name && member.type == ours.type;
    });
    const bool is_there = found != theirs.end() && found->offset >= WIRE_HEAD_FIXED;
    places_[i] = is_there ? Place{found->offset, found->size} : Place{};
    is_ours_ = is_ours_ && places_[i].offset == ours.offset && places_[i].size == ours.size;
  }
}

bool HeadLayout::read(std::string_view frame, wire_event& head) const {
  if (is_ours_) {
    if (frame.size() < sizeof(head)) return false;
    std::memcpy(&head, frame.data(), sizeof(head));
    return head.head_size == sizeof(head);
  }
  if (frame.size() < WIRE_HEAD_FIXED) return false;
  head = {};
  std::memcpy(&head, frame.data(), WIRE_HEAD_FIXED);
  if (head.head_size < WIRE_HEAD_FIXED || head.head_size > frame.size()) return false;
  for (std::size_t i = 0; i < places_.size(); ++i) {
    const Place& place = places_[i];
    if (place.offset + std::size_t{place.size} > head.head_size) return false;
    const std::size_t size = std::min(place.size, kHeadMembers[i].size);
    std::memcpy(reinterpret_cast<char*>(&head) + kHeadMembers[i].offset, frame.data() + place.offset, size);
  }
  return true;
}

// The kernel pads with NUL, but a damaged name may lack it.
std::string_view HeadLayout::name(HeadMember member, std::string_view frame) const {
  const Place& place = places_[static_cast<std::size_t>(member)];
  return frame.substr(place.offset, strnlen(frame.data() + place.offset, place.size));
}

void read_head(const HeadLayout& layout, const wire_event& head, std::string_view frame, std::uint64_t boot_time_ns,
               Context& context) {
#define READ_HEAD(type, member) context.member = head.member;
#define READ_RESULT(member) context.member = head.member;
#define READ_TIME(member) context.member = head.member + boot_time_ns;
#define READ_NAME(member) context.member = layout.name(HeadMember::member, frame);
#define READ_CALL(member) context.member = head.member;
#define READ_FLAG(bit)
#define READ_CPU(member, lane) context.member = head.lane / WIRE_LANES_PER_CPU;
#define READ_ENTITY(member, pid, start_ns) context.member = cached_entity(head.pid, head.start_ns);
#define READ_TOLD(member) context.member = {};
#define EACH_SOURCE(source) READ_##source
#include "common/catalog/context.def"
#undef READ_HEAD
#undef READ_RESULT
#undef READ_TIME
#undef READ_NAME
#undef READ_CALL
#undef READ_FLAG
#undef READ_CPU
#undef READ_ENTITY
#undef READ_TOLD
  context.provider =
      head.provider < WIRE_PROVIDER_COUNT ? static_cast<ProviderKind>(head.provider) : ProviderKind::none;
  context.variant = head.variant;
}

wire_event make_head(const Event& event, std::uint64_t boot_time_ns) {
  const Context& context = event.context;
  wire_event head{};
  head.header = {sizeof(head), WIRE_KIND_EVENT, 0};
  head.id = event.spec->id;
  head.head_size = sizeof(head);
  head.provider = static_cast<std::uint8_t>(context.provider);
  head.variant = context.variant;
#define MAKE_HEAD(type, member) head.member = context.member;
#define MAKE_RESULT(member) head.member = context.member;
#define MAKE_TIME(member) head.member = context.member - boot_time_ns;
#define MAKE_NAME(member) copy_padded(head.member, context.member);
#define MAKE_CALL(member) head.member = context.member;
#define MAKE_FLAG(bit)
#define MAKE_CPU(member, lane)
#define MAKE_ENTITY(member, pid, start_ns)
#define MAKE_TOLD(member)
#define EACH_SOURCE(source) MAKE_##source
#include "common/catalog/context.def"
#undef MAKE_HEAD
#undef MAKE_RESULT
#undef MAKE_TIME
#undef MAKE_NAME
#undef MAKE_CALL
#undef MAKE_FLAG
#undef MAKE_CPU
#undef MAKE_ENTITY
#undef MAKE_TOLD
  head.lane = lane_of(context.lane, context.cpu);
  return head;
}

}  // namespace trace
