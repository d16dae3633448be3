// SPDX-License-Identifier: Apache-2.0
#include "common/codec/frame_encode.h"

#include <algorithm>
#include <limits>

#include "common/codec/encoder.h"
#include "common/codec/stream_catalog.h"
#include "common/codec/wire_bytes.h"

namespace trace {
namespace {

template <std::size_t size>
void copy_name(std::string_view name, std::size_t longest, char (&out)[size]) {
  std::copy_n(name.data(), std::min(name.size(), longest), out);
}

// Appends a number as the declared type has it.
bool append_number_bytes(wire_type type, std::uint64_t number, std::string& out) {
  switch (type) {
    case WIRE_I32:
    case WIRE_U32:
      append_bytes(static_cast<std::uint32_t>(number), out);
      return true;
    case WIRE_I64:
    case WIRE_U64:
    case WIRE_PTR:
      append_bytes(number, out);
      return true;
    case WIRE_U16:
      append_bytes(static_cast<std::uint16_t>(number), out);
      return true;
    case WIRE_U8:
    case WIRE_BOOL:
      append_bytes(static_cast<std::uint8_t>(number), out);
      return true;
    default:
      return false;
  }
}

bool append_text_if(bool right_type, std::string_view bytes, std::string& out) {
  if (right_type) out += bytes;
  return right_type;
}

bool append_value_bytes(wire_type type, const Value& value, std::string& out) {
  return std::visit(
      Overloaded{
          [&](std::monostate) { return false; },
          [&](bool claim) { return append_number_bytes(type, claim ? 1 : 0, out); },
          [&](std::int64_t number) {
            return append_number_bytes(type, static_cast<std::uint64_t>(number), out);
          },
          [&](std::uint64_t number) { return append_number_bytes(type, number, out); },
          [&](double) { return false; },
          [&](Address address) { return append_number_bytes(type, address.value, out); },
          [&](std::string_view text) { return append_text_if(type == WIRE_STR, text, out); },
          [&](const StringList& list) {
            return append_text_if(type == WIRE_STRV, list.bytes(), out);
          },
          [&](const Bytes& bytes) { return append_text_if(type == WIRE_BYTES, bytes.data, out); },
          [&](const SocketAddress& address) {
            return append_text_if(type == WIRE_SOCKADDR, address.raw, out);
          },
          [&](const Credentials& credentials) {
            return append_text_if(type == WIRE_CRED, credentials.raw, out);
          },
          [&](const Timespec& time) {
            append_bytes(time.seconds, out);
            append_bytes(time.nanoseconds, out);
            return type == WIRE_TIMESPEC;
          },
          [&](const IntPair& pair) {
            append_bytes(pair.first, out);
            append_bytes(pair.second, out);
            return type == WIRE_I32X2;
          },
          [&](const IntList& list) { return append_text_if(type == WIRE_U64V, list.raw, out); },
          [&](const Json&) { return false; },
      },
      value);
}

bool append_field(std::size_t ordinal,
                  const FieldSpec& spec,
                  const Argument& arg,
                  std::string& out) {
  const std::size_t start = out.size();
  append_bytes(wire_field{}, out);
  if (!append_value_bytes(spec.type, arg.value, out)) return false;
  const std::size_t size = out.size() - start - sizeof(wire_field);
  if (size > std::numeric_limits<wire_u16>::max()) return false;
  store(wire_field{static_cast<wire_u8>(ordinal), static_cast<wire_u8>(spec.type | arg.marks),
                   static_cast<wire_u16>(size)},
        start, out);
  return true;
}

wire_event fixed_part(const Event& event, std::uint64_t boot_time_ns) {
  const Context& context = event.context;
  wire_event fixed{};
  fixed.header.kind = WIRE_KIND_EVENT;
  fixed.id = event.spec->id;
  fixed.syscall = context.syscall;
  fixed.time_ns = context.time_ns - boot_time_ns;
  fixed.retval = context.retval;
  fixed.thread_start_ns = context.thread_start_ns == 0 ? 0 : context.thread_start_ns - boot_time_ns;
  fixed.leader_start_ns = context.leader_start_ns;
  fixed.parent_start_ns = context.parent_start_ns;
  fixed.cgroup_id = context.cgroup_id;
  fixed.seq = context.seq;
  fixed.host_pid = context.host_pid;
  fixed.host_tid = context.host_tid;
  fixed.host_ppid = context.host_ppid;
  fixed.pid = context.pid;
  fixed.tid = context.tid;
  fixed.ppid = context.ppid;
  fixed.uid = static_cast<wire_u32>(context.uid);
  fixed.mntns = context.mntns;
  fixed.pidns = context.pidns;
  fixed.cpu = context.cpu;
  fixed.lane = context.lane;
  fixed.flags = context.flags;
  fixed.provider = static_cast<wire_u8>(context.provider);
  copy_name(context.comm, WIRE_COMM_SIZE - 1, fixed.comm);  // the kernel's always ends in a NUL
  copy_name(context.uts, WIRE_UTS_SIZE, fixed.uts);
  return fixed;
}

class FrameEncoder final : public Encoder {
 public:
  void begin(const StreamInfo& info, std::string& out) override {
    boot_time_ns_ = info.boot_time_ns;
    wire_stream stream{};
    stream.header = {sizeof stream, WIRE_KIND_STREAM, 0};
    stream.magic = WIRE_MAGIC;
    stream.version = WIRE_VERSION;
    stream.cpus = info.cpus;
    stream.boot_time_ns = info.boot_time_ns;
    stream.catalog_digest = catalog_digest();
    copy_name(info.host, sizeof stream.host - 1, stream.host);
    copy_name(info.kernel, sizeof stream.kernel - 1, stream.kernel);
    append_bytes(stream, out);
    out += catalog_frame();
  }

