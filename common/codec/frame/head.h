// SPDX-License-Identifier: Apache-2.0
// The head of an EVENT frame <-> Context.
//
// A stream's CATALOG frame says where each member of its heads is. The heads of this build are copied whole; those of
// another build are put together member by member, found by name and type: what it has more is stepped over, and what it
// lacks is 0.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "common/event/event.h"

namespace trace {

// A member of the heads of a stream, as its CATALOG frame describes it.
struct StreamMember {
  std::uint8_t type = 0;
  std::uint16_t offset = 0;
  std::uint16_t size = 0;
  std::string_view name;
};

// Where the members of heads are; at first, as in this build.
class HeadLayout {
 public:
  HeadLayout() = default;
  explicit HeadLayout(std::span<const StreamMember> theirs);

  // Returns false if the frame is too short for the head that it says it has, or that it must have.
  bool read(std::string_view frame, wire_event& head) const;
  // A name, up to its first NUL; it points into the frame. REQUIRES: read() returned true.
  std::string_view name(HeadMember member, std::string_view frame) const;

  bool is_ours() const { return is_ours_; }

 private:
  struct Place {
    std::uint16_t offset = 0;
    std::uint16_t size = 0;  // 0: it is not there
  };
  bool is_ours_ = true;
  std::array<Place, kHeadMembers.size()> places_ = [] {
    std::array<Place, kHeadMembers.size()> ours;
    for (std::size_t i = 0; i < ours.size(); ++i) ours[i] = {kHeadMembers[i].offset, kHeadMembers[i].size};
    return ours;
  }();
};

// Fills all of the context but what other frames tell, which becomes empty. `boot_time_ns` is added to times that are
// since boot in the head, and since the epoch in the context.
void read_head(const HeadLayout& layout, const wire_event& head, std::string_view frame, std::uint64_t boot_time_ns,
               Context& context);

// The head of an event without fields yet; its size is that of the head.
wire_event make_head(const Event& event, std::uint64_t boot_time_ns);

}  // namespace trace
