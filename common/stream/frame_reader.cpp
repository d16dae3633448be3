// SPDX-License-Identifier: Apache-2.0
// Frames -> items: what the frames of a stream mean. The scanner finds them and tells of damage.
#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstring>
#include <iterator>
#include <optional>
#include <utility>
#include <vector>

#include "common/base/bytes.h"
#include "common/codec/frame/decode.h"
#include "common/codec/frame/dictionary.h"
#include "common/stream/frame_scanner.h"
#include "common/stream/readers.h"

namespace trace {
namespace {

std::uint64_t own_catalog_digest() {
  static const std::uint64_t own = digest(make_catalog_frame());
  return own;
}

template <std::size_t N>
std::string unpadded(const char (&text)[N]) {
  return {text, ::strnlen(text, N)};
}

std::uint32_t architecture_number(const wire_stream& stream) {
  return stream.flags >> WIRE_STREAM_ARCHITECTURE_AT & WIRE_STREAM_ARCHITECTURE_MASK;
}
std::optional<Architecture> architecture_in(const wire_stream& stream) {
  return architecture_of(architecture_number(stream));
}

StreamInfo head_of(const wire_stream& stream) {
  StreamInfo head{stream.boot_time_ns, stream.cpus, unpadded(stream.host), unpadded(stream.kernel)};
  std::copy(std::begin(stream.mark), std::end(stream.mark), head.mark.begin());
  head.file = stream.file;
  head.architecture = architecture_in(stream).value_or(kOwnArchitecture);
  head.is_extract = (stream.flags & WIRE_STREAM_EXTRACT) != 0;
  return head;
}

class FrameReader final : public EventReader {
 public:
  explicit FrameReader(Input input) : scanner_(std::move(input)) {}

  Item next() override {
    while (!failure_) {
      std::optional<Item> item = std::visit([this](const auto& found) { return take(found); }, scanner_.next());
      if (item) return *item;
    }
    return End{false, events_read_.mismatches(), events_read_.contradictions(), true};
  }

  const StreamInfo* head() const override { return has_stream_ ? &head_ : nullptr; }
  Architecture architecture() const override { return head_.architecture; }

 private:
  using Taken = std::optional<Item>;

  Taken take(const FrameScanner::Frame& frame) {
    if (!has_stream_ && frame.header.kind != WIRE_KIND_STREAM) {
      return told(scanner_.refuse_head("the stream does not begin with its head, which is looked for"));
    }
    switch (frame.header.kind) {
      case WIRE_KIND_STREAM:
        return stream(frame.bytes);
      case WIRE_KIND_CATALOG:
        return catalog(frame.bytes);
      case WIRE_KIND_EVENT:
        return event(frame.bytes);
      case WIRE_KIND_LOSS:
        return loss(frame.bytes);
      case WIRE_KIND_CHECKPOINT:
      case WIRE_KIND_END:
      case WIRE_KIND_FILE_END:
        return totals(frame);
      case WIRE_KIND_DICTIONARY:
        if (const Status read = dictionary_.read(frame.bytes); !read) return refuse(read.error().message);
        return std::nullopt;
      case WIRE_KIND_CLOCK:
        return clock(frame.bytes);
      case WIRE_KIND_ARTIFACT:
        return artifact(frame.bytes);
      default:
        return refuse("a frame of unknown kind " + std::to_string(frame.header.kind));
    }
  }
  Taken take(FrameScanner::BlockEnd) {
    is_sealed_ = events_read_.at_end();
    begin_block();
    return std::nullopt;
  }
  Taken take(const Malformed& what) {
    was_damaged_ = true;
    return what;
  }
  Taken take(const Damaged& what) {
    was_damaged_ = true;
    begin_block();
    return what;
  }
  Taken take(FrameScanner::NothingMore) {
    events_read_.look_at_order();
    const bool agrees = events_read_.mismatches().empty() && events_read_.contradictions().empty();
    return End{is_sealed_ && !was_damaged_ && agrees, events_read_.mismatches(), events_read_.contradictions(), true};
  }
  Taken take(const Error& error) {
    failure_ = error;
    return Failed{&*failure_};
  }