  void event(const Event& event, std::string_view frame, std::string& out) override {
    if (!frame.empty()) {
      out += frame;
      return;
    }
    // What does not fit into a frame is lost here, and is said to be.
    if (append_event_frame(event, boot_time_ns_, out)) return;
    wire_loss lost{};
    lost.id = event.spec->id;
    lost.cpu = event.context.cpu;
    lost.lane = event.context.lane;
    lost.count = 1;
    lost.first_time_ns = lost.last_time_ns = event.context.time_ns - boot_time_ns_;
    lost.first_seq = lost.last_seq = event.context.seq;
    loss(lost, out);
  }

  void loss(const wire_loss& loss, std::string& out) override {
    wire_loss frame = loss;
    frame.header = {sizeof frame, WIRE_KIND_LOSS, 0};
    append_bytes(frame, out);
  }

  void totals(std::span<const wire_total> totals, bool final, std::string& out) override {
    wire_totals frame{};
    frame.header = {static_cast<wire_u32>(sizeof frame + totals.size_bytes()),
                    static_cast<wire_u16>(final ? WIRE_KIND_END : WIRE_KIND_CHECKPOINT),
                    static_cast<wire_u16>(totals.size())};
    append_bytes(frame, out);
    out.append(reinterpret_cast<const char*>(totals.data()), totals.size_bytes());
  }

 private:
  std::uint64_t boot_time_ns_ = 0;
};

}  // namespace

Status append_event_frame(const Event& event, std::uint64_t boot_time_ns, std::string& out) {
  const std::size_t start = out.size();
  wire_event fixed = fixed_part(event, boot_time_ns);
  append_bytes(fixed, out);
  for (std::size_t i = 0; i < event.spec->fields.size(); ++i) {
    if (is_absent(event.args[i].value)) continue;
    if (!append_field(i, event.spec->fields[i], event.args[i], out)) {
      out.resize(start);
      return Error{Code::invalid, "writing a frame of " + std::string(event.spec->name) +
                                      ": argument \"" + std::string(event.spec->fields[i].name) +
                                      "\" is too long or of another type"};
    }
    ++fixed.header.fields;
  }
  const std::size_t size = out.size() - start;
  if (size > WIRE_FRAME_MAX) {
    out.resize(start);
    return Error{Code::invalid, "writing a frame of " + std::string(event.spec->name) +
                                    ": it would have " + std::to_string(size) + " bytes"};
  }
  fixed.header.size = static_cast<wire_u32>(size);
  store(fixed, start, out);
  return ok();
}

std::unique_ptr<Encoder> make_frame_encoder() {
  return std::make_unique<FrameEncoder>();
}

}  // namespace trace
