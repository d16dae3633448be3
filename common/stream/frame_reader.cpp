// SPDX-License-Identifier: Apache-2.0
// Reads a stream of frames. What is damaged is told and skipped: as far as sizes can be believed by itself, behind a size
// that cannot up to the next SYNC frame.
#include <cstring>

#include "common/codec/frame/decode.h"
#include "common/codec/frame/dictionary.h"
#include "common/codec/frame/sync_frame.h"
#include "common/stream/readers.h"

namespace trace {
namespace {

constexpr std::size_t kFrameMax = 1 << 20;  // of any kind; an event has WIRE_FRAME_MAX at most

template <class T>
T load(std::string_view bytes) {
  T value{};
  std::memcpy(&value, bytes.data(), std::min(sizeof(T), bytes.size()));
  return value;
}

class FrameReader final : public ReaderState {
 public:
  explicit FrameReader(Input input) : input_(std::move(input)) {}

  Item next() override {
    while (true) {
      input_.consume(std::exchange(used_, 0));
      if (stopped_) return Item::end;
      const Result<bool> whole = fill_frame();
      if (!whole) return fail(whole.error());
      if (!*whole) return recover();
      const auto header = load<wire_header>(input_.data());
      used_ = header.size;
      if (const auto item = handle(header, input_.data().substr(0, header.size))) return *item;
    }
  }

 private:
  static bool is_size(std::size_t size) { return size >= sizeof(wire_header) && size <= kFrameMax; }

  // Makes sure that data() holds a frame. False if the stream ends before, or the size cannot be believed.
  Result<bool> fill_frame() {
    while (true) {
      const std::string_view data = input_.data();
      if (data.size() >= sizeof(wire_header)) {
        const std::size_t size = load<wire_header>(data).size;
        if (!is_size(size)) return false;
        if (data.size() >= size) return true;
      }
      TRY_ASSIGN(const bool more, input_.more());
      if (!more) return false;
    }
  }

  Item report(std::string what) {
    malformed_ = {input_.position(), std::move(what)};
    return Item::malformed;
  }

  // No whole frame is left: the end, a cut, or damage.
  Item recover() {
    const std::string_view data = input_.data();
    if (data.empty()) {
      stopped_ = true;
      return Item::end;
    }
    const std::uint64_t position = input_.position();
    std::string what = what_is_wrong(data);
    const Result<bool> found = go_to_sync();
    if (!found) return fail(found.error());
    stopped_ = !*found;
    if (*found) what += ": " + std::to_string(input_.position() - position) + " bytes are skipped";
    malformed_ = {position, std::move(what)};
    return Item::malformed;
  }

  Item fail(const Error& error) {
    failure_ = error;
    stopped_ = true;
    return Item::failed;
  }

  static std::string what_is_wrong(std::string_view data) {
    if (data.size() < sizeof(wire_header)) return "the stream ends within a frame's header";
    const std::size_t size = load<wire_header>(data).size;
    if (is_size(size)) return "the stream ends within a frame";
    return "a frame of " + std::to_string(size) + " bytes";
  }

  // Consumes what is before the next SYNC frame of this stream, which none but its writer can have written. False if there
  // is none.
  Result<bool> go_to_sync() {
    if (!sync_) return false;
    const std::string_view wanted(reinterpret_cast<const char*>(&*sync_), sizeof(*sync_));
    while (true) {
      const std::string_view data = input_.data();
      const std::size_t at = data.find(wanted);
      const bool found = at != std::string_view::npos;
      input_.consume(found ? at : data.size() - std::min(data.size(), wanted.size() - 1));
      if (found) return true;
      TRY_ASSIGN(const bool more, input_.more());
      if (!more) return false;
    }
  }

