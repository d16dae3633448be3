// SPDX-License-Identifier: Apache-2.0
#include "common/codec/frame/encode.h"

#include <algorithm>
#include <cstring>

#include "common/codec/encoder.h"
#include "common/codec/frame/catalog_frame.h"
#include "common/codec/frame/dictionary.h"
#include "common/codec/frame/sync_frame.h"

namespace trace {
namespace {

template <class T>
void append(std::string& out, const T& value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof(value));
}

// Appends a number in as many bytes as its type has.
void append_number(std::string& out, wire_type type, std::uint64_t value) {
  std::size_t size = sizeof(value);
  if (type == WIRE_I32 || type == WIRE_U32) size = 4;
  if (type == WIRE_U16) size = 2;
  if (type == WIRE_U8 || type == WIRE_BOOL) size = 1;
  out.append(reinterpret_cast<const char*>(&value), size);
}

struct AppendValue {
  std::string& out;
  wire_type type;

  void operator()(std::monostate) const {}
  void operator()(bool value) const { append_number(out, type, value ? 1 : 0); }
  void operator()(std::int64_t value) const { append_number(out, type, static_cast<std::uint64_t>(value)); }
  void operator()(std::uint64_t value) const { append_number(out, type, value); }
  void operator()(double) const {}
  void operator()(Address value) const { append(out, value.value); }
  void operator()(std::string_view value) const { out.append(value); }
  void operator()(StringList value) const { out.append(value.bytes()); }
  void operator()(Bytes value) const { out.append(value.data); }
  void operator()(SocketAddress value) const { out.append(value.raw); }
  void operator()(Credentials value) const { out.append(value.raw); }
  void operator()(Timespec value) const {
    append(out, value.seconds);
    append(out, value.nanoseconds);
  }
  void operator()(IntPair value) const {
    append(out, value.first);
    append(out, value.second);
  }
  void operator()(IntList value) const { out.append(value.raw); }
  void operator()(Json) const {}
};

// Whether the frame has a place for such a value of such a field.
bool has_place(const Value& value) {
  return !is_absent(value) && !std::holds_alternative<double>(value) && !std::holds_alternative<Json>(value);
}

void copy_padded(char* to, std::size_t size, std::string_view from) {
  if (!from.empty()) std::memcpy(to, from.data(), std::min(size, from.size()));  // an empty one may be a null pointer
}

wire_event head_of(const Event& event, std::uint64_t boot_time_ns) {
  const Context& context = event.context;
  wire_event head{};
  head.header.kind = WIRE_KIND_EVENT;
  head.id = event.spec->id;
  head.syscall = context.syscall;
  head.time_ns = context.time_ns - boot_time_ns;
  head.retval = context.retval;
  head.thread_start_ns = context.thread_start_ns - boot_time_ns;
  head.leader_start_ns = context.leader_start_ns;
  head.parent_start_ns = context.parent_start_ns;
  head.cgroup_id = context.cgroup_id;
  head.seq = context.seq;
  head.host_pid = context.host_pid;
  head.host_tid = context.host_tid;
  head.host_ppid = context.host_ppid;
  head.pid = context.pid;
  head.tid = context.tid;
  head.ppid = context.ppid;
  head.uid = context.uid;
  head.mntns = context.mntns;
  head.pidns = context.pidns;
  head.cpu = context.cpu;
  head.lane = context.lane;
  head.flags = context.flags;
  head.provider = static_cast<std::uint8_t>(context.provider);
  copy_padded(head.comm, sizeof(head.comm), context.comm);
  copy_padded(head.uts, sizeof(head.uts), context.uts);
  return head;
}

class FrameEncoder final : public Encoder {
 public:
  bool reads_arguments() const override { return false; }

  void begin(const StreamInfo& info, std::string& out) override {
    boot_time_ns_ = info.boot_time_ns;
    const std::string catalog = make_catalog_frame();
    wire_stream stream{};
    stream.header = {sizeof(stream), WIRE_KIND_STREAM, 0};
    stream.magic = WIRE_MAGIC;
    stream.version = WIRE_VERSION;
    stream.cpus = info.cpus;
    stream.boot_time_ns = info.boot_time_ns;
    stream.catalog_digest = digest(catalog);
    copy_padded(stream.host, sizeof(stream.host), info.host);
    copy_padded(stream.kernel, sizeof(stream.kernel), info.kernel);
    std::copy(info.mark.begin(), info.mark.end(), stream.mark);
    sync_ = sync_frame(stream);
    append(out, stream);
    out.append(catalog);
  }

  void event(const Event& event, std::string_view frame, std::string& out) override {
    const std::size_t begin = out.size();
    dictionary_.tell(event.context, out);
    newest_ns_ = std::max(newest_ns_, event.context.time_ns - boot_time_ns_);
    if (frame.empty()) {
      encode_frame(event, boot_time_ns_, out);
    } else {
      out.append(frame);
    }
    since_sync_ += out.size() - begin;
    if (since_sync_ >= WIRE_SYNC_BYTES) sync(out);
  }

  void loss(const wire_loss& loss, std::string& out) override {
    newest_ns_ = std::max<std::uint64_t>(newest_ns_, loss.last_time_ns);
    append(out, loss);
  }

  void totals(std::span<const wire_total> totals, bool final, std::string& out) override {
    if (!final && since_sync_ > 0) sync(out);
    wire_totals head{};
    head.header.size = static_cast<wire_u32>(sizeof(head) + totals.size_bytes());
    head.header.kind = final ? WIRE_KIND_END : WIRE_KIND_CHECKPOINT;
    head.header.fields = static_cast<wire_u16>(totals.size());
    head.time_ns = newest_ns_;
    append(out, head);
    out.append(reinterpret_cast<const char*>(totals.data()), totals.size_bytes());
  }

 private:
  void sync(std::string& out) {
    if (!sync_) return;
    append(out, *sync_);
    since_sync_ = 0;
    dictionary_.forget();
  }

  Dictionary dictionary_;
  std::optional<wire_sync> sync_;
  std::size_t since_sync_ = 0;  // bytes of events
  std::uint64_t boot_time_ns_ = 0;
  std::uint64_t newest_ns_ = 0;  // of the events and losses so far, since boot
};

}  // namespace

void encode_frame(const Event& event, std::uint64_t boot_time_ns, std::string& out) {
  const std::size_t begin = out.size();
  wire_event head = head_of(event, boot_time_ns);
  append(out, head);
  std::uint8_t ordinal = 0;
  for (const Argument& argument : event.arguments()) {
    const wire_type type = event.spec->fields[ordinal].type;
    if (has_place(argument.value)) {
      const std::size_t at = out.size();
      wire_field field{ordinal, static_cast<wire_u8>(type | argument.marks), 0};
      append(out, field);
      std::visit(AppendValue{out, type}, argument.value);
      field.size = static_cast<wire_u16>(out.size() - at - sizeof(field));
      std::memcpy(out.data() + at, &field, sizeof(field));
      ++head.header.fields;
    }
    ++ordinal;
  }
  head.header.size = static_cast<wire_u32>(out.size() - begin);
  std::memcpy(out.data() + begin, &head.header, sizeof(head.header));
}

std::unique_ptr<Encoder> make_frame_encoder() {
  return std::make_unique<FrameEncoder>();
}

}  // namespace trace
