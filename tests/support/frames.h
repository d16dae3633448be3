// SPDX-License-Identifier: Apache-2.0
// Frames put together by hand, right or wrong.
#pragma once

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "common/catalog/catalog.h"
#include "common/catalog/head.h"
#include "common/codec/frame/block.h"
#include "common/codec/frame/catalog_frame.h"

namespace trace {

template <class T>
void append_raw(const T& value, std::string& out) {
  out.append(reinterpret_cast<const char*>(&value), sizeof(value));
}

// An EVENT frame; fields are added one by one.
class EventFrame {
 public:
  explicit EventFrame(std::uint32_t id, std::uint64_t time_ns = 0) {
    wire_event head{};
    head.id = id;
    head.syscall = WIRE_NO_SYSCALL;
    head.head_size = sizeof(head);
    head.time_ns = time_ns;
    append_raw(head, bytes_);
  }
  explicit EventFrame(std::string_view event) : EventFrame(find_event(event)->id) {}

  EventFrame& field(unsigned ordinal, unsigned type, std::string_view bytes) {
    append_raw(
        wire_field{static_cast<wire_u8>(ordinal), static_cast<wire_u8>(type), static_cast<wire_u16>(bytes.size())},
        bytes_);
    bytes_ += bytes;
    ++fields_;
    return *this;
  }
  std::string bytes() const {
    std::string out = bytes_;
    const wire_header header{static_cast<wire_u32>(out.size()), WIRE_KIND_EVENT, fields_};
    std::memcpy(out.data(), &header, sizeof(header));
    return out;
  }

 private:
  std::string bytes_;
  wire_u16 fields_ = 0;
};

// STREAM and CATALOG of a program that has these events.
class StreamHead {
 public:
  struct Field {
    std::string name;
    unsigned type;
  };

  StreamHead& event(std::uint32_t id, std::string_view name, const std::vector<Field>& fields = {}) {
    append_raw(id, events_);
    events_ += static_cast<char>(fields.size());
    text(name);
    for (const Field& field : fields) {
      events_ += static_cast<char>(field.type);
      text(field.name);
      text("int");
    }
    return *this;
  }
  // A member of the heads of its events; without any they are as here.
  StreamHead& member(std::string_view name, unsigned type, std::size_t offset, std::size_t size) {
    members_ += static_cast<char>(type);
    append_raw(static_cast<wire_u16>(offset), members_);
    append_raw(static_cast<wire_u16>(size), members_);
    members_ += static_cast<char>(name.size());
    members_ += name;
    ++member_count_;
    return *this;
  }
  StreamHead& member(const HeadMemberSpec& ours) { return member(ours.name, ours.type, ours.offset, ours.size); }

  std::string bytes(unsigned version = WIRE_VERSION, std::string_view mark = "") const {
    if (member_count_ == 0) {
      StreamHead as_here = *this;
      for (const HeadMemberSpec& ours : kHeadMembers) as_here.member(ours);
      return as_here.bytes(version, mark);
    }
    std::string catalog(sizeof(wire_header), '\0');
    catalog += static_cast<char>(member_count_);
    catalog += members_ + events_;
    const wire_header header{static_cast<wire_u32>(catalog.size()), WIRE_KIND_CATALOG, 0};
    std::memcpy(catalog.data(), &header, sizeof(header));
    wire_stream stream{};
    stream.header = {sizeof(stream), WIRE_KIND_STREAM, 0};
    stream.magic = WIRE_MAGIC;
    stream.version = static_cast<wire_u16>(version);
    stream.catalog_digest = digest(catalog);
    std::copy(mark.begin(), mark.end(), stream.mark);
    stream.crc = checksum(stream);
    std::string out;
    append_raw(stream, out);
    return out + catalog;
  }

 private:
  void text(std::string_view text) {
    events_ += static_cast<char>(text.size());
    events_ += text;
  }

  std::string events_;
  std::string members_;
  unsigned member_count_ = 0;
};

}  // namespace trace
