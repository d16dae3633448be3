// SPDX-License-Identifier: Apache-2.0
#include "rules/cut/cutter.h"

#include <sys/random.h>

#include <algorithm>
#include <utility>

#include "common/artifact/sha256.h"
#include "common/codec/frame/encode.h"

namespace trace {
namespace {

constexpr std::size_t kToldMax = 16 << 10;  // of a text that says what an extract is

bool is_blank(const std::array<std::uint8_t, WIRE_MARK_SIZE>& mark) {
  return std::all_of(mark.begin(), mark.end(), [](std::uint8_t byte) { return byte == 0; });
}

// Each file of a recording gives a stream of its own.
std::array<std::uint8_t, WIRE_MARK_SIZE> mark_of_extract(const StreamInfo& source, const std::string& words) {
  std::array<std::uint8_t, WIRE_MARK_SIZE> mark{};
  if (is_blank(source.mark)) {
    // Without a random number there is no mark, which docs/wire.md permits.
    if (::getrandom(mark.data(), mark.size(), 0) != static_cast<ssize_t>(mark.size())) mark.fill(0);
    return mark;
  }
  Sha256 hash;
  hash.add("trace-rules cut");
  hash.add({reinterpret_cast<const char*>(source.mark.data()), source.mark.size()});
  hash.add(std::to_string(source.file) + ' ' + words);
  const Digest digest = hash.digest();
  std::copy_n(digest.begin(), mark.size(), mark.begin());
  return mark;
}

template <class Map, class Count>
auto sum_over(const Map& trees, Count count) {
  decltype(count(trees.begin()->second)) sum = 0;
  for (const auto& [host, one] : trees) sum += count(one);
  return sum;
}

}  // namespace

Cutter::Cutter(const CutOptions& options, std::vector<ProcessTrees::Root> roots, MakeEncoder make_encoder)
    : options_(options), roots_(std::move(roots)), make_encoder_(std::move(make_encoder)) {}

void Cutter::take(const Item& item, const StreamInfo* head, std::string& out) {
  const bool is_of_stream = !std::holds_alternative<Malformed>(item) && !std::holds_alternative<Damaged>(item) &&
                            !std::holds_alternative<Failed>(item) && !std::holds_alternative<End>(item);
  if (!is_of_stream) return;
  if (stream_ && head != nullptr && !is_same_stream(stream_->head, *head)) close(nullptr, out);
  if (!stream_) open(head);
  std::visit(Overloaded{
                 [&](const EventItem& one) { take(*one.event, out); },
                 [&](const Loss& one) { take(one, out); },
                 [&](const Totals& one) { take(one, out); },
                 [&](const ClockStep& one) { take(one, out); },
                 [&](const Artifact& one) {
                   begin_writing(out);
                   stream_->encoder->artifact(one.frame, one.piece, out);
                 },
                 [](const auto&) {},
             },
             item);
}

void Cutter::open(const StreamInfo* head) {
  stream_ = std::make_unique<Stream>();
  if (head != nullptr) stream_->head = *head;
  stream_->encoder = make_encoder_();
  stream_->boot_time_ns = stream_->head.boot_time_ns;
  if (roots_.empty()) return;
  stream_->trees = &trees_.try_emplace(stream_->head.host, roots_).first->second;
}

// Not before a time is known, which the head has.
void Cutter::begin_writing(std::string& out) {
  if (std::exchange(stream_->has_begun, true)) return;
  StreamInfo head = stream_->head;
  head.mark = mark_of_extract(head, options_.words);
  head.begin_ns = stream_->last_ns;
  head.file = 0;  // an extract is a recording by itself
  head.is_extract = true;
  stream_->encoder->begin(head, out);
  stream_->encoder->totals({}, false, head.begin_ns, out);
}

void Cutter::note_time(std::uint64_t time_ns) {
  if (begin_ns_ == 0) begin_ns_ = time_ns;
  stream_->last_ns = std::max(stream_->last_ns, since_boot(time_ns));
}

void Cutter::take(const Event& event, std::string& out) {
  note_time(event.context.time_ns);
  begin_writing(out);
  if ((event.context.flags & WIRE_FLAG_STATE) == 0) ++stream_->events;
  const bool is_written = writes(event, out) && write(event, out);
  stream_->account.read(*event.spec, event.context, is_written);
}

// What ancestors had run before is written first.
bool Cutter::writes(const Event& event, std::string& out) {
  if (event.spec->id == WIRE_EVENT_extract) return true;  // which is of a source of the source
  const std::uint64_t time_ns = event.context.time_ns;
  const bool is_inside = time_ns >= from_ns() && time_ns < to_ns();
  if (event.spec->origin == Origin::collector) return is_inside;  // what is wrong with the source, as a loss is
  if (stream_->trees != nullptr) {
    const ProcessTrees::Place place = stream_->trees->see(event);
    for (const OwnedEvent& before : stream_->trees->take_beginnings()) {
      if (write(before.event, out)) stream_->account.written(*before.event.spec, before.event.context);
    }
    if (place == ProcessTrees::Place::outside) return false;
    if (ProcessTrees::is_beginning(*event.spec)) return time_ns < to_ns();
    if (place == ProcessTrees::Place::ancestor) return false;
  }
  return is_inside && (!options_.events || options_.events->test(event.spec->slot)) &&
         (options_.containers.empty() || has_container(event));
}

bool Cutter::has_container(const Event& event) const {
  const auto* const told = std::get_if<std::string_view>(&event.arg("container_id"));
  return std::any_of(options_.containers.begin(), options_.containers.end(), [&](const std::string& id) {
    return event.context.container_id.starts_with(id) || (told != nullptr && told->starts_with(id));
  });
}

bool Cutter::write(const Event& event, std::string& out) {
  frame_.clear();
  encode_frame(event, stream_->boot_time_ns, frame_);
  if (frame_.size() > WIRE_FRAME_MAX) {
    ++too_large_;
    return false;
  }
  stream_->encoder->event(event, frame_, out);
  if ((event.context.flags & WIRE_FLAG_STATE) == 0) ++events_written_;
  return true;
}

void Cutter::take(const Loss& loss, std::string& out) {
  wire_loss frame = loss.frame;
  const EventSpec* const event = find_event(frame.id);
  const bool is_asked = !options_.events || event == nullptr || options_.events->test(event->slot);
  const bool has_time = frame.first_time_ns != 0 && frame.last_time_ns != 0;
  const bool is_written = is_asked && (!has_time || (frame.last_time_ns >= from_ns() && frame.first_time_ns < to_ns()));
  stream_->account.lost(frame, is_written);
  if (!is_written) return;
  begin_writing(out);
  frame.first_time_ns = since_boot(frame.first_time_ns);
  frame.last_time_ns = since_boot(frame.last_time_ns);
  stream_->encoder->loss(frame, out);
}

void Cutter::take(const Totals& totals, std::string& out) {
  if (totals.time_ns != 0) note_time(totals.time_ns);
  begin_writing(out);
  stream_->account.says(totals.rows);
  const bool is_inside = totals.time_ns >= from_ns() && totals.time_ns < to_ns();
  if (totals.final || !is_inside) return;
  stream_->encoder->totals(stream_->account.totals(false), false, stream_->last_ns, out);
}

void Cutter::take(const ClockStep& step, std::string& out) {
  begin_writing(out);
  wire_clock clock = step.frame;
  stream_->boot_time_ns = clock.boot_time_ns;
  clock.time_ns = since_boot(clock.time_ns);
  stream_->encoder->clock(clock, out);
}

void Cutter::close(const SourceFacts* source, std::string& out) {
  begin_writing(out);
  OwnedEvent made(*find_event("extract"));
  Context& context = made.event.context;
  context.time_ns = stream_->last_ns + stream_->boot_time_ns;
  context.comm = "trace-rules";
  context.uts = stream_->head.host;
  context.lane = WIRE_NO_LANE;
  context.policies = 1;
  made.put("source", std::string_view(name_).substr(0, kToldMax));
  made.put("selection", std::string_view(options_.words).substr(0, kToldMax));
  made.put("events", stream_->events);
  if (source != nullptr && source->is_whole) made.put("whole", *source->is_whole);
  if (source != nullptr && !source->sha256.empty()) {
    made.put("sha256", std::string_view(source->sha256));
    made.put("size", source->bytes);
  }
  stream_->account.read(*made.event.spec, context, write(made.event, out));
  --events_written_;  // it is not one of those that were chosen
  for (const wire_loss& gone : stream_->account.gone()) stream_->encoder->loss(gone, out);
  stream_->encoder->totals(stream_->account.totals(true), true, stream_->last_ns, out);
  stream_.reset();
}

void Cutter::end(const SourceFacts& source, std::string& out) {
  if (stream_) close(&source, out);
}

std::size_t Cutter::roots_found() const {
  return sum_over(trees_, [](const ProcessTrees& one) { return one.roots_found(); });
}
std::size_t Cutter::members() const {
  return sum_over(trees_, [](const ProcessTrees& one) { return one.members(); });
}
std::uint64_t Cutter::left_out_members() const {
  return sum_over(trees_, [](const ProcessTrees& one) { return one.left_out(); });
}

}  // namespace trace
