// SPDX-License-Identifier: Apache-2.0
#include "common/codec/frame/catalog_frame.h"

#include <cstring>

#include "common/catalog/catalog.h"

namespace trace {
namespace {

template <class T>
void append(std::string& out, T value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof(value));
}

void append_string(std::string& out, std::string_view text) {
  append(out, static_cast<std::uint8_t>(text.size()));
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
  for (const EventSpec& event : events()) {
    append(out, event.id);
    append(out, static_cast<std::uint8_t>(event.fields.size()));
    append_string(out, event.name);
    for (const FieldSpec& field : event.fields) {
      append(out, static_cast<std::uint8_t>(field.type));
      append_string(out, field.name);
      append_string(out, field.ctype);
    }
  }
  const wire_header header{static_cast<wire_u32>(out.size()), WIRE_KIND_CATALOG, 0};
  std::memcpy(out.data(), &header, sizeof(header));
  return out;
}

Result<std::vector<StreamEvent>> parse_catalog_frame(std::string_view frame) {
  if (frame.size() < sizeof(wire_header)) return Error{Code::corrupt, "the catalog frame is too short"};
  std::vector<StreamEvent> all;
  Cursor cursor(frame.substr(sizeof(wire_header)));
  while (!cursor.at_end()) {
    StreamEvent event;
    if (!take_event(cursor, event)) return Error{Code::corrupt, "the catalog frame ends within an event"};
    all.push_back(std::move(event));
  }
  return all;
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
