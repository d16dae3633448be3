// SPDX-License-Identifier: Apache-2.0
#include "common/codec/frame/catalog_frame.h"

#include <cstring>

#include "common/base/bytes.h"
#include "common/catalog/catalog.h"

namespace trace {
namespace {

void append_string(std::string& out, std::string_view text) {
  append_bytes(static_cast<std::uint8_t>(text.size()), out);
  out.append(text);
}

class Cursor {
 public:
  explicit Cursor(std::string_view rest) : rest_(rest) {}
  bool at_end() const { return rest_.empty(); }

  template <class T>
  bool take(T& value) {
    if (rest_.size() < sizeof(T)) return false;
    std::memcpy(&value, rest_.data(), sizeof(T));
    rest_.remove_prefix(sizeof(T));
    return true;
  }
  bool take_string(std::string_view& text) {
    std::uint8_t size = 0;
    if (!take(size) || rest_.size() < size) return false;
    text = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return true;
  }

 private:
  std::string_view rest_;
};

bool take_head(Cursor& cursor, std::vector<StreamMember>& head) {
  std::uint8_t members = 0;
  if (!cursor.take(members)) return false;
  for (unsigned i = 0; i < members; ++i) {
    StreamMember& member = head.emplace_back();
    if (!cursor.take(member.type) || !cursor.take(member.offset) || !cursor.take(member.size) ||
        !cursor.take_string(member.name)) {
      return false;
    }
  }
  return true;
}

bool take_event(Cursor& cursor, StreamEvent& event) {
  std::uint8_t fields = 0;
  if (!cursor.take(event.id) || !cursor.take(fields) || !cursor.take_string(event.name)) return false;
  for (unsigned i = 0; i < fields; ++i) {
    StreamField field;
    if (!cursor.take(field.type) || !cursor.take_string(field.name) || !cursor.take_string(field.ctype)) return false;
    event.fields.push_back(field);
  }
  return true;
}

}  // namespace

std::string make_catalog_frame() {
  std::string out(sizeof(wire_header), '\0');
  static_assert(kHeadMembers.size() <= UINT8_MAX);
  append_bytes(static_cast<std::uint8_t>(kHeadMembers.size()), out);
  for (const HeadMemberSpec& member : kHeadMembers) {
    append_bytes(static_cast<std::uint8_t>(member.type), out);
    append_bytes(member.offset, out);
    append_bytes(member.size, out);
    append_string(out, member.name);
  }
  for (const EventSpec& event : events()) {
    append_bytes(event.id, out);
    append_bytes(static_cast<std::uint8_t>(event.fields.size()), out);
    append_string(out, event.name);
    for (const FieldSpec& field : event.fields) {
      append_bytes(static_cast<std::uint8_t>(field.type), out);
      append_string(out, field.name);
      append_string(out, field.ctype);
    }
  }
  put_bytes(wire_header{static_cast<wire_u32>(out.size()), WIRE_KIND_CATALOG, 0}, out, 0);
  return out;
}

Result<StreamCatalog> parse_catalog_frame(std::string_view frame) {
  if (frame.size() < sizeof(wire_header)) return Error{Code::corrupt, "the catalog frame is too short"};
  StreamCatalog catalog;
  Cursor cursor(frame.substr(sizeof(wire_header)));
  if (!take_head(cursor, catalog.head)) return Error{Code::corrupt, "the catalog frame ends within the head of events"};
  while (!cursor.at_end()) {
    if (!take_event(cursor, catalog.events.emplace_back())) {
      return Error{Code::corrupt, "the catalog frame ends within an event"};
    }
  }
  return catalog;
}

std::uint64_t digest(std::string_view bytes) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : bytes) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3;
  }
  return hash;
}

}  // namespace trace
