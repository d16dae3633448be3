// SPDX-License-Identifier: Apache-2.0
// A stream of frames: the head, then blocks of events and of what is said between them. Each block is summed up as it is
// written, a frame at a time, and ended by a SYNC frame; none waits for its end, so that a live reader has every frame at once.
#include <algorithm>
#include <optional>

#include "common/base/bytes.h"
#include "common/codec/encoder.h"
#include "common/codec/frame/block.h"
#include "common/codec/frame/catalog_frame.h"
#include "common/codec/frame/dictionary.h"
#include "common/codec/frame/encode.h"

namespace trace {
namespace {

template <std::size_t N>
void copy_padded(char (&to)[N], std::string_view from) {
  std::copy_n(from.begin(), std::min(N, from.size()), to);
}

wire_stream stream_frame(const StreamInfo& info, std::uint64_t catalog_digest, wire_u32 flags) {
  wire_stream stream{};
  stream.header = {sizeof(stream), WIRE_KIND_STREAM, 0};
  stream.magic = WIRE_MAGIC;
  stream.version = WIRE_VERSION;
  stream.cpus = info.cpus;
  if (info.is_extract) flags |= WIRE_STREAM_EXTRACT;
  stream.flags = flags | static_cast<wire_u32>(info.architecture) << WIRE_STREAM_ARCHITECTURE_AT;
  stream.file = info.file;
  stream.boot_time_ns = info.boot_time_ns;
  stream.catalog_digest = catalog_digest;
  copy_padded(stream.host, info.host);
  copy_padded(stream.kernel, info.kernel);
  std::copy(info.mark.begin(), info.mark.end(), stream.mark);
  stream.crc = checksum(stream);
  return stream;
}

class FrameEncoder final : public Encoder {
 public:
  bool reads_arguments() const override { return false; }

  void begin(const StreamInfo& info, std::string& out) override {
    boot_time_ns_ = info.boot_time_ns;
    catalog_ = make_catalog_frame();
    const std::uint64_t catalog_digest = digest(catalog_);
    const wire_stream first = stream_frame(info, catalog_digest, 0);
    again_ = stream_frame(info, catalog_digest, WIRE_STREAM_AGAIN);
    block_ = Block(first);
    number_ = 0;
    since_head_ = 0;
    clock_.reset();
    append(bytes_of(first), out);
    append(catalog_, out);
    append(bytes_of(again_), out);  // whoever finds the first one damaged goes on with this one
    end_block(out);
  }

  void event(const Event& event, std::string_view frame, std::string& out) override {
    begin_block(out);
    const std::size_t begin = out.size();
    dictionary_.tell(event.context, out);
    if (frame.empty()) {
      encode_frame(event, boot_time_ns_, out);
    } else {
      out.append(frame);
    }
    added(begin, out);
    if (block_.size() >= WIRE_BLOCK_BYTES) end_block(out);
  }

  void loss(const wire_loss& loss, std::string& out) override {
    begin_block(out);
    append(bytes_of(loss), out);
  }

  void clock(const wire_clock& clock, std::string& out) override {
    boot_time_ns_ = clock.boot_time_ns;
    clock_ = clock;
    if (block_.size() != 0) append(bytes_of(clock), out);
    begin_block(out);
  }

  void artifact(const wire_artifact& artifact, std::string_view piece, std::string& out) override {
    begin_block(out);
    wire_artifact head = artifact;
    head.header = {static_cast<wire_u32>(sizeof(head) + piece.size()), WIRE_KIND_ARTIFACT, 0};
    append(bytes_of(head), out);
    append(piece, out);
    if (block_.size() >= WIRE_BLOCK_BYTES) end_block(out);
  }

  void totals(std::span<const wire_total> totals, bool final, std::uint64_t time_ns, std::string& out) override {
    append_totals(final ? WIRE_KIND_END : WIRE_KIND_CHECKPOINT, totals, time_ns, out);
  }

  void end_file(std::span<const wire_total> totals, std::uint64_t time_ns, std::string& out) override {
    append_totals(WIRE_KIND_FILE_END, totals, time_ns, out);
  }

  bool tells_state() const override { return true; }
  bool is_between_blocks() const override { return block_.size() == 0; }

 private:
  void append_totals(wire_kind kind, std::span<const wire_total> totals, std::uint64_t time_ns, std::string& out) {
    const std::size_t begin = out.size();
    wire_totals head{};
    head.header.size = static_cast<wire_u32>(sizeof(head) + totals.size_bytes());
    head.header.kind = static_cast<wire_u16>(kind);
    head.header.fields = static_cast<wire_u16>(totals.size());
    head.time_ns = time_ns;
    out.append(bytes_of(head));
    out.append(reinterpret_cast<const char*>(totals.data()), totals.size_bytes());
    added(begin, out);
    end_block(out);
  }

  void append(std::string_view bytes, std::string& out) {
    block_.add(bytes);
    out.append(bytes);
  }
  // What was appended to `out` since it had the size `begin` is in the block.
  void added(std::size_t begin, const std::string& out) { block_.add(std::string_view(out).substr(begin)); }

  // Says what holds for a block only, if this is its first frame.
  void begin_block(std::string& out) {
    if (clock_ && block_.size() == 0) append(bytes_of(*clock_), out);
  }

  void end_block(std::string& out) {
    since_head_ += block_.size();
    const wire_sync sync = block_.end(number_++);
    out.append(bytes_of(sync));
    block_.clear();
    dictionary_.forget();
    if (since_head_ >= WIRE_HEAD_AGAIN_BYTES) head_again(out);
  }

  // Without a mark nobody could tell it from the head of another stream.
  void head_again(std::string& out) {
    since_head_ = 0;
    if (block_.signature().empty()) return;
    append(bytes_of(again_), out);
    append(catalog_, out);
    end_block(out);
  }

  Dictionary dictionary_;
  std::string catalog_;
  wire_stream again_{};
  std::optional<wire_clock> clock_;  // the last one
  Block block_;
  std::uint64_t number_ = 0;      // of the block
  std::uint64_t since_head_ = 0;  // bytes of blocks
  std::uint64_t boot_time_ns_ = 0;
};

}  // namespace

std::unique_ptr<Encoder> make_frame_encoder(const EncoderOptions& /*options*/) {
  return std::make_unique<FrameEncoder>();
}

}  // namespace trace
