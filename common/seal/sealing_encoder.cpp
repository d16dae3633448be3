// SPDX-License-Identifier: Apache-2.0
#include "common/seal/sealing_encoder.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "common/artifact/sha256.h"
#include "common/seal/compressor.h"
#include "common/seal/sealer.h"

namespace trace {
namespace {

constexpr std::size_t kPieceBytes =
    32 << 10;  // compressed at once: a call for each event would cost more than the event

class SealingEncoder final : public Encoder {
 public:
  SealingEncoder(std::unique_ptr<Encoder> plain, SealsTold told) : plain_(std::move(plain)), told_(std::move(told)) {}

  bool reads_arguments() const override { return plain_->reads_arguments(); }

  void begin(const StreamInfo& info, std::string& out) override {
    // A later file does not begin before the one before it ended.
    const std::uint64_t begin_ns = std::max(info.begin_ns, now().boot_ns);
    boot_time_ns_ = info.boot_time_ns;
    time_ns_ = begin_ns + boot_time_ns_;
    wire_u8 mark[WIRE_MARK_SIZE];
    std::copy(info.mark.begin(), info.mark.end(), std::begin(mark));
    // Not before: what was forked until now does not know the key.
    if (told_.key && sealer_.key() == nullptr) sealer_.sign_by(Signer());
    if (told_.key) told_.key(info.file, *sealer_.key());
    part_begin_ns_ = 0;
    tell(sealer_.open(mark, info.file, now(), out));
    plain_->begin(info, pending_);
  }

  void event(const Event& event, std::string_view frame, std::string& out) override {
    plain_->event(event, frame, pending_);
    if ((event.context.flags & WIRE_FLAG_STATE) == 0) sealer_.note(event);
    time_ns_ = std::max(time_ns_, event.context.time_ns);
    grow(out);
  }

  void loss(const wire_loss& loss, std::string& out) override {
    plain_->loss(loss, pending_);
    sealer_.note_lost(loss.count);
    grow(out);
  }

  void clock(const wire_clock& clock, std::string& out) override {
    plain_->clock(clock, pending_);
    boot_time_ns_ = clock.boot_time_ns;
    time_ns_ = clock.time_ns + clock.boot_time_ns;
    grow(out);
  }

  void artifact(const wire_artifact& artifact, std::string_view piece, std::string& out) override {
    plain_->artifact(artifact, piece, pending_);
    grow(out);
  }

  void totals(std::span<const wire_total> totals, bool final, std::uint64_t time_ns, std::string& out) override {
    if (told_.again) told_.again();
    plain_->totals(totals, final, time_ns, pending_);
    take_time(time_ns);
    compress(out);
    if (part_begin_ns_ == 0) part_begin_ns_ = time_ns;
    if (final || time_ns - part_begin_ns_ >= kPartNs) {
      end_part(final ? WIRE_SEAL_CLOSES : 0, out);
      part_begin_ns_ = time_ns;
    } else {
      emit(out, [&] { compressor_.flush(out); });
    }
  }

  void end_file(std::span<const wire_total> totals, std::uint64_t time_ns, std::string& out) override {
    plain_->end_file(totals, time_ns, pending_);
    take_time(time_ns);
    end_part(WIRE_SEAL_CLOSES | WIRE_SEAL_GOES_ON, out);
  }

  bool tells_state() const override { return plain_->tells_state(); }

 private:
  void grow(std::string& out) {
    if (pending_.size() >= kPieceBytes) compress(out);
    if (plain_bytes_ + pending_.size() >= kPartBytes && plain_->is_between_blocks()) end_part(0, out);
  }

  void take_time(std::uint64_t boot_ns) { time_ns_ = std::max(time_ns_, boot_ns + boot_time_ns_); }

  // What is appended to `out` by `append` belongs to the part.
  template <class Append>
  void emit(std::string& out, Append&& append) {
    const std::size_t begin = out.size();
    append();
    sealer_.add(std::string_view(out).substr(begin));
  }

  void compress(std::string& out) {
    emit(out, [&] { compressor_.add(pending_, out); });
    plain_bytes_ += pending_.size();
    pending_.clear();
  }

  void end_part(unsigned flags, std::string& out) {
    compress(out);
    emit(out, [&] { compressor_.end(out); });
    tell(sealer_.seal(std::exchange(plain_bytes_, 0), now(), flags, out));
  }

  void tell(const wire_seal& seal) {
    const bool is_told = (seal.flags & (WIRE_SEAL_OPENS | WIRE_SEAL_CLOSES)) != 0 || ends_epoch(seal);
    if (told_.anchor && is_told) told_.anchor(anchor_of(seal));
  }

  SealTime now() const { return {time_ns_, time_ns_ - boot_time_ns_}; }

  std::unique_ptr<Encoder> plain_;
  SealsTold told_;
  Compressor compressor_;
  Sealer sealer_;
  std::string pending_;            // not yet given to the compressor
  std::uint64_t plain_bytes_ = 0;  // given to it, of this part
  std::uint64_t boot_time_ns_ = 0;
  std::uint64_t time_ns_ = 0;        // since the epoch, of the last thing written
  std::uint64_t part_begin_ns_ = 0;  // since boot; 0: not known yet
};

}  // namespace

std::unique_ptr<Encoder> make_sealing_encoder(std::unique_ptr<Encoder> plain, SealsTold told) {
  prepare_sha256();
  return std::make_unique<SealingEncoder>(std::move(plain), std::move(told));
}

}  // namespace trace