  std::optional<Item> handle(const wire_header& header, std::string_view frame) {
    switch (header.kind) {
      case WIRE_KIND_STREAM:
        return handle_stream(frame);
      case WIRE_KIND_CATALOG:
        return handle_catalog(frame);
      case WIRE_KIND_EVENT:
        return handle_event(frame);
      case WIRE_KIND_LOSS:
        return handle_loss(frame);
      case WIRE_KIND_CHECKPOINT:
      case WIRE_KIND_END:
        return handle_totals(header, frame);
      case WIRE_KIND_DICTIONARY:
        if (const Status read = dictionary_.read(frame); !read) return report(read.error().message);
        return std::nullopt;
      case WIRE_KIND_SYNC:
        return handle_sync(frame);
      default:
        return report("a frame of unknown kind " + std::to_string(header.kind));
    }
  }

  std::optional<Item> handle_stream(std::string_view frame) {
    const auto stream = load<wire_stream>(frame);
    if (frame.size() < sizeof(stream) || stream.magic != WIRE_MAGIC) return report("a stream frame that is damaged");
    if (stream.version != WIRE_VERSION) {
      stopped_ = true;
      return report("the stream has version " + std::to_string(stream.version) + ", this program reads version " +
                    std::to_string(WIRE_VERSION));
    }
    decoder_ = FrameDecoder(stream.boot_time_ns);
    sync_ = sync_frame(stream);
    dictionary_ = {};
    boot_time_ns_ = stream.boot_time_ns;
    catalog_digest_ = stream.catalog_digest;
    final_ = false;
    events_read_.clear();
    return std::nullopt;
  }

  std::optional<Item> handle_sync(std::string_view frame) {
    if (!sync_ || frame.size() != sizeof(*sync_) || std::memcmp(frame.data(), &*sync_, sizeof(*sync_)) != 0) {
      return report("a sync frame that is not of this stream");
    }
    dictionary_.forget();
    return std::nullopt;
  }

  // Behind a catalog that is damaged nobody knows what events mean.
  std::optional<Item> handle_catalog(std::string_view frame) {
    const Status read = decoder_.read_catalog(frame, catalog_digest_);
    if (read) return std::nullopt;
    stopped_ = true;
    return report(read.error().message + ": nothing behind it can be read");
  }

  Item handle_loss(std::string_view frame) {
    if (frame.size() != sizeof(wire_loss)) return report("a loss frame of the wrong size");
    loss_ = load<wire_loss>(frame);
    loss_.id = decoder_.local_id(loss_.id);
    if (loss_.first_time_ns != 0) loss_.first_time_ns += boot_time_ns_;
    if (loss_.last_time_ns != 0) loss_.last_time_ns += boot_time_ns_;
    return Item::loss;
  }

  Item handle_event(std::string_view frame) {
    const Status decoded = decoder_.decode(frame, event_);
    if (decoded) {
      dictionary_.complete(event_.context);
      events_read_.count(*event_.spec);
      return Item::event;
    }
    if (decoded.error().code != Code::not_found) return report(decoded.error().message);
    unknown_name_ = decoder_.foreign_name(load<wire_event>(frame).id);
    if (unknown_name_.empty()) return report(decoded.error().message);
    events_read_.count_unknown();
    return Item::unknown;
  }

  Item handle_totals(const wire_header& header, std::string_view frame) {
    if (frame.size() != sizeof(wire_totals) + header.fields * sizeof(wire_total)) {
      return report("a totals frame of the wrong size");
    }
    totals_.resize(header.fields);
    if (header.fields != 0) {
      std::memcpy(totals_.data(), frame.data() + sizeof(wire_totals), header.fields * sizeof(wire_total));
    }
    for (wire_total& total : totals_) total.id = decoder_.local_id(total.id);
    take_totals(header.kind == WIRE_KIND_END);
    return Item::totals;
  }

  Input input_;
  FrameDecoder decoder_{0};
  Dictionary dictionary_;
  std::optional<wire_sync> sync_;
  std::uint64_t boot_time_ns_ = 0;
  std::uint64_t catalog_digest_ = 0;
  std::size_t used_ = 0;  // bytes of the frame that was given out last
  bool stopped_ = false;
};

}  // namespace

std::unique_ptr<EventReader> make_frame_reader(Input input) {
  return std::make_unique<FrameReader>(std::move(input));
}

}  // namespace trace
