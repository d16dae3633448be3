// SPDX-License-Identifier: Apache-2.0
#include "common/codec/frame/decode.h"

#include <array>
#include <cstring>

#include "common/codec/frame/catalog_frame.h"
#include "common/event/entity.h"

namespace trace {
namespace {

constexpr std::size_t kSockaddrMin = sizeof(std::uint16_t);
constexpr std::size_t kSockaddrMax = 128;  // sizeof(struct sockaddr_storage)

Error corrupt(std::string what) {
  return Error{Code::corrupt, std::move(what)};
}

// REQUIRES: bytes.size() >= sizeof(T).
template <class T>
T low_bytes(std::string_view bytes) {
  T value;
  std::memcpy(&value, bytes.data(), sizeof(T));
  return value;
}

// Bytes that a field of the type has at least; 0 for those of any size.
constexpr std::size_t least_size(wire_type type) {
  switch (type) {
    case WIRE_I32:
    case WIRE_U32:
      return 4;
    case WIRE_I64:
    case WIRE_U64:
    case WIRE_PTR:
      return 8;
    case WIRE_U16:
      return 2;
    case WIRE_U8:
    case WIRE_BOOL:
      return 1;
    case WIRE_I32X2:
      return 8;
    case WIRE_TIMESPEC:
      return 16;
    case WIRE_CRED:
      return sizeof(wire_cred);
    case WIRE_SOCKADDR:
      return kSockaddrMin;
    case WIRE_STR:
    case WIRE_STRV:
    case WIRE_BYTES:
    case WIRE_U64V:
      return 0;
  }
  return 0;
}

bool is_sound(wire_type type, std::string_view bytes) {
  if (bytes.size() < least_size(type)) return false;
  switch (type) {
    case WIRE_STRV:
      return bytes.empty() || bytes.back() == '\0';
    case WIRE_SOCKADDR:
      return bytes.size() <= kSockaddrMax;
    case WIRE_U64V:
      return bytes.size() % sizeof(std::uint64_t) == 0;
    default:
      return true;
  }
}

// REQUIRES: is_sound(type, bytes).
Value value_of(wire_type type, std::string_view bytes) {
  switch (type) {
    case WIRE_I32:
      return std::int64_t{low_bytes<std::int32_t>(bytes)};
    case WIRE_U32:
      return std::uint64_t{low_bytes<std::uint32_t>(bytes)};
    case WIRE_I64:
      return low_bytes<std::int64_t>(bytes);
    case WIRE_U64:
      return low_bytes<std::uint64_t>(bytes);
    case WIRE_U16:
      return std::uint64_t{low_bytes<std::uint16_t>(bytes)};
    case WIRE_U8:
      return std::uint64_t{low_bytes<std::uint8_t>(bytes)};
    case WIRE_BOOL:
      return low_bytes<std::uint8_t>(bytes) != 0;
    case WIRE_PTR:
      return Address{low_bytes<std::uint64_t>(bytes)};
    case WIRE_STR:
      return bytes;
    case WIRE_STRV:
      return StringList(bytes);
    case WIRE_BYTES:
      return Bytes{bytes};
    case WIRE_SOCKADDR:
      return SocketAddress{bytes};
    case WIRE_I32X2:
      return IntPair{low_bytes<std::int32_t>(bytes), low_bytes<std::int32_t>(bytes.substr(4))};
    case WIRE_TIMESPEC:
      return Timespec{low_bytes<std::int64_t>(bytes), low_bytes<std::int64_t>(bytes.substr(8))};
    case WIRE_CRED:
      return Credentials{bytes.substr(0, sizeof(wire_cred))};
    case WIRE_U64V:
      return IntList{bytes};
  }
  return std::monostate{};
}

// A name of the kernel: NUL-padded, but a damaged one may lack the NUL.
template <std::size_t n>
std::string_view padded(const char (&text)[n], std::string_view frame, std::size_t offset) {
  return frame.substr(offset, strnlen(text, n));
}

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

void fill_context(const wire_event& head, std::string_view frame, std::uint64_t boot_time_ns, Context& context) {
  context.time_ns = head.time_ns + boot_time_ns;
  context.thread_start_ns = head.thread_start_ns + boot_time_ns;
  context.leader_start_ns = head.leader_start_ns;
  context.parent_start_ns = head.parent_start_ns;
  context.cgroup_id = head.cgroup_id;
  context.seq = head.seq;
  context.retval = head.retval;
  context.syscall = head.syscall;
  context.host_pid = head.host_pid;
  context.host_tid = head.host_tid;
  context.host_ppid = head.host_ppid;
  context.pid = head.pid;
  context.tid = head.tid;
  context.ppid = head.ppid;
  context.uid = head.uid;
  context.mntns = head.mntns;
  context.pidns = head.pidns;
  context.thread_entity = cached_entity(head.host_tid, head.thread_start_ns);
  context.process_entity = cached_entity(head.host_pid, head.leader_start_ns);
  context.parent_entity = cached_entity(head.host_ppid, head.parent_start_ns);
  context.cpu = head.cpu;
  context.lane = head.lane;
  context.flags = head.flags;
  context.provider =
      head.provider < WIRE_PROVIDER_COUNT ? static_cast<ProviderKind>(head.provider) : ProviderKind::none;
  context.comm = padded(head.comm, frame, offsetof(wire_event, comm));
  context.uts = padded(head.uts, frame, offsetof(wire_event, uts));
  context.executable = {};
  context.container_id = {};
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
  TRY_ASSIGN(const std::vector<StreamEvent> stream_events, parse_catalog_frame(frame));
  for (const StreamEvent& theirs : stream_events) {
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
  if (frame.size() < sizeof(head)) return corrupt("the frame is shorter than an event");
  std::memcpy(&head, frame.data(), sizeof(head));
  if (head.header.size != frame.size()) return corrupt("the frame's size is not what it says");
  if (head.header.kind != WIRE_KIND_EVENT) return corrupt("the frame is not an event");
  const Foreign* foreign = all_same_ ? nullptr : foreign_of(head.id);
  if (foreign != nullptr && foreign->same) foreign = nullptr;
  event.spec = foreign == nullptr ? find_event(head.id) : foreign->spec;
  if (event.spec == nullptr) return Error{Code::not_found, "unknown event " + std::to_string(head.id)};
  event.clear_arguments();
  TRY(decode_fields(frame.substr(sizeof(head)), head.header.fields, foreign, event));
  fill_context(head, frame, boot_time_ns_, event.context);
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
  if (!bytes.empty()) return corrupt("the frame has bytes behind its fields");
  return ok();
}

}  // namespace trace
