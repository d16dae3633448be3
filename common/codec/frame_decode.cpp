// SPDX-License-Identifier: Apache-2.0
#include "common/codec/frame_decode.h"

#include <cstddef>
#include <string>

#include "common/codec/wire_bytes.h"
#include "common/event/entity.h"
#include "common/event/socket_address.h"

namespace trace {
namespace {

Error corrupt(const char* what) {
  return Error{Code::corrupt, std::string("event frame: ") + what};
}

Error corrupt_field(const EventLayout& layout, const wire_field& field, const char* what) {
  return Error{Code::corrupt, "event frame: " + layout.name + ": field " +
                                  std::to_string(field.ordinal) + ": " + what};
}

// The wire carries at least the bytes of T (a whole register, often); the low ones count.
template <class T, class Wide>
bool decode_integer(std::string_view bytes, Value& value) {
  if (bytes.size() < sizeof(T)) return false;
  value = static_cast<Wide>(load<T>(bytes));
  return true;
}

template <class View>
bool view_if(bool sound, std::string_view bytes, Value& value) {
  if (sound) value = View{bytes};
  return sound;
}

std::string_view up_to_nul(std::string_view padded) {
  return padded.substr(0, padded.find('\0'));
}

// Reads the fields behind the fixed part of the frame.
Status decode_fields(std::string_view rest,
                     unsigned count,
                     const EventLayout& layout,
                     Event& event) {
  std::uint64_t seen = 0;
  for (; count > 0; --count) {
    if (rest.size() < sizeof(wire_field)) return corrupt("a field starts behind its end");
    const auto field = load<wire_field>(rest);
    rest.remove_prefix(sizeof field);
    if (rest.size() < field.size) return corrupt_field(layout, field, "ends behind the frame");
    if (field.ordinal >= layout.fields.size()) {
      return corrupt_field(layout, field, "the event has no such field");
    }
    if ((seen >> field.ordinal & 1) != 0) return corrupt_field(layout, field, "is there twice");
    seen |= std::uint64_t{1} << field.ordinal;

    const FieldLayout known = layout.fields[field.ordinal];
    const unsigned type = field.type & WIRE_FIELD_TYPE;
    if (type != known.type) return corrupt_field(layout, field, "is not of the declared type");
    if (known.ordinal != FieldLayout::kUnknown) {
      Argument& argument = event.args[known.ordinal];
      if (!decode_value(type, rest.substr(0, field.size), argument.value)) {
        return corrupt_field(layout, field, "has a size or an end that its type cannot have");
      }
      argument.marks = field.type & (WIRE_FIELD_TRUNCATED | WIRE_FIELD_USER);
    }
    rest.remove_prefix(field.size);
  }
  if (!rest.empty()) return corrupt("bytes are left after its last field");
  return ok();
}

}  // namespace

bool decode_value(unsigned type, std::string_view bytes, Value& value) {
  switch (type) {
    case WIRE_I32:
      return decode_integer<std::int32_t, std::int64_t>(bytes, value);
    case WIRE_U32:
      return decode_integer<std::uint32_t, std::uint64_t>(bytes, value);
    case WIRE_I64:
      return decode_integer<std::int64_t, std::int64_t>(bytes, value);
    case WIRE_U64:
      return decode_integer<std::uint64_t, std::uint64_t>(bytes, value);
    case WIRE_U16:
      return decode_integer<std::uint16_t, std::uint64_t>(bytes, value);
    case WIRE_U8:
      return decode_integer<std::uint8_t, std::uint64_t>(bytes, value);
    case WIRE_BOOL:
      if (bytes.empty()) return false;
      value = bytes.front() != '\0';
      return true;
    case WIRE_PTR:
      if (bytes.size() < sizeof(std::uint64_t)) return false;
      value = Address{load<std::uint64_t>(bytes)};
      return true;
    case WIRE_STR:
      value = bytes;
      return true;
    case WIRE_STRV:
      if (!bytes.empty() && bytes.back() != '\0') return false;
      value = StringList(bytes);
      return true;
    case WIRE_BYTES:
      return view_if<Bytes>(true, bytes, value);
    case WIRE_SOCKADDR:
      return view_if<SocketAddress>(
          bytes.size() >= sizeof(std::uint16_t) && bytes.size() <= kSocketAddressMax, bytes, value);
    case WIRE_I32X2:
      if (bytes.size() != 2 * sizeof(std::int32_t)) return false;
      value = IntPair{load<std::int32_t>(bytes), load<std::int32_t>(bytes, sizeof(std::int32_t))};
      return true;
    case WIRE_TIMESPEC:
      if (bytes.size() != 2 * sizeof(std::int64_t)) return false;
      value = Timespec{load<std::int64_t>(bytes), load<std::int64_t>(bytes, sizeof(std::int64_t))};
      return true;
    case WIRE_CRED:
      return view_if<Credentials>(bytes.size() == sizeof(wire_cred), bytes, value);
    case WIRE_U64V:
      return view_if<IntList>(bytes.size() % sizeof(std::uint64_t) == 0, bytes, value);
    default:
      return false;
  }
}

Result<Decoded> FrameDecoder::decode(std::string_view frame, Event& event) const {
  if (frame.size() < sizeof(wire_event)) return corrupt("it is shorter than its fixed part");
  const auto fixed = load<wire_event>(frame);
  if (fixed.header.kind != WIRE_KIND_EVENT) return corrupt("it is of another kind");
  if (fixed.header.size != frame.size()) return corrupt("its size is not the one it states");

  const EventLayout* const layout = catalog_->find(fixed.id);
  if (layout == nullptr) return corrupt("the stream's catalog does not have its event id");
  if (layout->spec == nullptr) return Decoded::unknown;

  event.spec = layout->spec;
  event.clear_arguments();
  TRY(decode_fields(frame.substr(sizeof fixed), fixed.header.fields, *layout, event));
  fill_context(fixed, frame, event.context);
  return Decoded::event;
}

void FrameDecoder::fill_context(const wire_event& fixed,
                                std::string_view frame,
                                Context& context) const {
  context.time_ns = fixed.time_ns + boot_time_ns_;
  // 0 is not the moment of boot but unknown.
  context.thread_start_ns = fixed.thread_start_ns == 0 ? 0 : fixed.thread_start_ns + boot_time_ns_;
  context.leader_start_ns = fixed.leader_start_ns;
  context.parent_start_ns = fixed.parent_start_ns;
  context.cgroup_id = fixed.cgroup_id;
  context.seq = fixed.seq;
  context.retval = fixed.retval;
  context.syscall = fixed.syscall;
  context.host_pid = fixed.host_pid;
  context.host_tid = fixed.host_tid;
  context.host_ppid = fixed.host_ppid;
  context.pid = fixed.pid;
  context.tid = fixed.tid;
  context.ppid = fixed.ppid;
  context.uid = static_cast<std::int32_t>(fixed.uid);
  context.mntns = fixed.mntns;
  context.pidns = fixed.pidns;
  context.process_entity = entity_id(fixed.host_pid, fixed.leader_start_ns);
  context.thread_entity =
      fixed.host_tid == fixed.host_pid && fixed.thread_start_ns == fixed.leader_start_ns
          ? context.process_entity
          : entity_id(fixed.host_tid, fixed.thread_start_ns);
  context.parent_entity = entity_id(fixed.host_ppid, fixed.parent_start_ns);
  context.cpu = fixed.cpu;
  context.lane = fixed.lane;
  context.flags = fixed.flags;
  // A newer program may have a provider that this one has no name for.
  context.provider = fixed.provider < WIRE_PROVIDER_COUNT
                         ? static_cast<ProviderKind>(fixed.provider)
                         : ProviderKind::none;
  context.comm = up_to_nul(frame.substr(offsetof(wire_event, comm), WIRE_COMM_SIZE));
  context.uts = up_to_nul(frame.substr(offsetof(wire_event, uts), WIRE_UTS_SIZE));
  context.executable = {};
  context.container_id = {};
}

}  // namespace trace
