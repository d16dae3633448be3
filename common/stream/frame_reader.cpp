// SPDX-License-Identifier: Apache-2.0
// Reads frames, and goes on behind damage.
//
// A frame is believed if its size is possible for its kind and, for events, if every field in it is
// sound. When one is not, it is reported as malformed and skipped: by its size, if something that
// looks like a frame follows it there; otherwise by searching on for the next frame that is sound
// throughout. Bytes at the end that are no whole frame are where the stream was cut.
//
// tests/corruption/frames_test.cpp cuts, flips and lengthens every byte of a stream.
#include "common/stream/frame_reader.h"

#include <cstddef>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "common/codec/frame_decode.h"
#include "common/codec/wire_bytes.h"

namespace trace {
namespace {

constexpr std::size_t kOtherFrameMax = std::size_t{16} << 20;
constexpr unsigned kKindMax = 63;  // that a newer program may come to use

bool is_plausible(const wire_header& header) {
  switch (header.kind) {
    case WIRE_KIND_STREAM:
      return header.size == sizeof(wire_stream);
    case WIRE_KIND_EVENT:
      return header.size >= sizeof(wire_event) && header.size <= WIRE_FRAME_MAX;
    case WIRE_KIND_LOSS:
      return header.size == sizeof(wire_loss);
    case WIRE_KIND_CHECKPOINT:
    case WIRE_KIND_END:
      return header.size == sizeof(wire_totals) + header.fields * sizeof(wire_total);
    default:
      return header.kind > 0 && header.kind <= kKindMax && header.size >= sizeof header &&
             header.size <= kOtherFrameMax;
  }
}

class FrameReader final : public EventReader {
 public:
  explicit FrameReader(Window window) : window_(std::move(window)) {}

  Item next() override {
    window_.drop(std::exchange(used_, 0));
    while (true) {
      if (std::exchange(lost_, false) && !find_sound_frame()) return at_end_or_failed();
      if (!have(sizeof(wire_header))) return at_end_or_failed();
      const wire_header header = header_here();
      if (!is_plausible(header)) return malformed_here("no frame begins here", 1);
      if (!have(header.size)) return cut_off();
      if (const auto item = read_frame(header)) return *item;
      window_.drop(std::exchange(used_, 0));
    }
  }

  const Event& event() const override { return event_; }
  const wire_loss& loss() const override { return loss_; }
  std::span<const wire_total> totals() const override { return totals_; }
  bool totals_are_final() const override { return totals_are_final_; }
  std::string_view unknown_name() const override { return unknown_name_; }
  const Malformed& malformed() const override { return malformed_; }
  const Error& failure() const override { return failure_; }
  bool complete() const override { return complete_; }

 private:
  // Whether that many bytes are there, after reading more if need be.
  bool have(std::size_t size) {
    while (window_.bytes().size() < size) {
      auto more = window_.fill();
      if (!more) {
        failure_ = std::move(more).error();
        failed_ = true;
        return false;
      }
      if (!*more) return false;
    }
    return true;
  }

  // The header of what comes next. At the start of a stream the magic number says it as well,
  // should it be damaged.
  wire_header header_here() {
    constexpr std::size_t kMagic = offsetof(wire_stream, magic);
    if (window_.position() == 0 && have(sizeof(wire_stream)) &&
        load<wire_u64>(window_.bytes(), kMagic) == WIRE_MAGIC) {
      return {sizeof(wire_stream), WIRE_KIND_STREAM, 0};
    }
    return load<wire_header>(window_.bytes());
  }

  Item at_end_or_failed() {
    if (failed_) return Item::failed;
    if (!window_.bytes().empty()) complete_ = false;
    return Item::end;
  }

  // A frame reaches behind the end of the stream: either the stream was cut, or the size is damaged
  // and more follows.
  Item cut_off() {
    if (failed_) return Item::failed;
    const std::uint64_t position = window_.position();
    if (!find_sound_frame()) {
      complete_ = false;
      return Item::end;
    }
    return malformed("a frame states a size behind the end of the stream", position);
  }

  Item malformed(std::string what, std::uint64_t position) {
    malformed_ = {position, std::move(what)};
    complete_ = false;
    return Item::malformed;
  }

