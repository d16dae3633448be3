// SPDX-License-Identifier: Apache-2.0
#include "common/codec/stream_catalog.h"

#include <limits>
#include <utility>

#include "common/codec/wire_bytes.h"

namespace trace {
namespace {

Error corrupt(std::string what) {
  return Error{Code::corrupt, std::move(what)};
}

// Takes values off the front of a frame.
class Cursor {
 public:
  explicit Cursor(std::string_view bytes) : rest_(bytes) {}

  template <class T>
  bool take(T& value) {
    if (rest_.size() < sizeof value) return false;
    value = load<T>(rest_);
    rest_.remove_prefix(sizeof value);
    return true;
  }
  bool take_text(std::size_t size, std::string_view& text) {
    if (rest_.size() < size) return false;
    text = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return true;
  }
  bool at_end() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

// Types whose values are the same kind of Value can stand for each other (an int that became a
// long).
constexpr int kind_of(unsigned type) {
  switch (type) {
    case WIRE_I32:
    case WIRE_I64:
      return WIRE_I64;
    case WIRE_U8:
    case WIRE_U16:
    case WIRE_U32:
    case WIRE_U64:
      return WIRE_U64;
    default:
      return static_cast<int>(type);
  }
}

FieldLayout layout_of(const EventSpec* spec, std::string_view name, std::uint8_t type) {
  FieldLayout layout{type, FieldLayout::kUnknown};
  const auto ordinal = spec == nullptr ? std::nullopt : spec->field(name);
  if (ordinal && kind_of(spec->fields[*ordinal].type) == kind_of(type)) {
    layout.ordinal = static_cast<std::uint8_t>(*ordinal);
  }
  return layout;
}

bool take_field(Cursor& cursor, EventLayout& event) {
  wire_catalog_field field;
  std::string_view name;
  std::string_view ctype;
  if (!cursor.take(field) || !cursor.take_text(field.name_size, name) ||
      !cursor.take_text(field.ctype_size, ctype)) {
    return false;
  }
  event.fields.push_back(layout_of(event.spec, name, field.type));
  return true;
}

bool take_event(Cursor& cursor, std::uint32_t& id, EventLayout& event) {
  wire_catalog_event fixed;
  std::string_view name;
  if (!cursor.take(fixed) || !cursor.take_text(fixed.name_size, name)) return false;
  if (fixed.fields > StreamCatalog::kFieldsOfEventMax) return false;
  id = fixed.id;
  event.name = name;
  event.spec = find_event(id);
  if (event.spec != nullptr && event.spec->name != name) event.spec = find_event(name);
  for (unsigned i = 0; i < fixed.fields; ++i) {
    if (!take_field(cursor, event)) return false;
  }
  return true;
}

std::string build_catalog_frame() {
  std::string out(sizeof(wire_header), '\0');
  for (const EventSpec& event : events()) {
    append_bytes(wire_catalog_event{event.id, static_cast<wire_u8>(event.fields.size()),
                                    static_cast<wire_u8>(event.name.size()), 0},
                 out);
    out += event.name;
    for (const FieldSpec& field : event.fields) {
      append_bytes(wire_catalog_field{static_cast<wire_u8>(field.type),
                                      static_cast<wire_u8>(field.name.size()),
                                      static_cast<wire_u8>(field.ctype.size()), 0},
                   out);
      out += field.name;
      out += field.ctype;
    }
  }
  store(wire_header{static_cast<wire_u32>(out.size()), WIRE_KIND_CATALOG,
                    static_cast<wire_u16>(events().size())},
        0, out);
  return out;
}

}  // namespace

bool StreamCatalog::add(std::uint32_t id, EventLayout layout) {
  const std::size_t index = layouts_.size();
  if (find(id) != nullptr || index >= std::numeric_limits<std::uint16_t>::max()) return false;
  if (id < low_.size()) {
    low_[id] = static_cast<std::uint16_t>(index + 1);
  } else {
    high_.emplace(id, index);
  }
  layouts_.push_back(std::move(layout));
  return true;
}

StreamCatalog::StreamCatalog() {
  for (const EventSpec& spec : events()) {
    EventLayout layout{&spec, std::string(spec.name), {}};
    for (std::size_t i = 0; i < spec.fields.size(); ++i) {
      layout.fields.push_back(
          {static_cast<std::uint8_t>(spec.fields[i].type), static_cast<std::uint8_t>(i)});
    }
    add(spec.id, std::move(layout));
  }
}

Result<StreamCatalog> StreamCatalog::read(std::string_view frame) {
  StreamCatalog catalog{Empty{}};
  Cursor cursor(frame);
  wire_header header;
  if (!cursor.take(header)) return corrupt("catalog: the frame is shorter than its header");
  for (unsigned i = 0; i < header.fields; ++i) {
    std::uint32_t id = 0;
    EventLayout event;
    if (!take_event(cursor, id, event)) {
      return corrupt("catalog: event " + std::to_string(i + 1) + " does not fit into the frame");
    }
    if (!catalog.add(id, std::move(event))) {
      return corrupt("catalog: event id " + std::to_string(id) + " is declared twice");
    }
  }
  if (!cursor.at_end()) return corrupt("catalog: bytes are left after the last event");
  return catalog;
}

std::shared_ptr<const StreamCatalog> own_catalog() {
  static const auto catalog = std::make_shared<const StreamCatalog>();
  return catalog;
}

std::uint64_t catalog_digest() {
  static const std::uint64_t digest = digest_of(catalog_frame());
  return digest;
}

std::string_view catalog_frame() {
  static const std::string frame = build_catalog_frame();
  return frame;
}

std::uint64_t digest_of(std::string_view bytes) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char byte : bytes) {
    hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3ULL;
  }
  return hash;
}

}  // namespace trace