  // What was said in the block before, and may have been damaged, holds no more.
  void begin_block() {
    dictionary_.forget();
    set_boot_time(stream_.boot_time_ns);
  }
  void set_boot_time(std::uint64_t boot_time_ns) {
    boot_time_ns_ = boot_time_ns;
    decoder_.set_boot_time(boot_time_ns);
  }

  Taken told(const FrameScanner::Found& found) {
    if (const auto* error = std::get_if<Error>(&found)) return take(*error);
    return std::get<Malformed>(found);
  }
  Taken refuse(std::string what) { return told(scanner_.refuse(std::move(what))); }

  Taken stream(std::string_view frame) {
    const auto magic = load<wire_u64>(frame, offsetof(wire_stream, magic));
    // Of another frame whose kind was changed more than a byte is not as in the magic.
    if (has_stream_ && std::popcount(magic ^ WIRE_MAGIC) > 8) return refuse("a stream frame without its magic");
    if (magic != WIRE_MAGIC) return refuse_head();
    const auto version = load<wire_u16>(frame, offsetof(wire_stream, version));
    if (version != WIRE_VERSION) {
      return told(scanner_.refuse_head("the stream has version " + std::to_string(version) +
                                       ", this program reads version " + std::to_string(WIRE_VERSION)));
    }
    const auto stream = load<wire_stream>(frame);
    if (frame.size() != sizeof(stream) || stream.crc != checksum(stream)) return refuse_head();
    if (!architecture_in(stream)) {
      return told(scanner_.refuse_head("the stream is of architecture " + std::to_string(architecture_number(stream)) +
                                       ", which this program does not know"));
    }
    const bool is_again = (stream.flags & WIRE_STREAM_AGAIN) != 0;
    const bool is_same = has_stream_ && std::memcmp(stream.mark, stream_.mark, sizeof(stream.mark)) == 0;
    if (is_same && is_again) return std::nullopt;
    const bool has_mark =
        std::any_of(std::begin(stream.mark), std::end(stream.mark), [](wire_u8 byte) { return byte != 0; });
    if (has_mark && is_same && stream.file == stream_.file) events_read_.begins_twice();
    const bool is_cut = has_stream_ && !is_sealed_;
    const std::uint64_t position = scanner_.position();
    scanner_.begin(stream);
    stream_ = stream;
    has_stream_ = true;
    head_ = head_of(stream);
    decoder_ = FrameDecoder(stream.boot_time_ns, head_.architecture);
    // Without a catalog, and with the same as here, ids and ordinals mean what they mean here.
    has_catalog_ = stream.catalog_digest == 0 || stream.catalog_digest == own_catalog_digest();
    dictionary_ = {};
    boot_time_ns_ = told_boot_time_ns_ = stream.boot_time_ns;
    is_sealed_ = false;
    is_partial_ = is_again;  // its beginning was not read
    events_read_.look_at_order();
    events_read_.begin({stream.file != 0, head_.is_extract});
    if (is_cut) return Malformed{position, "a stream begins where the one before it has not ended", true};
    return std::nullopt;
  }
  Taken refuse_head() {
    was_damaged_ = true;
    return told(scanner_.refuse_head("a stream frame that is damaged"));
  }

  // A catalog is read only if it is whole, and says nothing new if it is ours.
  Taken catalog(std::string_view frame) {
    const bool is_whole = stream_.catalog_digest == 0 || digest(frame) == stream_.catalog_digest;
    if (!is_whole) {
      return refuse(has_catalog_ ? "a catalog that is damaged, which costs nothing: it is known here"
                                 : "a catalog that is damaged: nothing is read until it is said again");
    }
    if (has_catalog_ && stream_.catalog_digest != 0) return std::nullopt;
    if (const Status read = decoder_.read_catalog(frame, digest(frame)); !read) return refuse(read.error().message);
    has_catalog_ = true;
    return std::nullopt;
  }