  // What is here cannot be used; go on `size` bytes further, if a frame begins there, else search
  // for one.
  Item malformed_here(std::string what, std::size_t size) {
    const std::uint64_t position = window_.position();
    if (size >= sizeof(wire_header) && frame_may_begin(size)) {
      used_ = size;
    } else if (!failed_) {
      used_ = 1;
      lost_ = true;
    }
    return malformed(std::move(what), position);
  }

  bool frame_may_begin(std::size_t offset) {
    if (have(offset + sizeof(wire_header))) {
      return is_plausible(load<wire_header>(window_.bytes(), offset));
    }
    return !failed_ && window_.bytes().size() == offset;
  }

  // Drops bytes up to the next frame that is sound throughout. Returns false, with nothing left, if
  // there is none.
  bool find_sound_frame() {
    std::size_t offset = 0;
    while (true) {
      if (window_.bytes().size() < offset + sizeof(wire_header)) {
        window_.drop(std::exchange(offset, 0));
        if (!have(sizeof(wire_header))) {
          window_.drop(window_.bytes().size());
          return false;
        }
      }
      const auto header = load<wire_header>(window_.bytes(), offset);
      if (is_plausible(header) && header.kind <= WIRE_KIND_END &&
          header.kind != WIRE_KIND_CATALOG) {
        window_.drop(std::exchange(offset, 0));
        if (have(header.size) && is_sound(window_.bytes().substr(0, header.size))) return true;
        if (failed_) return false;
      }
      ++offset;
    }
  }

  bool is_sound(std::string_view frame) {
    const auto header = load<wire_header>(frame);
    switch (header.kind) {
      case WIRE_KIND_STREAM:
        return load<wire_stream>(frame).magic == WIRE_MAGIC;
      case WIRE_KIND_CATALOG:
        return frame == catalog_frame();
      case WIRE_KIND_EVENT:
        return have_decoder() && bool(decoder_->decode(frame, event_));
      case WIRE_KIND_LOSS:
        return header.fields == 0 && declares(load<wire_loss>(frame).id) &&
               frame_may_begin(frame.size());
      default:
        for (std::size_t at = sizeof(wire_totals); at < frame.size(); at += sizeof(wire_total)) {
          if (!declares(load<wire_total>(frame, at).id)) return false;
        }
        return header.fields > 0 && frame_may_begin(header.size);
    }
  }

  bool declares(std::uint32_t id) {
    return have_decoder() && decoder_->catalog().find(id) != nullptr;
  }

  // Returns nothing if the frame has nothing to tell. REQUIRES: the whole frame is in the window.
  std::optional<Item> read_frame(const wire_header& header) {
    const std::string_view frame = window_.bytes().substr(0, header.size);
    used_ = header.size;
    switch (header.kind) {
      case WIRE_KIND_EVENT:
        return read_event(frame);
      case WIRE_KIND_STREAM:
        return read_stream(frame);
      case WIRE_KIND_CATALOG:
        return read_catalog(frame);
      case WIRE_KIND_LOSS:
        return read_loss(frame);
      case WIRE_KIND_CHECKPOINT:
      case WIRE_KIND_END:
        return read_totals(frame);
      default:
        return std::nullopt;
    }
  }

  Item read_event(std::string_view frame) {
    complete_ = false;
    if (!have_decoder()) {
      failure_ = {Code::unsupported,
                  "reading frames: the stream's catalog is missing or damaged, and the stream does "
                  "not say that it is the catalog of this program"};
      failed_ = true;
      return Item::failed;
    }
    auto decoded = decoder_->decode(frame, event_);
    if (!decoded) return malformed_here(std::move(decoded).error().message, frame.size());
    const auto id = load<wire_event>(frame).id;
    if (*decoded == Decoded::event) {
      ++seen_[event_.spec->slot];
      return Item::event;
    }
    ++seen_unknown_[id];
    unknown_name_ = decoder_->catalog().find(id)->name;
    return Item::unknown;
  }

  std::optional<Item> read_stream(std::string_view frame) {
    const auto stream = load<wire_stream>(frame);
    if (stream.magic != WIRE_MAGIC)
      return malformed_here("stream frame: wrong magic", frame.size());
    if (stream.version != WIRE_VERSION) {
      failure_ = {Code::unsupported,
                  "reading frames: the stream is of version " + std::to_string(stream.version) +
                      ", this program reads version " + std::to_string(WIRE_VERSION)};
      failed_ = true;
      return Item::failed;
    }
    stream_ = stream;
    decoder_.reset();
    seen_.assign(WIRE_SLOT_COUNT, 0);
    seen_unknown_.clear();
    complete_ = false;
    return std::nullopt;
  }

