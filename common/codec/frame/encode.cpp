// SPDX-License-Identifier: Apache-2.0
#include "common/codec/frame/encode.h"

#include <algorithm>
#include <cstring>

#include "common/codec/encoder.h"
#include "common/codec/frame/catalog_frame.h"
#include "common/codec/frame/dictionary.h"
#include "common/codec/frame/head.h"
#include "common/codec/frame/sync_frame.h"
#include "common/event/field_bytes.h"

namespace trace {
namespace {

void copy_padded(char* to, std::size_t size, std::string_view from) {
  if (!from.empty()) std::memcpy(to, from.data(), std::min(size, from.size()));  // an empty one may be a null pointer
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
    append_bytes(stream, out);
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
    append_bytes(loss, out);
  }

  void totals(std::span<const wire_total> totals, bool final, std::string& out) override {
    if (!final && since_sync_ > 0) sync(out);
    wire_totals head{};
    head.header.size = static_cast<wire_u32>(sizeof(head) + totals.size_bytes());
    head.header.kind = final ? WIRE_KIND_END : WIRE_KIND_CHECKPOINT;
    head.header.fields = static_cast<wire_u16>(totals.size());
    head.time_ns = newest_ns_;
    append_bytes(head, out);
    out.append(reinterpret_cast<const char*>(totals.data()), totals.size_bytes());
  }

 private:
  void sync(std::string& out) {
    if (!sync_) return;
    append_bytes(*sync_, out);
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
  wire_event head = make_head(event, boot_time_ns);
  append_bytes(head, out);
  std::uint8_t ordinal = 0;
  for (const Argument& argument : event.arguments()) {
    const wire_type type = event.spec->fields[ordinal].type;
    if (!is_absent(argument.value)) {
      const std::size_t at = out.size();
      append_bytes(wire_field{ordinal, static_cast<wire_u8>(type | argument.marks), 0}, out);
      append_value(type, argument.value, out);
      const std::size_t size = out.size() - at - sizeof(wire_field);
      put_bytes(static_cast<wire_u16>(size), out, at + offsetof(wire_field, size));
      ++head.header.fields;
    }
    ++ordinal;
  }
  head.header.size = static_cast<wire_u32>(out.size() - begin);
  put_bytes(head.header, out, begin);
}

std::unique_ptr<Encoder> make_frame_encoder() {
  return std::make_unique<FrameEncoder>();
}

}  // namespace trace
