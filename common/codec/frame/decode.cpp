// SPDX-License-Identifier: Apache-2.0
#include "common/codec/frame/decode.h"

#include <array>
#include <cstring>

#include "common/codec/frame/catalog_frame.h"
#include "common/event/field_bytes.h"

namespace trace {
namespace {

Error corrupt(std::string what) {
  return Error{Code::corrupt, std::move(what)};
}

}  // namespace

FrameDecoder::Foreign FrameDecoder::compare(const StreamEvent& theirs) {
  Foreign foreign;
  foreign.name = theirs.name;
  foreign.spec = find_event(theirs.name);
  const EventSpec* const ours = foreign.spec;
  foreign.same = ours != nullptr && ours->id == theirs.id && theirs.fields.size() <= ours->fields.size();
  for (const StreamField& field : theirs.fields) {
    const auto ordinal = ours == nullptr ? std::nullopt : ours->field(field.name);
    const bool known = ordinal && ours->fields[*ordinal].type == field.type;
    foreign.same = foreign.same && known && *ordinal == foreign.ordinals.size();
    foreign.ordinals.push_back(known ? static_cast<std::uint8_t>(*ordinal) : kNoField);
  }
  return foreign;
}

Status FrameDecoder::read_catalog(std::string_view frame, std::uint64_t digest_of_it) {
  if (digest(frame) != digest_of_it) return corrupt("the catalog is not the one that the head of the stream is of");
  TRY_ASSIGN(const StreamCatalog catalog, parse_catalog_frame(frame));
  layout_ = HeadLayout(catalog.head);
  for (const StreamEvent& theirs : catalog.events) {
    Foreign foreign = compare(theirs);
    all_same_ = all_same_ && foreign.same;
    foreign_.insert_or_assign(theirs.id, std::move(foreign));
  }
  return ok();
}

const FrameDecoder::Foreign* FrameDecoder::foreign_of(std::uint32_t id) const {
  const auto found = foreign_.find(id);
  return found == foreign_.end() ? nullptr : &found->second;
}

std::string_view FrameDecoder::foreign_name(std::uint32_t id) const {
  const Foreign* const foreign = foreign_of(id);
  return foreign == nullptr ? std::string_view() : std::string_view(foreign->name);
}

std::uint32_t FrameDecoder::local_id(std::uint32_t id) const {
  const Foreign* const foreign = foreign_of(id);
  if (foreign == nullptr || foreign->same) return id;
  if (foreign->spec != nullptr) return foreign->spec->id;
  return find_event(id) == nullptr ? id : kNoEvent;
}

Status FrameDecoder::decode(std::string_view frame, Event& event) const {
  wire_event head;
  if (!layout_.read(frame, head)) return corrupt("the frame is shorter than the head of an event");
  if (head.header.size != frame.size()) return corrupt("the frame's size is not what it says");
  if (head.header.kind != WIRE_KIND_EVENT) return corrupt("the frame is not an event");
  const Foreign* foreign = all_same_ ? nullptr : foreign_of(head.id);
  if (foreign != nullptr && foreign->same) foreign = nullptr;
  event.spec = foreign == nullptr ? find_event(head.id) : foreign->spec;
  if (event.spec == nullptr) return Error{Code::not_found, "unknown event " + std::to_string(head.id)};
  event.architecture = architecture_;
  event.clear_arguments();
  TRY(decode_fields(frame.substr(head.head_size), head.header.fields, foreign, event));
  read_head(layout_, head, frame, boot_time_ns_, event.context);
  if (!all_same_ && head.syscall >= 0) {
    const std::uint32_t call = local_id(static_cast<std::uint32_t>(head.syscall));
    event.context.syscall = call == kNoEvent ? WIRE_NO_SYSCALL : static_cast<std::int32_t>(call);
  }
  return ok();
}

Status FrameDecoder::decode_fields(std::string_view bytes, unsigned count, const Foreign* foreign, Event& event) const {
  std::uint64_t seen = 0;  // ordinals here
  static_assert(kFieldsMax <= 64);
  for (unsigned i = 0; i < count; ++i) {
    wire_field head;
    if (bytes.size() < sizeof(head)) return corrupt("the frame ends within the head of field " + std::to_string(i));
    std::memcpy(&head, bytes.data(), sizeof(head));
    bytes.remove_prefix(sizeof(head));
    if (bytes.size() < head.size) return corrupt("the frame ends within field " + std::to_string(i));
    const std::string_view value = bytes.substr(0, head.size);
    bytes.remove_prefix(head.size);
    std::size_t ordinal = head.ordinal;
    if (foreign != nullptr) {
      if (ordinal >= foreign->ordinals.size()) return corrupt("the event has no field " + std::to_string(ordinal));
      ordinal = foreign->ordinals[ordinal];
      if (ordinal == kNoField) continue;
    }
    if (ordinal >= event.spec->fields.size()) return corrupt("the event has no field " + std::to_string(ordinal));
    const FieldSpec& spec = event.spec->fields[ordinal];
    if ((head.type & WIRE_FIELD_TYPE) != spec.type || !is_sound(spec.type, value)) {
      return corrupt("field \"" + std::string(spec.name) + "\" is not a " + std::string(type_name(spec.type)));
    }
    // Two values of one field: either may be the true one.
    if ((seen >> ordinal & 1) != 0) return corrupt("field \"" + std::string(spec.name) + "\" is there twice");
    seen |= std::uint64_t{1} << ordinal;
    Argument& argument = event.args[ordinal];
    argument.value = value_of(spec.type, value);
    argument.marks = static_cast<std::uint8_t>(head.type & ~WIRE_FIELD_TYPE);
  }
  if (!bytes.empty()) return corrupt("the frame has bytes after its fields");
  return ok();
}

}  // namespace trace