  std::optional<Item> read_catalog(std::string_view frame) {
    const std::uint64_t boot_time_ns = stream_ ? stream_->boot_time_ns : 0;
    const std::uint64_t digest = digest_of(frame);
    if (digest == catalog_digest()) {
      decoder_.emplace(boot_time_ns);
      return std::nullopt;
    }
    if (stream_ && digest != stream_->catalog_digest) {
      return malformed_here("catalog: its digest is not the one that the stream frame states",
                            frame.size());
    }
    auto catalog = StreamCatalog::read(frame);
    if (!catalog) return malformed_here(std::move(catalog).error().message, frame.size());
    decoder_.emplace(boot_time_ns, std::make_shared<const StreamCatalog>(*std::move(catalog)));
    return std::nullopt;
  }

  // If the catalog frame could not be read, that of this program will do, provided that it is the
  // same.
  bool have_decoder() {
    if (!decoder_ && stream_ && stream_->catalog_digest == catalog_digest()) {
      decoder_.emplace(stream_->boot_time_ns);
    }
    return decoder_.has_value();
  }

  Item read_loss(std::string_view frame) {
    loss_ = load<wire_loss>(frame);
    const std::uint64_t boot_time_ns = stream_ ? stream_->boot_time_ns : 0;
    loss_.first_time_ns += boot_time_ns;
    loss_.last_time_ns += boot_time_ns;
    complete_ = false;
    return Item::loss;
  }

  Item read_totals(std::string_view frame) {
    const auto header = load<wire_header>(frame);
    totals_.clear();
    for (unsigned i = 0; i < header.fields; ++i) {
      totals_.push_back(load<wire_total>(frame, sizeof(wire_totals) + i * sizeof(wire_total)));
    }
    totals_are_final_ = header.kind == WIRE_KIND_END;
    complete_ = totals_are_final_ && all_came();
    return Item::totals;
  }

  // Whether as many events came as the totals count.
  bool all_came() const {
    for (const wire_total& total : totals_) {
      const EventLayout* const layout = decoder_ ? decoder_->catalog().find(total.id) : nullptr;
      const EventSpec* const spec = layout == nullptr ? nullptr : layout->spec;
      const auto unknown = seen_unknown_.find(total.id);
      const std::uint64_t seen = spec != nullptr                  ? seen_[spec->slot]
                                 : unknown == seen_unknown_.end() ? 0
                                                                  : unknown->second;
      if (seen != total.written) return false;
    }
    return true;
  }

  Window window_;
  std::size_t used_ = 0;  // bytes of the frame that was given out last
  bool lost_ = false;     // search for the next frame
  bool failed_ = false;
  bool complete_ = false;

  std::optional<wire_stream> stream_;
  std::optional<FrameDecoder> decoder_;
  std::vector<std::uint64_t> seen_ = std::vector<std::uint64_t>(WIRE_SLOT_COUNT);  // by slot
  std::unordered_map<std::uint32_t, std::uint64_t> seen_unknown_;                  // by id

  Event event_;
  wire_loss loss_{};
  std::vector<wire_total> totals_;
  bool totals_are_final_ = false;
  std::string unknown_name_;
  Malformed malformed_;
  Error failure_;
};

}  // namespace

std::unique_ptr<EventReader> make_frame_reader(Window window) {
  return std::make_unique<FrameReader>(std::move(window));
}

bool looks_like_frames(std::string_view start) {
  constexpr std::size_t kMagicOffset = offsetof(wire_stream, magic);
  if (start.size() < kMagicOffset + sizeof(wire_u64)) {
    // Cut off within the first header, whose bytes no text begins with.
    constexpr wire_header kHeader{sizeof(wire_stream), WIRE_KIND_STREAM, 0};
    std::string expected;
    append_bytes(kHeader, expected);
    append_bytes(wire_u64{WIRE_MAGIC}, expected);
    return !start.empty() && expected.starts_with(start);
  }
  const auto header = load<wire_header>(start);
  const int signs = (header.size == sizeof(wire_stream) ? 1 : 0) +
                    (header.kind == WIRE_KIND_STREAM ? 1 : 0) +
                    (load<wire_u64>(start, kMagicOffset) == WIRE_MAGIC ? 1 : 0);
  return signs >= 2;
}

}  // namespace trace