  Taken event(std::string_view frame) {
    if (!has_catalog_) return std::nullopt;
    const Status decoded = decoder_.decode(frame, event_);
    if (decoded) {
      dictionary_.complete(event_.context);
      events_read_.count(*event_.spec, event_.context);
      return EventItem{&event_};
    }
    if (decoded.error().code != Code::not_found) return refuse(decoded.error().message);
    const std::string_view name = decoder_.foreign_name(load<wire_u32>(frame, offsetof(wire_event, id)));
    if (name.empty()) return refuse(decoded.error().message);
    events_read_.count_unknown();
    is_partial_ = true;
    return UnknownEvent{name};
  }

  Taken loss(std::string_view frame) {
    if (frame.size() != sizeof(wire_loss)) return refuse("a loss frame of the wrong size");
    auto loss = load<wire_loss>(frame);
    loss.id = decoder_.local_id(loss.id);
    if (loss.first_time_ns != 0) loss.first_time_ns += boot_time_ns_;
    if (loss.last_time_ns != 0) loss.last_time_ns += boot_time_ns_;
    events_read_.lose(loss);
    return Loss{loss};
  }

  Taken totals(const FrameScanner::Frame& frame) {
    const std::size_t rows = frame.header.fields;
    if (frame.bytes.size() != sizeof(wire_totals) + rows * sizeof(wire_total)) {
      return refuse("a totals frame of the wrong size");
    }
    totals_.resize(rows);
    for (std::size_t i = 0; i < rows; ++i) {
      totals_[i] = load<wire_total>(frame.bytes, sizeof(wire_totals) + i * sizeof(wire_total));
      totals_[i].id = decoder_.local_id(totals_[i].id);
    }
    const bool goes_on = frame.header.kind == WIRE_KIND_FILE_END;
    const bool final = goes_on || frame.header.kind == WIRE_KIND_END;
    const bool is_whole = !was_damaged_ && !is_partial_;
    if (final) {
      events_read_.end(totals_, is_whole);
    } else if (is_whole) {
      events_read_.checkpoint(totals_);
    }
    const auto head = load<wire_totals>(frame.bytes);
    return Totals{totals_, final, head.time_ns + boot_time_ns_, head.chain, goes_on};
  }

  Taken clock(std::string_view frame) {
    if (frame.size() != sizeof(wire_clock)) return refuse("a clock frame of the wrong size");
    auto clock = load<wire_clock>(frame);
    set_boot_time(clock.boot_time_ns);
    clock.time_ns += boot_time_ns_;
    if (boot_time_ns_ == told_boot_time_ns_) return std::nullopt;  // said again for this block
    told_boot_time_ns_ = boot_time_ns_;
    return ClockStep{clock};
  }

  Taken artifact(std::string_view frame) {
    if (frame.size() < sizeof(wire_artifact)) return refuse("an artifact frame that is too short");
    return Artifact{load<wire_artifact>(frame), frame.substr(sizeof(wire_artifact))};
  }

  FrameScanner scanner_;
  FrameDecoder decoder_{0};
  Dictionary dictionary_;
  Event event_;
  EventsRead events_read_;
  std::vector<wire_total> totals_;
  std::optional<Error> failure_;
  wire_stream stream_{};
  StreamInfo head_;
  std::uint64_t boot_time_ns_ = 0;       // in this block
  std::uint64_t told_boot_time_ns_ = 0;  // of the last clock step
  bool has_stream_ = false;
  bool has_catalog_ = false;  // the meaning of ids and ordinals is known
  bool is_partial_ = false;   // its beginning was not read, or it has events that are not known here
  bool is_sealed_ = false;    // the END was said, and its block is sound
  bool was_damaged_ = false;
};

}  // namespace

std::unique_ptr<EventReader> make_frame_reader(Input input) {
  return std::make_unique<FrameReader>(std::move(input));
}

}  // namespace trace
